"""The index."""

import pickle
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dateline.gazetteer import Gazetteer
from dateline.gazetteer.build import Record, build_gazetteer
from dateline.values import Coordinates, MatchType, NameKind


def ids(gazetteer: Gazetteer, name: str, *, after_place: bool = False) -> list[str]:
    return [match.place.place_id for match in gazetteer.lookup(name, after_place=after_place)]


def test_the_best_known_place_of_a_name_comes_first(small: Gazetteer) -> None:
    """Candidates are ranked by prominence."""
    assert ids(small, "paris") == ["geonames:2988507", "geonames:4717560"]


def test_alternate_names_in_any_script_are_found(small: Gazetteer) -> None:
    """Names other than the main one lead to the place as well, marked as such."""
    assert ids(small, "Lutece") == ids(small, "ПАРИЖ") == ["geonames:2988507"]
    assert small.lookup("Lutèce")[0].name_kind is NameKind.ALTERNATE


def test_a_place_knows_what_it_lies_in(small: Gazetteer) -> None:
    """Names and ids of divisions and country come with the place, and a division lies in itself."""
    paris = small.get("geonames:4717560")
    assert paris is not None
    assert (paris.country_name, paris.admin1_name, paris.admin2_name) == ("United States", "Texas", "Lamar County")
    texas = small.get("geonames:4736286")
    assert texas is not None
    assert texas.admin1_id == texas.place_id == paris.admin1_id


def test_unknown_names_and_ids_are_not_found(small: Gazetteer) -> None:
    """Nothing is made up, for strange input neither."""
    assert small.get("geonames:0") is None
    for name in ("Atlantis", "", " ", "\x00", "'; DROP TABLE names; --", "x" * 100_000, "\ud800"):
        assert small.lookup(name) == ()


def test_abbreviations_count_case_and_periods_but_not_spaces(small: Gazetteer) -> None:
    """ "U. S." is the country, "us" is a word."""
    assert ids(small, "U.S.") == ids(small, "U. S.") == ids(small, "US") == ids(small, "U.S") == ["geonames:6252001"]
    assert ids(small, "us") == []
    assert small.lookup("Tex.")[0].name_kind is NameKind.ABBREVIATION


def test_ambiguous_abbreviations_count_only_behind_a_place(small: Gazetteer) -> None:
    """ "TX" needs the caller's word that a place stands before it."""
    assert ids(small, "TX") == []
    assert ids(small, "TX", after_place=True) == ["geonames:4736286"]


def test_demonyms_and_their_plurals_lead_to_the_place(small: Gazetteer) -> None:
    """People and things of a place are found by name and listed for recognition."""
    assert ids(small, "Texans") == ["geonames:4736286"]
    assert small.lookup("American")[0].name_kind is NameKind.DEMONYM
    assert [place.name for place in small.demonyms("Americans")] == ["United States"]
    assert small.demonyms("America") == ()
    assert {"American", "Americans", "French", "Texan"} <= set(small.demonym_names())


def test_what_is_called_exactly_so_is_found_without_other_forms(small: Gazetteer) -> None:
    """Case, accents and dots do not count; compass parts and misspellings are no forms of the name itself."""
    assert [match.place.place_id for match in small.called("FRANCE")] == ["geonames:3017382"]
    assert small.called("southern France") == small.called("Frence") == small.called("x" * 300) == ()


def test_other_forms_are_tried_when_the_name_is_not_held(small: Gazetteer) -> None:
    """Compass parts, articles and division words do not hide a place."""
    assert ids(small, "southern France") == ids(small, "the France") == ["geonames:3017382"]
    assert ids(small, "St. Tropez") == ids(small, "Saint Tropez") == ["geonames:2976258"]
    assert ids(small, "County of Lamar")[0] == "geonames:4705086"
    assert ids(small, "Lamar City")[0] == "geonames:5"
    assert ids(small, "Lamar County") == ["geonames:4705086"]
    assert ids(small, "Sainttropez") == ["geonames:2976258"]


def test_a_pickled_gazetteer_reads_the_same_file(small: Gazetteer) -> None:
    """It travels to worker processes as a path."""
    again = pickle.loads(pickle.dumps(small))  # noqa: S301  # its own
    assert ids(again, "Paris") == ids(small, "Paris")


def test_it_describes_itself(small: Gazetteer) -> None:
    """Counts are those of the file."""
    description = small.describe()
    assert description.place_count == 10
    assert description.name_count > 10
    assert description.revision


def _town(number: int, name: str, *alternate_names: str, population_count: int = 1_000) -> Record:
    point = Coordinates(number / 10, 0)
    return Record(
        f"t:{number}", name, "P", "PPL", point, "XX", "", "", population_count, alternate_names=alternate_names
    )


def _division(number: int, name: str, code: str = "ADM2", **others: Any) -> Record:
    return Record(f"t:{number}", name, "A", code, Coordinates(number / 10, 0), "XX", **others)


OF_EVERY_MATCH_TYPE = (
    _town(1, "Columbia"),
    _town(2, "West Columbia"),
    _town(3, "Mount Vernon"),
    _town(4, "Fort Worth"),
    _town(5, "Saint-Denis"),
    _town(6, "The Hague"),
    _division(7, "Idlib", "ADM1"),
    _town(8, "Idlib", population_count=200_000),
    _town(9, "Granville County"),
    _division(10, "Granville"),
    _town(11, "Granville"),
    _division(12, "South Carolina", "ADM1", abbreviations=("S.C.",), guarded_abbreviations=("SC", "S. Car."),
              demonyms=("South Carolinian",)),
    _town(13, "Abbasiyah"),
    _town(14, "Kobani"),
    _town(15, "Kobane"),
    _town(16, "Kobanx"),
    _town(17, "Dubai"),
    _town(18, "Zaatari"),
    _division(19, "Bexar County", alternate_names=("Bexar",)),
    _town(20, "Sainte-Anne"),
    _town(21, "Netherlands"),
    _town(22, "Edinburgh"),
    replace(_town(23, "Greenville"), admin1_id="t:12"),
    _town(24, "Greenville"),
    _division(25, "Karelia", "ADM1"),
    _division(26, "Togo", "PCLI"),
    _division(27, "Togo", "ADM1"),
)  # fmt: skip


@pytest.fixture(scope="session")
def matching(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gazetteer]:
    path = tmp_path_factory.mktemp("gazetteer") / "matching.sqlite"
    build_gazetteer(path, records=OF_EVERY_MATCH_TYPE)
    with Gazetteer(path) as gazetteer:
        yield gazetteer


def match_types(gazetteer: Gazetteer, name: str, *, after_place: bool = False) -> list[tuple[int, MatchType]]:
    return [
        (int(match.place.place_id.removeprefix("t:")), match.match_type)
        for match in gazetteer.lookup(name, after_place=after_place)
    ]


W, R, T, E, M = MatchType.EXACT, MatchType.VARIANT, MatchType.TRANSLITERATED, MatchType.EMBEDDED, MatchType.MISSPELT


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # Folded.
        ("SAINT DENIS", [(5, W)]), ("saint-denis", [(5, W)]), ("St. Denis", [(5, W)]), ("St Denis", [(5, W)]),
        ("Ste. Anne", [(20, W)]), ("Mt. Vernon", [(3, W)]), ("Ft. Worth", [(4, W)]), ("\u201cDubai\u201d", [(17, W)]),
        # Words around it, and initial articles both ways.
        ("Hague", [(6, R)]), ("the Netherlands", [(21, R)]), ("Dubai's", [(17, R)]), ("W. Columbia", [(2, R)]),
        ("N. Columbia", [(1, R)]), ("S. Columbia", [(1, R)]), ("E. Columbia", [(1, R)]),
        ("southern Idlib", [(8, R), (7, R)]), ("eastern Dubai", [(17, R)]), ("north-east of Dubai", [(17, R)]),
        ("County of Granville", [(10, R), (11, R)]),
        ("Idlib Province", [(7, R), (8, R)]), ("City of Idlib", [(8, R), (7, R)]), ("County of Bexar", [(19, R)]),
        # "X County" as an entry adds the division called X, and not the town.
        ("Granville County", [(9, W), (10, R)]),
        # A republic is a country where there is one of the name.
        ("Togo Republic", [(26, R)]), ("Republic of Togo", [(26, R)]), ("Republic of Karelia", [(25, R)]),
        # Only the first form that means anything counts.
        ("the Columbia", [(1, R)]),
        # Abbreviations and demonyms.
        ("S.C.", [(12, W)]), ("S. C.", [(12, W)]), ("S.C", [(12, W)]), ("South Carolinians", [(12, W)]),
        # Other spellings, one match_type at a time.
        ("Abbassiya", [(13, T)]), ("Abbasiya", [(13, T)]), ("al-Zaatari", [(18, T)]), ("Alzaatari", []),
        ("Kobani", [(14, W)]), ("Kobany", [(14, T), (15, T), (16, M)]), ("Kobant", [(14, M), (15, M), (16, M)]),
        ("Edinbrugh", [(22, M)]), ("Edinburghx", [(22, M)]), ("Xdinburgh", []),
        # A place and its division without a comma; no other place of the name, and no other division.
        ("Greenville South Carolina", [(23, R)]), ("Greenville SC", [(23, R)]), ("Greenville, S. Car.", [(23, R)]),
        ("Greenville (SC)", [(23, R)]), ("Greenville (SC", [(23, E), (24, E)]), ("Dubai SC", [(17, E)]),
        # Parts of names, the longest that mean anything.
        ("Dubai World Cup", [(17, E)]), ("Bank of West Columbia", [(2, E)]), ("the dubai cup", []),
        ("Kobani Kobany", [(14, E)]),
    ],
)  # fmt: skip
def test_other_spellings_answer_only_where_none_is_known_as_written(
    matching: Gazetteer, name: str, expected: list[tuple[int, MatchType]]
) -> None:
    """Every way of writing finds its place, marked by how it was changed; guesses stand beside each other."""
    assert match_types(matching, name) == expected


@pytest.mark.parametrize("abbreviation", ["SC", "S. Car.", "S.Car."])
def test_postal_and_press_abbreviations_are_guarded(matching: Gazetteer, abbreviation: str) -> None:
    """Those that may be anything else count behind a place only, and as they are written."""
    assert (12, W) not in match_types(matching, abbreviation)
    assert match_types(matching, abbreviation, after_place=True) == [(12, W)]
    assert (12, W) not in match_types(matching, abbreviation.lower(), after_place=True)


@given(name=st.text(max_size=300), after_place=st.booleans())
@example(name="Abcd " * 60_000, after_place=False)
@example(name="W. \ud800", after_place=False)
@example(name="\x00", after_place=True)
def test_no_name_is_too_odd_to_look_up(matching: Gazetteer, name: str, *, after_place: bool) -> None:
    """Whatever the text, the answer is of one match_type, or what is written with divisions of the reduced name."""
    found = matching.lookup(name, after_place=after_place)
    assert len({match.place.place_id for match in found}) == len(found)
    assert len({match.match_type for match in found} - {R}) <= 1
    assert not {W, R} < {match.match_type for match in found}


def test_texts_longer_than_names_are_not_remembered(matching: Gazetteer) -> None:
    """A whole article given as a name is no lookup, and takes no room in the cache."""
    before = matching._find.cache_info()
    assert matching.lookup("Dubai " * 100) == ()
    assert matching._find.cache_info() == before


def test_an_empty_gazetteer_answers_nothing(tmp_path: Path) -> None:
    """Without a name to stand beside, there is no spelling to try."""
    build_gazetteer(tmp_path / "empty.sqlite", records=())
    with Gazetteer(tmp_path / "empty.sqlite") as gazetteer:
        assert gazetteer.lookup("Edinburgh") == ()
