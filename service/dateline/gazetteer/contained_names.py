"""Contained names: a place's name with that of its country or division right behind, as in "Nairobi Kenya"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from dateline.values import NameKind, NameMatch, Place

_MOST_CONTAINER_WORDS = 4
# "Newark DE", "Newark, DE", "Newark (DE)".
_BREAK = re.compile(r",?\s(?:\s{0,3}\()?|,?\(")


class Called(Protocol):
    """A function that finds the places of a name as it is written."""

    def __call__(self, name: str, *, after_place: bool = False) -> Sequence[NameMatch]:
        """Returns the places called `name` itself, best known first; `after_place` as in `Gazetteer.lookup`."""


@dataclass(frozen=True, slots=True)
class ContainedName:
    """A name made of two: that of a place, which ends at `name_end`, and that of the country or division it lies in.

    Offsets are code points of the whole, half-open. `matches` are the places of the first name that lie in one of the
    second, best known first.
    """

    name_end: int
    container_start: int
    container_end: int
    matches: tuple[NameMatch, ...]


def read_contained_name(whole: str, *, called: Called, is_nested: bool = False) -> ContainedName | None:
    """Returns the two names that `whole` is made of, or None where no place of the one lies in a place of the other.

    The name of a country or first-order division is its own before another country: "Nigeria Niger" is no town. The
    first name may be made of two in turn, "London Ontario" of "London Ontario Canada", unless `is_nested`.
    """
    for gap in reversed(list(_BREAK.finditer(whole))[-_MOST_CONTAINER_WORDS:]):
        end = len(whole.rstrip(")"))
        if (gap[0].endswith("(")) != (end == len(whole) - 1):
            continue
        containers = [
            match.place
            for match in called(whole[gap.end() : end], after_place=True)
            if match.name_kind <= NameKind.ABBREVIATION and _is_large(match.place)
        ]
        if not containers:
            continue
        name = whole[: gap.start()]
        matches = [match for match in called(name) if match.name_kind <= NameKind.ALTERNATE]
        if not (matches or is_nested) and (nested := read_contained_name(name, called=called, is_nested=True)):
            matches = list(nested.matches)
        inside = tuple(match for match in matches if any(map(match.place.lies_in, containers)))
        if inside and _is_meant(inside[0], matches[0], containers):
            return ContainedName(gap.start(), gap.end(), end, inside)
    return None


def _is_meant(inside: NameMatch, best: NameMatch, containers: Sequence[Place]) -> bool:
    """Returns whether the place inside is meant, and not a country or division beside another: "Peru Indiana"."""
    is_in_division = any(place.is_division and inside.place.lies_in(place) for place in containers)
    return inside == best or is_in_division or not _is_large(best.place)


def _is_large(place: Place) -> bool:
    return place.is_country_or_first_order
