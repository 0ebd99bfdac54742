"""Extents: where names begin and end, by what the gazetteer holds and what follows them.

A tagger that reads word by word makes two places of "Antigua and Barbuda", one of "London-New York", and takes the end
of "St. John's" for a possessive.
"""

# ruff: noqa: RUF001  # the apostrophes and hyphens of print

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from dateline.values import EntityType, MentionKind, MentionOrigin, Recognition

Prominence = Callable[[str], float]
"""Returns how widely known the best known place called exactly so is, in people; 0 where there is none."""

_CAPITALISED = r"[^\W\d_a-z][\w.]*+"
_WORDS = rf"(?<![\w.]){_CAPITALISED}(?:[ ]{_CAPITALISED}){{0,2}}"
_AND = re.compile(rf"(?P<left>{_WORDS}) (?:and|&) (?P<right>{_WORDS})")
_OWNER = re.compile(rf"(?P<left>{_WORDS})['’]s (?P<right>{_WORDS})")
_COMPOUND = re.compile(rf"(?P<left>{_WORDS})[-‐‑–/](?P<right>{_WORDS})")
_ROUTE = re.compile(r"\s(?:road|highway|motorway|expressway|railway|corridor|route|ferry|train|pipeline|border)s?\b")
_POSSESSIVE = re.compile(r"['’][sS]\b")
# Behind such a mark all words with capitals are the ship's name: "MV Nordic Halifax", "HMS Prince of Wales".
_SHIP = re.compile(
    r"\b(?:MV|M/V|M/T|RMS|HMS|HMAS|HMCS|HMNZS|USS|USNS|USCGC|FPSO)\s"
    rf"{_CAPITALISED}(?:[ -](?:of )?{_CAPITALISED}){{0,3}}"
)
# In a headline the words behind the name have capitals, too.
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
# What may stand behind the name of a shop: nothing that it could possess.
_UNPOSSESSED = re.compile(
    r"\s*(?:$|[.,;:!?)])|\s(?:against|at|by|for|from|had|has|have|in|is|of|on|said|says|to|was|were|will|with|would)\b"
)
# The least prominence of both places of a compound: where the recogniser found something there, and where not. A road
# joins smaller ones, of which one will do.
_LEAST_PROMINENCE_FOUND, _LEAST_PROMINENCE_UNFOUND, _LEAST_PROMINENCE_OF_A_ROUTE = 100_000, 500_000, 5_000
# What no road leads to: the first half of "Trans-Sahara", "East-West", "Indo-Pakistan" and "Tell-Abiad", months, and,
# where the gazetteer does not know a half, short words and capitals ("Al-Bab", "Keystone-XL").
_NO_END = re.compile(
    r"(?:Afro|Anglo|Anti|Austro|Beit|Beni|Cross|Deir|East|Euro|Finno|Franco|Greco|High|Indo|Inter|Italo|Kafr|Luso|Mont|North|"
    r"Port|Post|Russo|Saint|Sainte|Sino|South|Tell|Trans|Turco|Turko|Wadi|West|"
    r"January|February|March|April|May|June|July|August|September|October|November|December|[A-Z][a-z]{2,5}day)$"
)
_NO_UNKNOWN_END = re.compile(r".{1,3}$|[^a-z]*$")
_LEAST_OF_A_SURE_NAME, _UNFOUND_CONFIDENCE = 0.5, 0.7


def settle_extents(
    sentence: str, recognitions: tuple[Recognition, ...], *, prominence: Prominence
) -> tuple[Recognition, ...]:
    """Returns the names of a sentence with the extents that the gazetteer gives them, in order, the longer first.

    "Newfoundland and Labrador" and "King's Lynn" are one place each where they are entries, "Paris-Lyon" is two where
    it is none and both halves are well known. An organisation keeps an "'s" behind which nothing possessed follows.
    """
    names = recognitions
    for pattern in (_AND, _OWNER):
        for match in pattern.finditer(sentence):
            names = _joined(names, sentence, match, prominence)
    names = tuple(_with_possessive(name, names, sentence, prominence) for name in names)
    for match in _COMPOUND.finditer(sentence):
        names = _parted(names, match, prominence)
    return tuple(sorted(names, key=lambda name: (name.start_offset, -name.end_offset)))


def without_ships(sentence: str, names: tuple[Recognition, ...]) -> tuple[Recognition, ...]:
    """Returns the names of an English sentence but those in the name of a ship, which is none of them."""
    ships = [match.span() for match in _SHIP.finditer(sentence)]
    if ships and not any(map(str.islower, _LONG_WORD.findall(sentence))):
        return names
    return tuple(name for name in names if not any(_overlaps(name, *ship) for ship in ships)) if ships else names


def _joined(
    names: tuple[Recognition, ...], sentence: str, match: re.Match[str], prominence: Prominence
) -> tuple[Recognition, ...]:
    """Returns the names, those at the two sides of `match` as one place where the gazetteer has it so."""
    beside = [name for name in names if _overlaps(name, *match.span())]
    starts = [name.start_offset for name in beside if name.start_offset < match.end("left") <= name.end_offset]
    ends = [name.end_offset for name in beside if name.start_offset <= match.start("right") < name.end_offset]
    if not starts and not ends:
        return names
    first_right_word = match.start("right") + len(match["right"].split()[0])
    for start in dict.fromkeys((*starts, match.start("left"))):
        for end in dict.fromkeys((*ends, match.end("right"), first_right_word)):
            pieces = [name for name in beside if start <= name.start_offset and name.end_offset <= end]
            others = [name for name in beside if name not in pieces and _overlaps(name, start, end)]
            if pieces and not others and prominence(sentence[start:end]):
                kept = tuple(name for name in names if name not in pieces)
                return (*kept, _place(start, end, pieces))
    return names


def _with_possessive(
    name: Recognition, names: Sequence[Recognition], sentence: str, prominence: Prominence
) -> Recognition:
    """Returns the name with the "'s" behind it where that belongs to it, and to none of the other `names`."""
    tail = _POSSESSIVE.match(sentence, name.end_offset)
    if tail is None or any(_overlaps(other, *tail.span()) for other in names if other is not name):
        return name
    is_unpossessed = name.type is EntityType.ORGANIZATION and _UNPOSSESSED.match(sentence, tail.end()) is not None
    is_entry = name.type is EntityType.PLACE and prominence(sentence[name.start_offset : tail.end()])
    return replace(name, end_offset=tail.end()) if is_unpossessed or is_entry else name


def _parted(names: tuple[Recognition, ...], match: re.Match[str], prominence: Prominence) -> tuple[Recognition, ...]:
    """Returns the names, with the two places of a compound in place of what was found there."""
    middle = match.end("left")
    halves = list(_halves(match, prominence))
    ends_in = match["left"].split(" ")[-1]
    is_route = _ROUTE.match(match.string, match.end("right")) is not None and _NO_END.match(ends_in) is None
    if len(halves) < 2 and is_route:
        halves = _ends_of_route(match, halves)
    if len(halves) < 2:
        return names
    (start, _, _), (_, end, _) = halves
    around = [name for name in names if _overlaps(name, start, end)]
    if any(
        name.type is EntityType.PERSON or not (start <= name.start_offset and name.end_offset <= end) for name in around
    ):
        return names
    least, known = _LEAST_PROMINENCE_FOUND if around else _LEAST_PROMINENCE_UNFOUND, [half[2] for half in halves]
    if is_route and all(name.type is EntityType.PLACE for name in around):
        least, known = _LEAST_PROMINENCE_OF_A_ROUTE, [max(known)]
    whole = match.string[match["left"].rfind(" ") + 1 + match.start() : middle + 1 + len(match["right"].split()[0])]
    if min(known) < least or prominence(whole) or prominence(match.string[start:end]):
        return names
    kept = [name for name in names if name not in around]
    for first, last, _ in halves:
        same = next((name for name in around if (name.start_offset, name.end_offset) == (first, last)), None)
        is_sure = same is not None and (same.type is EntityType.PLACE or same.confidence >= _LEAST_OF_A_SURE_NAME)
        kept.append(same if same and is_sure else _place(first, last, around))
    return tuple(kept)


def _halves(match: re.Match[str], prominence: Prominence) -> Iterator[tuple[int, int, float]]:
    """Yields the longest known places that end before and begin behind the hyphen, with their prominence."""
    left, right = match["left"].split(" "), match["right"].split(" ")
    for count in range(len(left), 0, -1):
        if known := prominence(" ".join(left[-count:])):
            yield match.end("left") - len(" ".join(left[-count:])), match.end("left"), known
            break
    for count in range(len(right), 0, -1):
        if known := prominence(" ".join(right[:count])):
            yield match.start("right"), match.start("right") + len(" ".join(right[:count])), known
            break


def _ends_of_route(match: re.Match[str], halves: list[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    """Returns the two ends of "the Masindi-Paraa road", of which the gazetteer knows one; or else nothing."""
    last, right = match["left"].split(" ")[-1], match["right"]
    if not halves or _NO_UNKNOWN_END.match(last) or _NO_UNKNOWN_END.match(right):
        return []
    (known,) = halves
    if known[1] == match.end("left"):
        return [known, (match.start("right"), match.end("right"), 0)]
    return [(match.end("left") - len(last), match.end("left"), 0), known]


def _place(start: int, end: int, pieces: Sequence[Recognition]) -> Recognition:
    """Returns a place that takes the place of `pieces`, as sure as the surest of them."""
    confidence = max((piece.confidence for piece in pieces), default=_UNFOUND_CONFIDENCE)
    label = next((piece.label for piece in pieces if piece.type is EntityType.PLACE), "")
    origin = MentionOrigin.RECOGNIZED if label else MentionOrigin.GAZETTEER
    return Recognition(start, end, EntityType.PLACE, MentionKind.NAME, label, confidence, origin)


def _overlaps(name: Recognition, start: int, end: int) -> bool:
    return name.start_offset < end and start < name.end_offset
