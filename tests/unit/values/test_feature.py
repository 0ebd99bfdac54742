"""GeoNames' classes and codes in words."""

import pytest

from dateline.values import Coordinates, Place, Shape


@pytest.mark.parametrize(
    ("feature", "kind", "shape"),
    [
        ("H/STM", "river", Shape.LINE), ("R/ST", "street", Shape.LINE), ("R/TUN", "road or railway", Shape.LINE),
        ("T/MTS", "mountain range", Shape.LINE), ("H/CNL", "canal", Shape.LINE), ("T/MT", "mountain", Shape.POINT),
        ("H/SEA", "sea", Shape.AREA), ("T/ISL", "island", Shape.AREA), ("A/PCLI", "country", Shape.AREA),
        ("A/TERR", "territory", Shape.AREA), ("A/ADM1", "first-order division", Shape.AREA),
        ("A/ADM5", "division", Shape.AREA), ("P/PPLC", "capital", Shape.POINT),
        ("P/PPLA2", "seat of a division", Shape.POINT), ("P/PPL", "populated place", Shape.POINT),
        ("S/AIRP", "airport", Shape.POINT), ("L/RGN", "region", Shape.AREA), ("/", "", Shape.POINT),
    ],
)  # fmt: skip
def test_a_place_tells_its_kind_and_what_its_point_stands_for(feature: str, kind: str, shape: Shape) -> None:
    """Rivers, roads and ranges are lines; what no word is known for has that of its class."""
    feature_class, _, code = feature.partition("/")
    place = Place("t:1", "X", feature_class, code, Coordinates(0, 0))
    assert (place.kind, place.shape) == (kind, shape)
