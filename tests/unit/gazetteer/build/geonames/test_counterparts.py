"""Rows of a dump that this project's tables know."""

import pytest

from dateline.gazetteer.build.geonames.counterparts import Counterparts
from dateline.gazetteer.build.geonames.dump_reader import DumpPlace
from dateline.gazetteer.build.record import Record
from dateline.values import Coordinates

SEA = Record("dateline:sea", "Grey Sea", "H", "SEA", Coordinates(35, 18), alternate_names=("Sea of Grey",))
PARK = Record("dateline:park", "Old Park", "L", "PRK", Coordinates(51.5, -0.16), country_code="GB")
REGION = Record("geonames:5", "The Region", "L", "RGN", Coordinates(0, 0))


def row(  # noqa: PLR0917  # columns, in their order
    number: int, name: str, code: str, latitude: float, longitude: float, country_code: str = ""
) -> DumpPlace:
    return DumpPlace(number, name, name, "", Coordinates(latitude, longitude), "H", code, country_code, "", "", 0)


def found(record: Record, *rows: DumpPlace) -> int | None:
    counterparts = Counterparts((SEA, PARK, REGION))
    for each in rows:
        counterparts.consider(each)
    place = counterparts.of(record)
    return None if place is None else place.geonames_id


def test_a_geonames_id_is_what_it_says() -> None:
    """A row with the record's own id is its place, whatever it is called and wherever it is."""
    assert found(REGION, row(5, "Elsewhere", "AREA", 50, 50)) == 5
    assert found(REGION, row(6, "The Region", "RGN", 0, 0)) is None


def test_the_nearest_of_the_name_and_feature_is_the_place() -> None:
    """Any of its names will do, and the nearest wins in whatever order they come."""
    near, far = row(1, "Sea of Grey", "SEA", 35, 19), row(2, "Grey Sea", "SEA", 35, 21)
    assert found(SEA, near, far) == found(SEA, far, near) == 1


@pytest.mark.parametrize(
    "other",
    [
        row(1, "Grey Sea", "HTL", 35, 18),
        row(1, "Grey Sea", "SEA", 35, 38),
        row(1, "Gray Sea", "SEA", 35, 18),
    ],
    ids=["feature", "far", "name"],
)
def test_what_merely_resembles_it_is_not_the_place(other: DumpPlace) -> None:
    """A hotel of the name, a sea of the name in another part of the world, and a neighbour are others."""
    assert found(SEA, other) is None


def test_small_places_must_be_near_and_of_the_country() -> None:
    """Parks of one name are many."""
    assert found(PARK, row(1, "Old Park", "PRK", 51.5, -0.17, "GB")) == 1
    assert found(PARK, row(1, "Old Park", "PRK", 53.8, -1.56, "GB")) is None
    assert found(PARK, row(1, "Old Park", "PRK", 51.5, -0.17, "US")) is None
