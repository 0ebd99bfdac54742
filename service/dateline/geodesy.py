"""Distances and boxes on the earth, taken as a sphere: exact enough to rank places by nearness."""

import math
from dataclasses import dataclass

EARTH_RADIUS_KM = 6371.0088
_KM_PER_DEGREE = math.pi * EARTH_RADIUS_KM / 180
# SQLite's R*Tree rounds coordinates to 32-bit floats, so boxes are made a little larger.
_SLACK_DEGREES = 1e-4


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A point on WGS 84."""

    latitude_degrees: float
    longitude_degrees: float


def distance_km(one: Coordinates, other: Coordinates) -> float:
    """Returns the great-circle distance between two points."""
    latitude, other_latitude = math.radians(one.latitude_degrees), math.radians(other.latitude_degrees)
    longitudes = math.radians(other.longitude_degrees - one.longitude_degrees)
    chord = (
        math.sin((other_latitude - latitude) / 2) ** 2
        + math.cos(latitude) * math.cos(other_latitude) * math.sin(longitudes / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))


def boxes_around(center: Coordinates, radius_km: float) -> tuple[tuple[float, float, float, float], ...]:
    """Returns boxes (south, north, west, east) that hold every point within the radius; two at the date line."""
    height = radius_km / _KM_PER_DEGREE + _SLACK_DEGREES
    south, north = center.latitude_degrees - height, center.latitude_degrees + height
    if south <= -90 or north >= 90:
        return ((south, north, -180.0, 180.0),)
    # The circle around the centre is widest, in degrees of longitude, on the side of the nearer pole.
    ratio = math.sin(math.radians(height)) / math.cos(math.radians(center.latitude_degrees))
    if ratio >= 1:
        return ((south, north, -180.0, 180.0),)
    width = math.degrees(math.asin(ratio)) + _SLACK_DEGREES
    west, east = center.longitude_degrees - width, center.longitude_degrees + width
    if width >= 180:
        return ((south, north, -180.0, 180.0),)
    if west < -180:
        return ((south, north, -180.0, east), (south, north, west + 360, 180.0))
    if east > 180:
        return ((south, north, west, 180.0), (south, north, -180.0, east - 360))
    return ((south, north, west, east),)
