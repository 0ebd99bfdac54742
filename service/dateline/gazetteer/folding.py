"""Folding: one spelling for all the ways a name is written."""

# ruff: noqa: RUF001  # look-alike characters are this module's business

import unicodedata

MAX_NAME_CHARS = 256
"""The longest text that counts as a name; longer text is folded to an empty string, which bounds a lookup's cost."""

_LETTERS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ŋ": "ng",
    "ə": "a", "ſ": "s", "ŧ": "t", "ĸ": "k",
    # Letters at the end of Arabic words that print often writes for one another, and the stroke that stretches a word.
    "ة": "ه", "ى": "ي", "ـ": "",
}  # fmt: skip
_DROPPED = "'’‘ʼʻ`´ʹʾʿʽˈ′‛ʔ״׳\".“”„«»،"
_SPACES = "-‐‑‒–—―−_/,;:()[]{}•·・|"
_TABLE = str.maketrans({**_LETTERS, **dict.fromkeys(_DROPPED, ""), **dict.fromkeys(_SPACES, " "), "&": " and "})


def fold(name: str) -> str:
    """Returns `name` without case, marks, apostrophes, dots and hyphens, for comparing; empty where no text is left."""
    if len(name) > MAX_NAME_CHARS:
        return ""
    if not name.isascii():
        name = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
        marked = unicodedata.normalize("NFKD", name)
        # Marks of combining class 0 are letters of their script (Devanagari vowels), not decoration.
        bare = "".join(char for char in marked if char.isspace() or _is_letter_like(char))
        name = unicodedata.normalize("NFC", bare)
    return " ".join(name.lower().translate(_TABLE).split())


def _is_letter_like(char: str) -> bool:
    return char.isprintable() and not unicodedata.combining(char)
