"""World map: the places of an annotation as points on an outline of the world, in SVG without scripts.

The outline is Natural Earth's, public domain, by way of the npm package world-atlas; `tools/world_outline.py` made it.
The projection is the equirectangular one, true to scale at the middle latitude of what is shown.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources

_UNITS_A_DEGREE = 10
"""Units of the outline, whose y grows southwards."""
_LEAST_DEGREES = 16.0
"""Least height of a map, so that the outline around a single town is still recognised."""
_ASPECT = 2.0
_MARGIN = 1.3
_MOST_LABELS = 12


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A point on the map with its label; `link` is the id that it leads to. An area is drawn as a ring."""

    latitude_degrees: float
    longitude_degrees: float
    label: str
    description: str
    link: str
    is_area: bool = False


@cache
def world_outline() -> str:
    """Returns the SVG element that holds the outline, which maps of the same page draw."""
    return resources.files(__package__).joinpath("world_outline.svg").read_text(encoding="ascii")


def world_map(points: Sequence[MapPoint]) -> str:
    """Returns the SVG element of a map that shows all of the points, of which there is one at least."""
    frame = _frame(points)
    x, y, width, height = frame.box
    return (
        f'<svg class="map" viewBox="{x:.1f} {y:.1f} {width:.1f} {height:.1f}" role="img" aria-label="Map of places">'
        f'<rect class="sea" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
        f"{''.join(_worlds(frame))}{''.join(_drawn(points, frame))}</svg>"
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """The part of the world that is shown: a box in units, in which longitudes are multiplied by `stretch`.

    Around the date line longitudes are those from 0 to 360 degrees.
    """

    box: tuple[float, float, float, float]
    stretch: float
    is_around_date_line: bool

    def position(self, point: MapPoint) -> tuple[float, float]:
        x = _near(point.longitude_degrees, self.is_around_date_line) * self.stretch * _UNITS_A_DEGREE
        return x, -point.latitude_degrees * _UNITS_A_DEGREE


def _near(longitude_degrees: float, is_around_date_line: bool) -> float:  # noqa: FBT001 - private
    return longitude_degrees + 360 if is_around_date_line and longitude_degrees < 0 else longitude_degrees


def _frame(points: Sequence[MapPoint]) -> _Frame:
    latitudes = [point.latitude_degrees for point in points]
    spans = {is_around: [_near(point.longitude_degrees, is_around) for point in points] for is_around in (False, True)}
    is_around, longitudes = min(spans.items(), key=lambda span: max(span[1]) - min(span[1]))
    middle_latitude = (min(latitudes) + max(latitudes)) / 2
    stretch = max(math.cos(math.radians(middle_latitude)), 0.2)
    width_degrees = (max(longitudes) - min(longitudes)) * stretch * _MARGIN
    height_degrees = max((max(latitudes) - min(latitudes)) * _MARGIN, width_degrees / _ASPECT, _LEAST_DEGREES)
    width, height = height_degrees * _ASPECT * _UNITS_A_DEGREE, height_degrees * _UNITS_A_DEGREE
    middle_x = (min(longitudes) + max(longitudes)) / 2 * stretch * _UNITS_A_DEGREE
    return _Frame(
        (middle_x - width / 2, -middle_latitude * _UNITS_A_DEGREE - height / 2, width, height), stretch, is_around
    )


def _worlds(frame: _Frame) -> Iterator[str]:
    """Yields the outline, as often as it repeats itself in the frame."""
    turn = 360 * _UNITS_A_DEGREE
    x, _, width, _ = (side / frame.stretch for side in frame.box)
    for part in ("land", "borders"):
        for number in (-1, 0, 1):
            if number * turn - turn / 2 < x + width and x < number * turn + turn / 2:
                yield f'<use href="#{part}" transform="scale({frame.stretch:.4f} 1) translate({number * turn} 0)"/>'


def _drawn(points: Sequence[MapPoint], frame: _Frame) -> Iterator[str]:
    """Yields the points, the first of them on top, and the labels of those first that have room for one."""
    width = frame.box[2]
    radius, size = width / 110, width / 42
    labelled: list[tuple[float, float]] = []
    drawn = []
    for point in points:
        x, y = frame.position(point)
        label = ""
        is_free = all(abs(x - other_x) > width / 7 or abs(y - other_y) > size for other_x, other_y in labelled)
        if is_free and len(labelled) < _MOST_LABELS:
            labelled.append((x, y))
            is_right = x > frame.box[0] + width * 0.8
            anchor, label_x = ("end", x - radius * 1.6) if is_right else ("start", x + radius * 1.6)
            label = (
                f'<text x="{label_x:.1f}" y="{y + size / 3:.1f}" font-size="{size:.1f}" text-anchor="{anchor}">'
                f"{escape(point.label)}</text>"
            )
        drawn.append(
            f'<a href="#{escape(point.link)}"><circle class="{"area" if point.is_area else "point"}" cx="{x:.1f}" '
            f'cy="{y:.1f}" r="{radius:.1f}"><title>{escape(point.description)}</title></circle>{label}</a>'
        )
    yield from reversed(drawn)
