"""The index."""

import pickle
import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dateline.errors import ResourceDamagedError, ResourceMissingError
from dateline.gazetteer import Gazetteer, bears_stamp
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


def test_nearest_gives_populated_places_by_distance(small: Gazetteer) -> None:
    """The nearest come first, up to the limit and the distance asked for."""
    near_nice = Coordinates(43.7, 7.26)
    assert [place.name for place in small.nearest(near_nice)] == ["Saint-Tropez"]
    assert [place.name for place in small.nearest(near_nice, limit=9, max_km=900)] == ["Saint-Tropez", "Paris"]
    assert small.nearest(near_nice, max_km=10) == ()


@pytest.mark.parametrize("longitude", [179.95, -179.95, 180.0])
def test_nearest_looks_across_the_date_line(small: Gazetteer, longitude: float) -> None:
    """The edge of the map is no border."""
    assert [place.name for place in small.nearest(Coordinates(-17, longitude))] == ["Date Line"]


def test_nearest_works_at_the_poles(small: Gazetteer) -> None:
    """Every meridian is near a pole."""
    assert small.nearest(Coordinates(90, 0)) == ()
    assert len(small.nearest(Coordinates(-90, 0), limit=9, max_km=30_000)) == 5


def test_a_pickled_gazetteer_reads_the_same_file(small: Gazetteer) -> None:
    """It travels to worker processes as a path."""
    again = pickle.loads(pickle.dumps(small))  # noqa: S301  # its own
    assert ids(again, "Paris") == ids(small, "Paris")


def test_threads_share_a_gazetteer(small_path: Path) -> None:
    """Lookups from many threads give what one thread gets, after closing too."""
    with Gazetteer(small_path) as gazetteer, ThreadPoolExecutor(8) as pool:
        names = ["Paris", "Texas", "TX", "nope county", "French"] * 40
        expected = [ids(gazetteer, name) for name in names]
        assert list(pool.map(lambda name: ids(Gazetteer(small_path), name), names[:10])) == expected[:10]
        assert list(pool.map(lambda name: ids(gazetteer, name), names)) == expected
        gazetteer.close()
        assert gazetteer.get("geonames:2988507") is not None


def test_it_describes_itself(small: Gazetteer) -> None:
    """Counts are those of the file."""
    description = small.describe()
    assert description.place_count == 10
    assert description.name_count > 10
    assert description.revision


def test_a_missing_file_says_how_to_make_it(tmp_path: Path) -> None:
    """The message names the command."""
    path = tmp_path / "none.sqlite"
    with pytest.raises(ResourceMissingError, match=f"`dateline gazetteer build --output {path}`"):
        Gazetteer(path)


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 500])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: bytes) -> None:
    """Whatever lies at the path, the error is ours."""
    path = tmp_path / "g.sqlite"
    path.write_bytes(content)
    with pytest.raises(ResourceDamagedError, match=f"`dateline gazetteer build --output {path} --force`"):
        Gazetteer(path)
    assert not bears_stamp(path)


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    """A database is not yet a gazetteer."""
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE names (name TEXT)")
    with pytest.raises(ResourceDamagedError, match=r"no gazetteer of this version: .* --force`"):
        Gazetteer(path)
    assert not bears_stamp(path)


def test_a_truncated_gazetteer_is_refused(small_path: Path, tmp_path: Path) -> None:
    """Half a file is no gazetteer."""
    path = tmp_path / "half.sqlite"
    shutil.copy(small_path, path)
    path.write_bytes(path.read_bytes()[:6000])
    with pytest.raises(ResourceDamagedError):
        Gazetteer(path)
    assert bears_stamp(path)


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
