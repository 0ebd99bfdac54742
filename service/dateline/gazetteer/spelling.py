"""Spellings: other ways in which a name may be written, by another transliteration or by a slip of the keyboard."""

from collections.abc import Iterator
from itertools import chain, islice

MAX_SPELLINGS = 400
"""The most other spellings of one kind that are tried of a name."""
SHORTEST_TRANSLITERATED_CHARS = 4
LONGEST_MISSPELT_CHARS = 32
SHORTEST_MISSPELT_CHARS = 5
SHORTEST_WORD_CHARS = 2

# Two ways to write one sound of Arabic, Persian, Slavic, Indic and Chinese names; either may stand for the other.
_SOUNDS = (
    ("q", "k"), ("q", "g"), ("kh", "h"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("ou", "u"), ("oo", "u"), ("ow", "aw"),
    ("ee", "i"), ("ei", "ai"), ("ey", "ay"), ("e", "i"), ("o", "u"), ("e", "a"), ("aa", "a"), ("ah", "a"), ("eh", "a"),
    ("eh", "ah"), ("yy", "y"), ("iy", "y"), ("iy", "i"), ("y", "i"), ("j", "dj"), ("j", "zh"), ("sh", "ch"), ("w", "v"),
    ("v", "f"), ("ts", "c"), ("tz", "ts"), ("z", "s"), ("ks", "x"), ("ph", "f"), ("p", "b"),
)  # fmt: skip
_RULES = tuple(dict.fromkeys(rule for left, right in _SOUNDS for rule in ((left, right), (right, left))))
_ARTICLES = ("al ", "el ", "ad ", "ar ", "as ", "ash ", "at ", "az ", "an ")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def transliterations(folded: str) -> tuple[str, ...]:
    """Returns other ways to write a folded name in Latin letters, at most MAX_SPELLINGS.

    A spelling may differ by an article and by two sounds or doubled letters. A name of fewer letters than
    SHORTEST_TRANSLITERATED_CHARS has no other spelling, because too many names would be like it.
    """
    if len(folded) < SHORTEST_TRANSLITERATED_CHARS:
        return ()
    return tuple(islice(_unlimited_transliterations(folded), MAX_SPELLINGS))


def respaced(folded: str) -> tuple[str, ...]:
    """Returns the names from which a folded name differs by one space, at most MAX_SPELLINGS: "mirpur khas".

    A word is cut in two of at least SHORTEST_WORD_CHARS each.
    """
    joined = (folded[:i] + folded[i + 1 :] for i, letter in enumerate(folded) if letter == " ")
    near = range(-SHORTEST_WORD_CHARS, SHORTEST_WORD_CHARS)
    cuts = range(SHORTEST_WORD_CHARS, len(folded) - SHORTEST_WORD_CHARS + 1)
    cut = (f"{folded[:i]} {folded[i:]}" for i in cuts if all(folded[i + step] != " " for step in near))
    return tuple(islice(chain(joined, cut), MAX_SPELLINGS))


def misspellings(folded: str, *, known_chars: int | None = None) -> tuple[str, ...]:
    """Returns the names from which a folded name differs by a letter dropped, added, changed or swapped.

    Most slips are one of these four (Damerau 1964); the first letter counts as right. A name too short to tell a slip
    from another name, or too long for a name, has no such spelling. Where no known name shares more than the first
    `known_chars` characters, only slips up to there can lead to a known name, and the others are left out.
    """
    known_chars = len(folded) if known_chars is None else known_chars
    if not SHORTEST_MISSPELT_CHARS <= len(folded) <= LONGEST_MISSPELT_CHARS:
        return ()
    spellings: dict[str, None] = {}
    for i in range(1, min(len(folded), known_chars + 1)):
        head, tail = folded[:i], folded[i + 1 :]
        spellings[head + tail] = None
        if tail:
            spellings[head + tail[0] + folded[i] + tail[1:]] = None
        for letter in _LETTERS:
            spellings[head + letter + tail] = None
            spellings[head + letter + folded[i] + tail] = None
    if known_chars >= len(folded):
        for letter in _LETTERS:
            spellings[folded + letter] = None
    spellings.pop(folded, None)
    return tuple(spellings)


def _unlimited_transliterations(folded: str) -> Iterator[str]:
    seen = {folded}
    bare = (
        folded.removeprefix(article)
        for article in _ARTICLES
        if folded.startswith(article) and len(folded) > len(article) + 2
    )
    stems = (folded, *bare, f"al {folded}", f"el {folded}")
    once = dict.fromkeys(changed for stem in stems for changed in (stem, *_changed(stem)))
    for spelling in chain(once, chain.from_iterable(map(_changed, once))):
        if spelling not in seen:
            seen.add(spelling)
            yield spelling


def _changed(name: str) -> Iterator[str]:
    for old, new in _RULES:
        start = name.find(old)
        while start != -1:
            yield name[:start] + new + name[start + len(old) :]
            start = name.find(old, start + 1)
    for i in range(1, len(name)):
        if name[i] == name[i - 1]:
            yield name[:i] + name[i + 1 :]
        elif name[i].isalpha():
            yield name[: i + 1] + name[i:]
