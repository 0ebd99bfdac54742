"""Containers without a comma: "Nairobi Kenya" and "Portland (OR)" are two places, the one in the other.

A tagger that has learnt from edited news takes the two for one name, for a person's, or sees no name in "(OR)".
Chinese writes them without a space, the container first: one name that holds the others.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dateline.annotation.lookup import ArticleLookup
from dateline.values import EntityType, MentionKind, MentionOrigin, Recognition

_LOCATIVE = re.compile(r"\b(?:in|near|outside|around|across|throughout)\s$", re.IGNORECASE)
_LOCATIVE_CHARS = 12
_LEAST_OF_A_SURE_NAME = 0.75
"""A person or organisation of this confidence stays one: "Austin Texas, 34, was charged"."""
_LEAST_TOWN = 50_000
_CAPITALISED = r"[^\W\d_a-z][\w.'’-]*+"
_BEHIND = re.compile(rf"(?:,?[ ]|[ ]?(?P<bracket>\())(?P<words>{_CAPITALISED}(?:[ ]{_CAPITALISED}){{0,3}})")
_LONGEST_CODE_CHARS = 2


def part_containers(
    sentence: str, recognitions: Sequence[Recognition], *, lookup: ArticleLookup
) -> tuple[Recognition, ...]:
    """Returns the names of a sentence with places parted from the country or division that is named right behind them.

    Only the name of a container that holds a place of the name before it is parted from it, or added where the
    recogniser saw no name there. A person or organisation is parted only where it is not sure, or behind "in" or the
    like, and where the place is a larger town's.
    """
    names = list(recognitions)
    for name in recognitions:
        if name not in names:
            continue
        containers = list(_unspaced_containers(sentence, name, lookup))
        if containers:
            # The recogniser may have parted the whole in another way.
            names = [other for other in names if other is name or not _is_part(other, name)]
            names += containers
            continue
        pieces = list(_pieces(sentence, name, lookup))
        if pieces:
            names.remove(name)
            kept = {_bounds(other) for other in names if other.type is EntityType.PLACE}
            names += [piece for piece in pieces if _bounds(piece) not in kept]
    for name in tuple(names):
        if name.type is EntityType.PLACE and name.kind is not MentionKind.DEMONYM:
            container = _container_behind(sentence, name, names, lookup)
            if container is not None:
                names = [*(other for other in names if _bounds(other) != _bounds(container)), container]
    return tuple(sorted(names, key=lambda name: (name.start_offset, -name.end_offset)))


def _pieces(sentence: str, name: Recognition, lookup: ArticleLookup) -> Iterator[Recognition]:
    """Yields the place and its containers that a name is made of, the last first; nothing where it is one name."""
    start, end = name.start_offset, name.end_offset
    if name.kind is MentionKind.DEMONYM or not (contained := lookup.contained(sentence[start:end])):
        return
    if name.type is not EntityType.PLACE:
        is_behind_locative = _LOCATIVE.search(sentence, max(0, start - _LOCATIVE_CHARS), start)
        is_sure = name.confidence >= _LEAST_OF_A_SURE_NAME and not is_behind_locative
        if is_sure or contained.matches[0].prominence < _LEAST_TOWN:
            return
    while contained is not None:
        yield _place(start + contained.container_start, start + contained.container_end, name)
        end = start + contained.name_end
        contained = lookup.contained(sentence[start:end])
    yield _place(start, end, name)


def _unspaced_containers(sentence: str, name: Recognition, lookup: ArticleLookup) -> Iterator[Recognition]:
    """Yields the containers that a Chinese name begins with, in order; nothing where it is one name."""
    if name.type is not EntityType.PLACE or name.kind is MentionKind.DEMONYM:
        return
    start = name.start_offset
    for part in lookup.unspaced_names(sentence[start : name.end_offset])[:-1]:
        yield _place(start, start + len(part), name)
        start += len(part)


def _is_part(name: Recognition, whole: Recognition) -> bool:
    is_within = whole.start_offset <= name.start_offset and name.end_offset <= whole.end_offset
    return is_within and name.type is EntityType.PLACE


def _place(start: int, end: int, whole: Recognition) -> Recognition:
    return replace(whole, start_offset=start, end_offset=end, type=EntityType.PLACE, types=None)


def _container_behind(
    sentence: str, name: Recognition, names: Sequence[Recognition], lookup: ArticleLookup
) -> Recognition | None:
    """Returns the container named right behind a place, unless another place was found there; None for none."""
    behind = _BEHIND.match(sentence, name.end_offset)
    if behind is None:
        return None
    place = sentence[name.start_offset : name.end_offset]
    start = behind.start("words")
    for end in _ends(behind):
        container = sentence[start:end]
        around = [other for other in names if other.start_offset < end and start < other.end_offset]
        if any(other.type is EntityType.PLACE or _bounds(other) != (start, end) for other in around):
            continue
        # "IN" and "OR" are words where all is in capitals.
        if len(container) <= _LONGEST_CODE_CHARS and place.isupper():
            continue
        contained = lookup.contained(f"{place} {container}")
        if contained and contained.name_end == len(place):
            return Recognition(
                start, end, EntityType.PLACE, MentionKind.NAME, "", name.confidence, MentionOrigin.GAZETTEER
            )
    return None


def _bounds(name: Recognition) -> tuple[int, int]:
    return name.start_offset, name.end_offset


def _ends(behind: re.Match[str]) -> Iterator[int]:
    """Yields where the container may end, the longest first: behind a word, its period or not; before the bracket."""
    words, text = behind["words"], behind.string
    for gap in reversed([*re.finditer(" ", words), None]):
        end = behind.start("words") + (gap.start() if gap else len(words))
        if behind["bracket"] and text[end : end + 1] != ")":
            continue
        yield end
        if text[end - 1] == ".":
            yield end - 1
