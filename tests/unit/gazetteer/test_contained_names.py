"""Names that are made of a place's and its container's."""

import pytest

from dateline.gazetteer.contained_names import read_contained_name
from dateline.values import Coordinates, NameKind, NameMatch, Place


def _place(place_id: str, code: str, country: str, admin1: str = "") -> Place:
    return Place(place_id, place_id, "P" if code == "P" else "A", code, Coordinates(0, 0), country, admin1_id=admin1)


NIGERIA, NIGER = _place("nigeria", "PCLI", "NG"), _place("niger", "PCLI", "NE")
NIGER_STATE, NIGER_HAMLET = _place("niger state", "ADM1", "NG", "niger state"), _place("hamlet", "P", "NE")
CANADA, ONTARIO = _place("canada", "PCLI", "CA"), _place("ontario", "ADM1", "CA", "ontario")
LONDON, LONDON_ONTARIO = _place("london", "P", "GB"), _place("london in ontario", "P", "CA", "ontario")
PERU, PERU_INDIANA = _place("peru", "PCLI", "PE"), _place("peru in indiana", "P", "US", "indiana")
INDIANA = _place("indiana", "ADM1", "US", "indiana")


def _matches(*places: Place, kind: NameKind = NameKind.PRIMARY) -> tuple[NameMatch, ...]:
    return tuple(NameMatch(place, kind) for place in places)


_BOOK = {
    "Nigeria": _matches(NIGERIA, NIGER_HAMLET),
    "Niger": _matches(NIGER, NIGER_STATE),
    "Canada": _matches(CANADA),
    "Ontario": _matches(ONTARIO),
    "London": _matches(LONDON, LONDON_ONTARIO),
    "Peru": _matches(PERU, PERU_INDIANA),
    "Indiana": _matches(INDIANA),
    "Canadian": _matches(CANADA, kind=NameKind.DEMONYM),
}


def _called(name: str, *, after_place: bool = False) -> tuple[NameMatch, ...]:
    if name == "ON":
        return _matches(ONTARIO, kind=NameKind.ABBREVIATION) if after_place else ()
    return _BOOK.get(name, ())


@pytest.mark.parametrize(
    ("whole", "name", "container", "places"),
    [
        ("London Ontario", "London", "Ontario", [LONDON_ONTARIO]),
        ("London, ON", "London", "ON", [LONDON_ONTARIO]),
        ("London (ON)", "London", "ON", [LONDON_ONTARIO]),
        ("London Ontario Canada", "London Ontario", "Canada", [LONDON_ONTARIO]),
        ("Ontario Canada", "Ontario", "Canada", [ONTARIO]),
        ("Niger Nigeria", None, None, []),
        ("Peru Indiana", "Peru", "Indiana", [PERU_INDIANA]),
        ("Nigeria Niger", None, None, []),
        ("London Indiana", None, None, []),
        ("London Canadian", None, None, []),
        ("London (ON", None, None, []),
        ("Ontario", None, None, []),
        ("", None, None, []),
    ],
)
def test_a_name_is_made_of_two_only_where_the_one_lies_in_the_other(
    whole: str, name: str | None, container: str | None, places: list[Place]
) -> None:
    """With space, comma or bracket between them; two countries side by side, and demonyms, are no containers."""
    found = read_contained_name(whole, called=_called)
    assert (found is None) == (name is None)
    if found:
        assert whole[: found.name_end] == name
        assert whole[found.container_start : found.container_end] == container
        assert [match.place for match in found.matches] == places
