"""Spellings: how else a name may have been written down, from another script or by a slip of the keyboard."""

from collections.abc import Iterator
from itertools import chain, islice

MAX_SPELLINGS = 400
"""The most transliterations of one name that are tried."""
SHORTEST_TRANSLITERATED_CHARS = 4
LONGEST_MISSPELT_CHARS = 32
SHORTEST_MISSPELT_CHARS = 5

# Pairs that one sound of Arabic, Persian, Slavic, Indic and Chinese names is written with; either may stand for the
# other.
_SOUNDS = (
    ("q", "k"), ("q", "g"), ("kh", "h"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("ou", "u"), ("oo", "u"), ("ow", "aw"),
    ("ee", "i"), ("ei", "ai"), ("ey", "ay"), ("e", "i"), ("o", "u"), ("e", "a"), ("aa", "a"), ("ah", "a"), ("eh", "a"),
    ("eh", "ah"), ("yy", "y"), ("iy", "y"), ("iy", "i"), ("y", "i"), ("j", "dj"), ("j", "zh"), ("sh", "ch"), ("w", "v"),
    ("v", "f"), ("ts", "c"), ("tz", "ts"), ("z", "s"), ("ks", "x"), ("ph", "f"), ("p", "b"),
)  # fmt: skip
_RULES = tuple(dict.fromkeys(rule for one, other in _SOUNDS for rule in ((one, other), (other, one))))
_ARTICLES = ("al ", "el ", "ad ", "ar ", "as ", "ash ", "at ", "az ", "an ")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def transliterations(folded: str) -> tuple[str, ...]:
    """Other ways to write a folded name in Latin letters: at most two sounds, an article, doubled letters changed.

    None of a name so short that any other is like it.
    """
    if len(folded) < SHORTEST_TRANSLITERATED_CHARS:
        return ()
    return tuple(islice(_unlimited_transliterations(folded), MAX_SPELLINGS))


def misspellings(folded: str, *, known_chars: int | None = None) -> tuple[str, ...]:
    """What a folded name may have been before one letter behind the first was dropped, added, changed or swapped.

    None of a name too short to tell a slip from another name, or too long to be one (Damerau 1964: most slips are one
    of these four). Where no known name begins with more than the first `known_chars` of it, only slips up to there can
    lead to one, and the others are left out.
    """
    known_chars = len(folded) if known_chars is None else known_chars
    if not SHORTEST_MISSPELT_CHARS <= len(folded) <= LONGEST_MISSPELT_CHARS:
        return ()
    found: dict[str, None] = {}
    for i in range(1, min(len(folded), known_chars + 1)):
        head, tail = folded[:i], folded[i + 1 :]
        found[head + tail] = None
        if tail:
            found[head + tail[0] + folded[i] + tail[1:]] = None
        for letter in _LETTERS:
            found[head + letter + tail] = None
            found[head + letter + folded[i] + tail] = None
    if known_chars >= len(folded):
        for letter in _LETTERS:
            found[folded + letter] = None
    found.pop(folded, None)
    return tuple(found)


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
