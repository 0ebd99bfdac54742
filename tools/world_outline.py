"""Writes the outline of the world that HTML pages draw: `python tools/world_outline.py FOLDER`.

FOLDER is the npm package world-atlas 2.0.2, unpacked; its TopoJSON is made from Natural Earth 1:110m. The result is an
SVG with the land to fill and the borders between countries to draw, in tenths of a degree, north up.
"""

# ruff: noqa: INP001 - a script, not a package

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

OUTPUT = Path(__file__).resolve().parent.parent / "service/dateline/export/world_outline.svg"
_UNITS_A_DEGREE = 10
_HALF_TURN = 180 * _UNITS_A_DEGREE
_TOLERANCE = 1.0
"""Furthest that the drawn line may lie from a point that is left out, in units."""

Point = tuple[int, int]


def main() -> None:
    """Writes the outline."""
    folder = Path(sys.argv[1])
    land = json.loads((folder / "land-110m.json").read_text(encoding="utf-8"))
    countries = json.loads((folder / "countries-110m.json").read_text(encoding="utf-8"))
    rings = [
        copy
        for ring in _rings(land["objects"]["land"]["geometries"])
        for copy in _copies([point for arc in ring for point in _points(land, arc)])
    ]
    arcs = Counter(
        arc if arc >= 0 else ~arc for ring in _rings(countries["objects"]["countries"]["geometries"]) for arc in ring
    )
    borders = [_points(countries, arc) for arc, count in sorted(arcs.items()) if count > 1]
    paths = (("land", rings, "z"), ("borders", borders, ""))
    drawn = "\n".join(
        f'<path id="{name}" class="{name}" d="{"".join(_path(line, end) for line in lines)}"/>'
        for name, lines, end in paths
    )
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0">'
    OUTPUT.write_text(f"{svg}<defs>\n{drawn}\n</defs></svg>\n", encoding="ascii")


def _rings(geometries: Sequence[dict[str, Any]]) -> Iterator[list[int]]:
    """Yields the rings of polygons, as numbers of arcs."""
    for geometry in geometries:
        if geometry["type"] == "GeometryCollection":
            yield from _rings(geometry["geometries"])
        else:
            polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
            for polygon in polygons:
                yield from polygon


def _points(topology: dict[str, Any], number: int) -> list[Point]:
    """Returns an arc, which is kept as differences; a negative number means the arc ~number from its end."""
    (scale_x, scale_y), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    x = y = 0
    points = []
    for dx, dy in topology["arcs"][number if number >= 0 else ~number]:
        x, y = x + dx, y + dy
        longitude, latitude = x * scale_x + x0, y * scale_y + y0
        points.append((round(longitude * _UNITS_A_DEGREE), round(-latitude * _UNITS_A_DEGREE)))
    return points if number >= 0 else points[::-1]


def _copies(ring: Sequence[Point]) -> Iterator[list[Point]]:
    """Yields a ring without jumps from one edge of the map to the other; twice, at both, where it crosses the edge."""
    unwrapped = [ring[0]]
    for (x, y), (before, _) in zip(ring[1:], ring[:-1], strict=True):
        step = (x - before + _HALF_TURN) % (2 * _HALF_TURN) - _HALF_TURN
        unwrapped.append((unwrapped[-1][0] + step, y))
    if unwrapped[0][0] != unwrapped[-1][0]:  # around the earth, as Antarctica is: by way of the pole
        unwrapped += [(unwrapped[-1][0], _HALF_TURN // 2), (unwrapped[0][0], _HALF_TURN // 2), unwrapped[0]]
    yield unwrapped
    for shift in (-2 * _HALF_TURN, 2 * _HALF_TURN):
        copy = [(x + shift, y) for x, y in unwrapped]
        if any(-_HALF_TURN < x < _HALF_TURN for x, _ in copy):
            yield copy


def _path(line: Sequence[Point], end: str) -> str:
    kept = _simplified(line)
    if len(kept) < (4 if end else 2):
        return ""
    (x, y), *others = kept
    written = [f"M{x} {y}l"]
    for next_x, next_y in others:
        written.append(f"{next_x - x} {next_y - y} ")
        x, y = next_x, next_y
    return "".join(written).rstrip().replace(" -", "-") + end


def _simplified(line: Sequence[Point]) -> list[Point]:
    """Returns the points of a line that Douglas and Peucker keep (Cartographica 10, 1973)."""
    if len(line) < 3:
        return list(line)
    (x0, y0), (x1, y1) = line[0], line[-1]
    length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5

    def distance(point: Point) -> float:
        x, y = point
        if not length:
            return float(((x - x0) ** 2 + (y - y0) ** 2) ** 0.5)
        return float(abs((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0)) / length)

    furthest = max(range(1, len(line) - 1), key=lambda number: distance(line[number]))
    if distance(line[furthest]) <= _TOLERANCE:
        return [line[0], line[-1]]
    return _simplified(line[: furthest + 1])[:-1] + _simplified(line[furthest:])


if __name__ == "__main__":
    main()
