"""A gazetteer small enough to build for every test run, and the real one."""

from pathlib import Path

import pytest

from dateline.gazetteer import Gazetteer, GazetteerGeocoder
from dateline.gazetteer.build import Record, build_gazetteer, ensure
from dateline.gazetteer.place_file import PlaceFile
from dateline.values import Coordinates

UNITED_STATES = Record(
    "geonames:6252001",
    "United States",
    "A",
    "PCLI",
    Coordinates(39.76, -98.5),
    country_code="US",
    population_count=327_167_434,
    source="test",
    alternate_names=("America",),
    abbreviations=("U.S.", "US"),
    demonyms=("American",),
)
FRANCE = Record(
    "geonames:3017382",
    "France",
    "A",
    "PCLI",
    Coordinates(46, 2),
    country_code="FR",
    population_count=66_987_244,
    source="test",
    demonyms=("French", "Frenchmen"),
)
TEXAS = Record(
    "geonames:4736286",
    "Texas",
    "A",
    "ADM1",
    country_code="US",
    admin1_id="geonames:4736286",
    source="test",
    abbreviations=("Tex.",),
    guarded_abbreviations=("TX",),
    demonyms=("Texan",),
)
LAMAR_COUNTY = Record(
    "geonames:4705086",
    "Lamar County",
    "A",
    "ADM2",
    country_code="US",
    admin1_id="geonames:4736286",
    admin2_id="geonames:4705086",
    source="test",
    alternate_names=("Lamar",),
)
EMPTY_COUNTY = Record(
    "geonames:1", "Loving County", "A", "ADM2", country_code="US", admin1_id="geonames:4736286", source="test"
)
PARIS = Record(
    "geonames:2988507",
    "Paris",
    "P",
    "PPLC",
    Coordinates(48.85341, 2.3488),
    country_code="FR",
    population_count=2_138_551,
    source="test",
    alternate_names=("Lutèce", "Париж"),
)
PARIS_TEXAS = Record(
    "geonames:4717560",
    "Paris",
    "P",
    "PPL",
    Coordinates(33.66094, -95.55551),
    country_code="US",
    admin1_id="geonames:4736286",
    admin2_id="geonames:4705086",
    population_count=24_782,
    source="test",
)
LAMAR_TOWN = Record(
    "geonames:5", "Lamar", "P", "PPL", Coordinates(38.0872, -102.6208), country_code="US", population_count=7_000_000
)
SAINT_TROPEZ = Record(
    "geonames:2976258", "Saint-Tropez", "P", "PPL", Coordinates(43.27, 6.64), country_code="FR", population_count=5_600
)
FIJIAN_TOWN = Record(
    "geonames:7", "Date Line", "P", "PPL", Coordinates(-17, -179.9), country_code="FJ", population_count=10
)
RECORDS = (
    UNITED_STATES, FRANCE, TEXAS, LAMAR_COUNTY, EMPTY_COUNTY, PARIS, PARIS_TEXAS, LAMAR_TOWN, SAINT_TROPEZ, FIJIAN_TOWN,
)  # fmt: skip


@pytest.fixture(scope="session")
def small_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gazetteer") / "small.sqlite"
    build_gazetteer(path, records=RECORDS)
    return path


@pytest.fixture(scope="session")
def small_file(small_path: Path) -> PlaceFile:
    return PlaceFile(small_path)


@pytest.fixture(scope="session")
def small(small_path: Path) -> Gazetteer:
    return Gazetteer(small_path)


@pytest.fixture(scope="session")
def geocoder(small: Gazetteer) -> GazetteerGeocoder:
    return GazetteerGeocoder(small)


@pytest.fixture(scope="session")
def whole() -> Gazetteer:
    return Gazetteer(ensure(None))
