"""Distances and boxes on the sphere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.geodesy import EARTH_RADIUS_KM, boxes_around, distance_km
from dateline.values import Coordinates

points = st.builds(Coordinates, st.floats(-90, 90), st.floats(-180, 180))
PARIS, LONDON = Coordinates(48.85341, 2.3488), Coordinates(51.50853, -0.12574)


def _is_held(point: Coordinates, center: Coordinates, radius_km: float) -> bool:
    return any(
        south <= point.latitude_degrees <= north and west <= point.longitude_degrees <= east
        for south, north, west, east in boxes_around(center, radius_km)
    )


@pytest.mark.parametrize(
    ("one", "other", "expected_km"),
    [
        (PARIS, LONDON, 344),
        (Coordinates(55.75222, 37.61556), Coordinates(51.1801, 71.446), 2271),
        (Coordinates(0, 179.5), Coordinates(0, -179.5), 111),
        (Coordinates(90, 0), Coordinates(-90, 120), 20015),
        (PARIS, PARIS, 0),
    ],
    ids=["paris-london", "moscow-astana", "date-line", "poles", "itself"],
)
def test_known_distances(one: Coordinates, other: Coordinates, expected_km: float) -> None:
    """Distances are those of the atlas, to a kilometre or so."""
    assert distance_km(one, other) == pytest.approx(expected_km, abs=1.5)


@given(one=points, other=points)
def test_distance_is_symmetric_and_bounded(one: Coordinates, other: Coordinates) -> None:
    """There is as far as back, and nothing is farther than the other side of the earth."""
    assert distance_km(one, other) == pytest.approx(distance_km(other, one))
    assert 0 <= distance_km(one, other) <= EARTH_RADIUS_KM * 3.1416


@given(center=points, other=points, slack_km=st.floats(0, 500))
def test_boxes_hold_every_point_within_the_radius(center: Coordinates, other: Coordinates, slack_km: float) -> None:
    """Whatever the radius, a point no farther than it lies in a box, at poles and date line too."""
    assert _is_held(other, center, distance_km(center, other) + slack_km)


@given(center=points, north_degrees=st.floats(-3, 3), east_degrees=st.floats(-3, 3))
def test_boxes_hold_near_points(center: Coordinates, north_degrees: float, east_degrees: float) -> None:
    """The same close by, where boxes are narrow."""
    latitude = max(-90.0, min(90.0, center.latitude_degrees + north_degrees))
    longitude = (center.longitude_degrees + east_degrees + 180) % 360 - 180
    near = Coordinates(latitude, longitude)
    assert _is_held(near, center, distance_km(center, near))
