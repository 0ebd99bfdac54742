"""Building."""

import hashlib
import lzma
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dateline.gazetteer import Gazetteer
from dateline.gazetteer.build import Record, build_gazetteer, content_hash
from dateline.gazetteer.build.builder import BUILD_VERSION
from dateline.gazetteer.build.record import demonym_forms
from dateline.values import Coordinates, Former, NameKind, Shape
from support.paths import ROOT
from unit.gazetteer.conftest import RECORDS

PACKAGE = ROOT / "service/dateline"


def test_divisions_take_points_and_populations_from_their_members(small: Gazetteer) -> None:
    """A division that no source locates stands where its people are."""
    texas = small.get("geonames:4736286")
    assert texas is not None
    assert texas.population_count == 24_782
    assert texas.coordinates == Coordinates(33.66094, -95.55551)


def test_a_division_without_members_stands_where_its_parent_does(small: Gazetteer) -> None:
    """Every place has a point, and one that is its container's is said to be."""
    county, texas = small.get("geonames:1"), small.get("geonames:4736286")
    assert county is not None
    assert texas is not None
    assert county.coordinates == texas.coordinates == Coordinates(33.66094, -95.55551)
    assert (county.shape, texas.shape) == (Shape.CONTAINER, Shape.AREA)


def test_a_division_without_members_holds_the_town_of_its_name(tmp_path: Path) -> None:
    """The largest one in the same first-order division that lies in no other second-order one."""

    def town(number: int, latitude_degrees: float, population_count: int, *, admin2_id: str = "") -> Record:
        point = Coordinates(latitude_degrees, 2)
        return Record(
            f"t:{number}", "Alder", "P", "PPL", point, "ZZ", "t:1", admin2_id, population_count=population_count
        )

    records = [
        Record("t:1", "Uplands", "A", "ADM1", Coordinates(9, 9), country_code="ZZ"),
        Record("t:2", "Alder District", "A", "ADM2", None, "ZZ", "t:1", alternate_names=("Alder",)),
        town(3, 1, 300),
        town(4, 3, 20),
        town(5, 5, 900, admin2_id="t:9"),
        Record("t:6", "Alder", "P", "PPL", Coordinates(7, 2), "ZZ", "t:8", population_count=2_000),
    ]
    build_gazetteer(tmp_path / "g.sqlite", records=records)
    with Gazetteer(tmp_path / "g.sqlite") as gazetteer:
        division, *towns = (gazetteer.get(f"t:{number}") for number in (2, 3, 4, 5, 6))
    assert [place and place.admin2_id for place in towns] == ["t:2", "", "t:9", ""]
    assert division
    assert (division.coordinates, division.population_count) == (Coordinates(1, 2), 300)


def test_a_division_that_lies_in_nothing_is_left_out(tmp_path: Path) -> None:
    """A place that cannot be located is not kept."""
    build_gazetteer(tmp_path / "g.sqlite", records=[Record("geonames:9", "Nowhere", "A", "ADM2", country_code="ZZ")])
    with Gazetteer(tmp_path / "g.sqlite") as gazetteer:
        assert gazetteer.get("geonames:9") is None
        assert gazetteer.lookup("Nowhere") == ()


def test_members_across_the_date_line_average_near_it(tmp_path: Path) -> None:
    """Points are averaged on the sphere, not as numbers."""
    towns = [
        Record(f"t:{i}", "Town", "P", "PPL", Coordinates(-17, longitude), admin1_id="t:d", population_count=100)
        for i, longitude in enumerate((179.0, -179.0))
    ]
    build_gazetteer(tmp_path / "g.sqlite", records=[Record("t:d", "Division", "A", "ADM1"), *towns])
    with Gazetteer(tmp_path / "g.sqlite") as gazetteer:
        division = gazetteer.get("t:d")
    assert division is not None
    assert abs(division.coordinates.longitude_degrees) > 179.9


def test_records_of_one_place_are_merged(tmp_path: Path) -> None:
    """The first record decides what the place is, later ones add names."""
    point = Coordinates(1, 2)
    first = Record("t:1", "Astana", "P", "PPLC", point)
    second = Record("t:1", "Nur-Sultan", "P", "PPL", point, alternate_names=("Akmola",))
    build_gazetteer(tmp_path / "g.sqlite", records=[first, second])
    with Gazetteer(tmp_path / "g.sqlite") as gazetteer:
        assert [match.place.feature_code for match in gazetteer.lookup("Akmola")] == ["PPLC"]
        assert [match.name_kind for match in gazetteer.lookup("Astana")] == [NameKind.PRIMARY]


def test_years_are_kept(tmp_path: Path) -> None:
    """A former division says what became of it, one made lately tells its year where it is found."""
    former = Former(None, 2013, ("t:1", "t:2"))
    point = Coordinates(0.5, 36)
    records = [
        Record("t:0", "Rift Valley", "A", "ADM1H", point, former=former),
        Record("t:1", "Nakuru", "A", "ADM1", point, since_year=2013),
    ]
    build_gazetteer(tmp_path / "g.sqlite", records=records)
    with Gazetteer(tmp_path / "g.sqlite") as gazetteer:
        (found,) = gazetteer.lookup("Rift Valley")
        assert (found.place.former, found.since_year) == (former, None)
        (found,) = gazetteer.lookup("Nakuru")
        assert (found.place.former, found.since_year) == (None, 2013)


def test_a_state_of_the_past_is_not_the_country_of_its_code(tmp_path: Path) -> None:
    """East Germany has Germany's code, and Germany is the country of it."""
    point = Coordinates(52.5, 12.5)
    records = [
        Record("t:0", "East Germany", "A", "PCLH", point, "DE", former=Former(1949, 1990, ("t:1",))),
        Record("t:1", "Germany", "A", "PCLI", point, "DE"),
    ]
    build_gazetteer(tmp_path / "g.sqlite", records=records)
    with Gazetteer(tmp_path / "g.sqlite") as gazetteer:
        country = gazetteer.country("DE")
        assert country is not None
        assert country.name == "Germany"
        assert gazetteer.lookup("East Germany")[0].place.country_name == "Germany"


def test_a_build_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    """The file appears whole or not at all, and an older one stays as it was."""

    def records() -> Iterator[Record]:
        yield Record("t:1", "Astana", "P", "PPLC", Coordinates(1, 2))
        raise RuntimeError("source broke off")

    (tmp_path / "g.sqlite").write_bytes(b"older")
    with pytest.raises(RuntimeError, match="broke off"):
        build_gazetteer(tmp_path / "g.sqlite", records=records())
    assert [path.name for path in tmp_path.iterdir()] == ["g.sqlite"]
    assert (tmp_path / "g.sqlite").read_bytes() == b"older"


def test_progress_is_shown_on_standard_error_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A build says that it is building, and says nothing unasked."""
    record = Record("t:1", "Astana", "P", "PPLC", Coordinates(1, 2))
    build_gazetteer(tmp_path / "quiet.sqlite", records=[record])
    assert capsys.readouterr() == ("", "")
    build_gazetteer(tmp_path / "loud.sqlite", records=[record], progress=True)
    out, err = capsys.readouterr()
    assert out == ""
    assert "building the gazetteer" in err


@pytest.fixture
def copied_package(tmp_path: Path) -> Path:
    """A copy of the package's code and tables, for changing."""
    return Path(shutil.copytree(PACKAGE, tmp_path / "dateline", ignore=shutil.ignore_patterns("model", "__pycache__")))


def _revision(package: Path) -> str:
    """The revision of the packaged gazetteer, as the copy of the package has it."""
    code = "from dateline.gazetteer.build import content_hash; print(content_hash())"
    environment = os.environ | {"PYTHONPATH": str(package.parent)}
    return subprocess.check_output([sys.executable, "-c", code], env=environment, text=True).strip()


def test_a_reformatted_or_moved_module_rebuilds_no_gazetteer(copied_package: Path) -> None:
    """The revision does not change with the text of the code, wherever it lies."""
    assert _revision(copied_package) == content_hash()
    for module in (copied_package / "gazetteer").rglob("*.py"):
        module.write_text(f"# Moved and reformatted.\n{module.read_text('utf-8')}\n", "utf-8")
    assert _revision(copied_package) == content_hash()


def test_a_changed_table_rebuilds_the_gazetteer(copied_package: Path) -> None:
    """The revision changes with the content of a table, and with that of the towns and of names in other languages."""
    table = copied_package / "gazetteer/tables/demonyms.tsv"
    table.write_text(table.read_text("utf-8") + "GB\tBritonnish\n", "utf-8")
    changed = _revision(copied_package)
    assert changed != content_hash()
    towns = copied_package / "gazetteer/build/cities.tsv.xz"
    towns.write_bytes(lzma.compress(lzma.decompress(towns.read_bytes()) + b"1\tTown\t0\t0\tGB\t\t1\t\n", preset=0))
    with_towns = _revision(copied_package)
    assert with_towns not in {changed, content_hash()}
    names = copied_package / "gazetteer/build/place_names.tsv.xz"
    names.write_bytes(lzma.compress(lzma.decompress(names.read_bytes()) + b"geonames:1\tde\tStadt\n", preset=0))
    assert _revision(copied_package) not in {with_towns, changed, content_hash()}


def test_a_changed_build_has_a_version_of_its_own(tmp_path: Path) -> None:
    """What a build writes from the test's records is known by version: whoever changes it must raise BUILD_VERSION."""
    build_gazetteer(tmp_path / "g.sqlite", records=RECORDS, revision="test")
    with closing(sqlite3.connect(tmp_path / "g.sqlite")) as connection:
        tables = ("meta", "sources", "places", "names", "place_names", "abbreviations", "demonyms", "periods")
        rows = [connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in tables]  # noqa: S608
    assert {7: "9f74d5ca93238635"}[BUILD_VERSION] == hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


@pytest.mark.parametrize(
    ("demonym", "forms"),
    [
        ("Iraqi", ("Iraqi", "Iraqis")),
        ("Chinese", ("Chinese",)),
        ("British", ("British",)),
        ("Frenchmen", ("Frenchmen",)),
    ],
)
def test_demonyms_get_the_plural_english_gives_them(demonym: str, forms: tuple[str, ...]) -> None:
    """Plurals in "s" are derived only where English has them."""
    assert demonym_forms(demonym) == forms
