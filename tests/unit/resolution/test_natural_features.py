"""The waters and heights that a name means."""

import pytest

from dateline.resolution.feature_words import NamedFeature
from dateline.resolution.natural_features import called_feature
from dateline.values import Coordinates, NameKind, NameMatch, Place


def _match(name: str, feature: str, country_code: str) -> NameMatch:
    feature_class, _, code = feature.partition("/")
    return NameMatch(Place(f"t:{name}", name, feature_class, code, Coordinates(0, 0), country_code), NameKind.PRIMARY)


@pytest.mark.parametrize(
    ("kind", "country_code", "places"),
    [("bank", "HR", ["Otter"]), ("bank", "PE", []), ("river", "HR", [])],
)
def test_a_bank_may_be_the_coast_of_a_town_at_home(kind: str, country_code: str, places: list[str]) -> None:
    """Croatian has one word for both; what lies abroad has its name by chance."""
    called = called_feature(
        NamedFeature("Otter", kind, is_of=False),
        [_match("Otter", "P/PPL", country_code), _match("Otter Hill", "P/PPL", "AU")],
        language_code="hr",
        called=lambda _: (),
        lookup=lambda _: (),
    )
    assert called is not None
    name, matches = called
    assert name == "Otter River"
    assert [match.place.name for match in matches] == places


def test_a_feature_is_found_by_its_english_name() -> None:
    """ "El lago Otter" is what the gazetteer has as Lake Otter, and no town."""
    lake = _match("Lake Otter", "H/LK", "HR")
    called = called_feature(
        NamedFeature("Otter", "lake", is_of=False),
        [_match("Otter", "P/PPL", "HR")],
        language_code="es",
        called=lambda name: (lake,) if name == "Lake Otter" else (),
        lookup=lambda _: (),
    )
    assert called == ("Otter Lake", (lake,))
