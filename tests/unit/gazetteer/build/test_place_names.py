"""The table of names in other languages."""

from collections.abc import Mapping

import pytest

from dateline.gazetteer import tables
from dateline.gazetteer.build.place_names import names_by_place
from dateline.gazetteer.build.record import PlaceName
from dateline.values import FOREIGN_CODES

Names = Mapping[str, tuple[PlaceName, ...]]

MOSCOW, GERMANY, UNITED_STATES, EUROPE = "geonames:524901", "geonames:2921044", "geonames:6252001", "geonames:6255148"


@pytest.fixture(scope="module")
def names() -> Names:
    return names_by_place()


def test_names_are_known_by_place_and_language(names: Names) -> None:
    """Cities, countries and world regions have names in every language."""
    for place_id in (MOSCOW, GERMANY, UNITED_STATES, EUROPE):
        assert {name.language_code for name in names[place_id]} >= set(FOREIGN_CODES) - {"nn"}
    assert all(name.name for place_names in names.values() for name in place_names)


def test_the_first_name_of_a_language_is_the_displayed_one(names: Names) -> None:
    """CLDR's names go before those of our own table."""
    in_german = [name.name for name in names[UNITED_STATES] if name.language_code == "de"]
    assert in_german[0] == "Vereinigte Staaten"
    assert "USA" in in_german


def test_no_name_is_another_towns_at_home(names: Names) -> None:
    """A Spanish text means the city of Granada, not the country that CLDR calls so."""
    assert "Granada" not in {name.name for name in names["geonames:3580239"] if name.language_code == "es"}


def test_our_table_is_of_places_that_are_there_in_languages_that_we_read() -> None:
    """Each line has names, each name a language of the table."""
    assert {code for _, code, _ in tables.place_names()} <= set(FOREIGN_CODES)
    assert all(name == name.strip() and name for _, _, name in tables.place_names())


def test_every_ending_is_of_a_language_that_we_read() -> None:
    """Norwegian has one table of endings, and Serbian is read with the Croatian one."""
    assert {code for code, _, _ in tables.inflections()} <= set(FOREIGN_CODES) - {"nn", "sr"}
