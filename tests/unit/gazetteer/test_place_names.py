"""Places by their names in other languages, written as they are or inflected, and under them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dateline.gazetteer import Gazetteer
from dateline.gazetteer.build import Record, add_places, build_gazetteer
from dateline.gazetteer.build.record import PlaceName
from dateline.values import Coordinates, MatchType, NameKind, NameMatch

POLAND = Record(
    "t:pl", "Poland", "A", "PCLI", Coordinates(52, 20), "PL", population_count=37_000_000,
    place_names=(PlaceName("Polska", "pl"), PlaceName("Polen", "de"), PlaceName("Пољска", "sr")),
)  # fmt: skip
MAZOVIA = Record(
    "t:mz", "Mazovia", "A", "ADM1", Coordinates(52, 21), "PL", "t:mz", population_count=5_400_000,
    place_names=(PlaceName("Mazowsze", "pl"),),
)  # fmt: skip
WARSAW = Record(
    "t:warsaw", "Warsaw", "P", "PPLC", Coordinates(52.2, 21), "PL", "t:mz", population_count=1_700_000,
    alternate_names=("Warszawa",),
    place_names=(PlaceName("Warszawa", "pl"), PlaceName("Stolica", "pl"), PlaceName("Warschau", "de")),
)  # fmt: skip
MOSCOW = Record(
    "t:moscow", "Moscow", "P", "PPLC", Coordinates(55.7, 37.6), "RU", population_count=10_000_000,
    alternate_names=("Moskva", "Moskwa"), place_names=(PlaceName("Moskwa", "pl"), PlaceName("Moskau", "de")),
)  # fmt: skip
LODZ = Record("t:lodz", "Łódź", "P", "PPL", Coordinates(51.8, 19.5), "PL", "t:mz", population_count=670_000)
VILLAGE = Record("t:village", "Moskwie", "P", "PPL", Coordinates(40, -80), "US", population_count=200)
GERMAN_TOWN = Record("t:town", "Kleinstadt", "P", "PPL", Coordinates(50, 10), "DE", population_count=2_000)
FOREIGN_TOWN = Record("t:foreign", "Kleinort", "P", "PPL", Coordinates(-30, -55), "BR", population_count=2_000)
LIMA = Record("t:lima", "Lima", "P", "PPLC", Coordinates(-12, -77), "PE", "t:lima-region", population_count=7_700_000)
LIMA_REGION = Record(
    "t:lima-region", "Lima region", "A", "ADM1", Coordinates(-12, -77), "PE", "t:lima-region", population_count=900_000,
    place_names=(PlaceName("Lima", "de"),),
)  # fmt: skip
DALLAS = Record("t:dallas", "Dallas", "P", "PPL", Coordinates(32.8, -96.8), "US", population_count=1_300_000)
DALLA = Record("t:dalla", "Dalla", "P", "PPL", Coordinates(48, 11), "DE", population_count=5_000)
RECORDS = (POLAND, MAZOVIA, WARSAW, MOSCOW, LODZ, VILLAGE, GERMAN_TOWN, FOREIGN_TOWN, LIMA, LIMA_REGION, DALLAS, DALLA)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gazetteer") / "g.sqlite"
    build_gazetteer(path, records=RECORDS)
    return path


@pytest.fixture(scope="module")
def named(path: Path) -> Iterator[Gazetteer]:
    with Gazetteer(path) as gazetteer:
        yield gazetteer


def _first(gazetteer: Gazetteer, name: str, language_code: str) -> NameMatch:
    return gazetteer.lookup(name, language_code=language_code)[0]


def test_a_name_in_the_language_of_the_text_is_a_main_name(named: Gazetteer) -> None:
    """What is an alternate name in an English text is the name in a Polish one."""
    in_polish, in_english = _first(named, "Warszawa", "pl"), _first(named, "Warszawa", "en")
    assert (in_polish.name_kind, in_polish.match_type, in_polish.is_local_name) == (
        NameKind.PRIMARY,
        MatchType.EXACT,
        True,
    )
    assert (in_english.name_kind, in_english.is_local_name) == (NameKind.ALTERNATE, False)
    assert named.called("Polska", language_code="pl-PL")[0].place.place_id == "t:pl"


def test_a_name_in_another_language_brings_no_place(named: Gazetteer) -> None:
    """A Polish text knows no Polen, and an English one no Polska."""
    assert named.called("Polen", language_code="pl") == named.called("Polska") == ()


@pytest.mark.parametrize(
    ("language_code", "form", "place_id"),
    [
        ("pl", "Warszawie", "t:warsaw"),
        ("pl", "Moskwie", "t:moscow"),
        ("pl", "Polski", "t:pl"),
        ("de", "Warschaus", "t:warsaw"),
        ("sr", "Пољске", "t:pl"),
        ("hr", "Poljskoj", "t:pl"),
        ("pl", "Łodzi", "t:lodz"),
        ("de", "Kleinstadts", "t:town"),
        ("de", "Limas", "t:lima"),
    ],
)
def test_inflected_names_are_traced_back(named: Gazetteer, language_code: str, form: str, place_id: str) -> None:
    """A form of a name in the language leads to its place, as one of a city that is widely known, or a town at home."""
    match = _first(named, form, language_code)
    assert (match.place.place_id, match.match_type) == (place_id, MatchType.INFLECTED)


def test_a_hamlet_called_like_a_form_stays_a_candidate(named: Gazetteer) -> None:
    """The better known place comes first, and the ranker has both."""
    assert [match.place.place_id for match in named.lookup("Moskwie", language_code="pl")] == ["t:moscow", "t:village"]


def test_small_towns_abroad_are_not_inflected(named: Gazetteer) -> None:
    """A German text would hardly put the name of a hamlet in Brazil into the genitive: it's a guess at most."""
    assert named.lookup("Kleinorts", language_code="de")[0].match_type is MatchType.MISSPELT


def test_a_widely_known_name_is_no_form_of_a_small_towns(named: Gazetteer) -> None:
    """Dallas is not taken for the genitive of a German town."""
    assert [match.place.place_id for match in named.lookup("Dallas", language_code="de")] == ["t:dallas"]


def test_english_texts_have_no_inflected_names(named: Gazetteer) -> None:
    """English lookups are what they were."""
    matches = [match for name in ("Warszawie", "Moskwie", "Warschaus") for match in named.lookup(name)]
    assert all(match.match_type is not MatchType.INFLECTED for match in matches)


def test_places_contain_places_in_their_language(named: Gazetteer) -> None:
    """ "Warszawa, Polska" is made of two Polish names."""
    contained = named.contained("Warszawa, Polska", language_code="pl")
    assert contained is not None
    assert contained.matches[0].place.place_id == "t:warsaw"


def test_a_place_is_named_in_another_language(named: Gazetteer) -> None:
    """Its own first name in it, and those of its country and division, each where it is known."""
    warsaw = named.get("t:warsaw")
    assert warsaw is not None
    in_polish, in_german = named.in_language(warsaw, "pl"), named.in_language(warsaw, "de")
    assert (in_polish.name, in_polish.admin1_name, in_polish.country_name) == ("Warszawa", "Mazowsze", "Polska")
    assert (in_german.name, in_german.admin1_name, in_german.country_name) == ("Warschau", "Mazovia", "Polen")
    assert replace(in_german, name="Warsaw", country_name="Poland") == warsaw
    assert named.in_language(warsaw, "en") == named.in_language(warsaw, "hr") == warsaw


def test_the_names_of_a_replaced_place_are_gone(path: Path, tmp_path: Path) -> None:
    """A place of one's own that takes the id of another has its names alone."""
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes(path.read_bytes())
    places = tmp_path / "places.csv"
    places.write_text("id,name,latitude,longitude\nt:moscow,Moscow Farm,1,2\n", "utf-8")
    add_places(places, copy)
    with Gazetteer(copy) as gazetteer:
        assert not any(match.place.place_id == "t:moscow" for match in gazetteer.called("Moskwa", language_code="pl"))
