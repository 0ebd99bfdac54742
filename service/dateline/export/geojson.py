"""GeoJSON, as RFC 7946 has it: a point for each place or mention, its columns as properties.

A place that is not known is a Feature whose geometry is null. All properties are flat, since many programs make strings
of nested ones, and none is left out, since some take their columns from the first Feature. No Feature has an id:
`article_id` with `entity_id` or `mention_id` tells them apart.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from dateline.export.columns import Column, select_columns
from dateline.export.rows import Per, Row, table_rows
from dateline.values import Annotation


def geojson_dict(
    annotations: Iterable[Annotation],
    *,
    per: Per = "place",
    fields: Sequence[str] | None = None,
    with_text: bool = False,
) -> dict[str, Any]:
    """Returns a FeatureCollection of the places of the annotations, or of their mentions, as a dict.

    `fields` are the columns to take as properties. Raises InvalidInputError where they are none.
    """
    columns = select_columns(fields, per=per, with_text=with_text)
    return {"type": "FeatureCollection", "features": list(_features(annotations, columns, per))}


def write_geojson(
    annotations: Iterable[Annotation],
    file: BinaryIO,
    *,
    per: Per = "place",
    fields: Sequence[str] | None = None,
    with_text: bool = False,
) -> None:
    """Writes what `geojson_dict` returns, a Feature a line, each as it comes."""
    columns = select_columns(fields, per=per, with_text=with_text)
    file.write(b'{"type": "FeatureCollection", "features": [')
    separator = "\n"
    for feature in _features(annotations, columns, per):
        file.write((separator + json.dumps(feature, ensure_ascii=False)).encode())
        separator = ",\n"
    file.write(b"\n]}\n")


def _features(annotations: Iterable[Annotation], columns: Sequence[Column], per: Per) -> Iterator[dict[str, Any]]:
    for row in table_rows(annotations, per=per, places_only=True):
        yield {
            "type": "Feature",
            "geometry": _point(row),
            "properties": {column.name: column.value(row) for column in columns},
        }


def _point(row: Row) -> dict[str, Any] | None:
    coordinates = row.find("entities.resolution.place.coordinates")
    if coordinates is None:
        return None
    return {"type": "Point", "coordinates": [coordinates["longitude"], coordinates["latitude"]]}
