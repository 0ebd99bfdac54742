"""Parquet and GeoParquet 1.1: a row a mention or place with the columns of the flat formats, or a row an article.

GeoParquet (https://geoparquet.org/releases/v1.1.0) adds a geometry to each row as WKB, its box as covering, and the
metadata `geo`. Coordinates are longitude and latitude on WGS 84, which is what the lack of a `crs` means.
"""

import io
import json
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from dateline.errors import FieldViolation, InvalidInputError, missing_extra
from dateline.export.columns import TEXT, Column, ColumnType, select_columns
from dateline.export.json import annotation_dict
from dateline.export.rows import Fields, Per, Row, table_rows
from dateline.v1 import annotation_pb2 as pb
from dateline.values import Annotation

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_A_GROUP = 5_000
_ARTICLES_A_GROUP = 500
_PARTS_A_GROUP = 10
_CHARS_A_GROUP = 1 << 26
"""Characters of texts, which rows may repeat, that end a group: its columns are made in memory."""
_LITTLE_ENDIAN, _POINT, _MULTI_POINT = 1, 1, 4
"""Marks of the order of bytes and of the types of geometries in WKB."""
_SIDES = ("xmin", "ymin", "xmax", "ymax")
_FLAT = ("article_id", "language_code", "offset_encoding")
"""Fields of an annotation that are not among the nested ones: they are columns, or always code points."""
_INT64, _MESSAGE = FieldDescriptor.CPPTYPE_INT64, FieldDescriptor.CPPTYPE_MESSAGE

_Record: TypeAlias = dict[str, Any]
_Points: TypeAlias = Sequence[tuple[float, float]]
"""Longitudes and latitudes in degrees."""


def write_parquet(  # noqa: PLR0913 - the arguments are independent
    annotations: Iterable[Annotation],
    file: BinaryIO,
    *,
    nested: bool = False,
    per: Per = "mention",
    fields: Sequence[str] | None = None,
    with_text: bool = False,
) -> None:
    """Writes a row for each mention or place, or with `nested` a row for each article, in groups of bounded size.

    `fields` are the columns to write. Where the annotations end with an error the file gets no footer, so that nothing
    takes it for whole. Raises InvalidInputError for fields that are no columns or stand beside `nested`, and
    MissingExtraError without pyarrow.
    """
    columns = _columns(fields, nested=nested, per=per, with_text=with_text)
    schema = _schema(columns, nested=nested)
    rows = _nested_rows(annotations, columns) if nested else _flat_rows(annotations, columns, per)
    _write((record for record, _ in rows), file, schema, _ARTICLES_A_GROUP if nested else _ROWS_A_GROUP)


def write_geoparquet(  # noqa: PLR0913 - the arguments are independent
    annotations: Iterable[Annotation],
    file: BinaryIO,
    *,
    nested: bool = False,
    per: Per = "mention",
    fields: Sequence[str] | None = None,
    with_text: bool = False,
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Writes what `write_parquet` does, with a `geometry` in each row and its box, `bbox`.

    The geometry is the place's point, or with `nested` the points of all places of the article; null without a place.
    `metadata` is more for the file's own, read once the annotations have ended.
    """
    columns = _columns(fields, nested=nested, per=per, with_text=with_text)
    geometries = _Geometries(is_multiple=nested)
    # Of several files that are read together Arrow knows but the schema's metadata, which has no box of all points yet.
    schema = _with_geometry(_schema(columns, nested=nested)).with_metadata(geometries.metadata())
    rows = _nested_rows(annotations, columns) if nested else _flat_rows(annotations, columns, per)
    records = (record | geometries.fields(points) for record, points in rows)
    group_size = _ARTICLES_A_GROUP if nested else _ROWS_A_GROUP
    _write(records, file, schema, group_size, metadata=lambda: {**geometries.metadata(), **(metadata or {})})


def _columns(fields: Sequence[str] | None, *, nested: bool, per: Per, with_text: bool) -> tuple[Column, ...]:
    if not nested:
        return select_columns(fields, per=per, with_text=with_text)
    if fields is not None:
        raise InvalidInputError(FieldViolation("fields", "cannot be chosen for nested rows"))
    return tuple(column for column in select_columns(None, per=per, with_text=with_text) if column.is_of_article)


def _schema(columns: Sequence[Column], *, nested: bool) -> "pa.Schema":
    pa = _pyarrow()
    types = {
        ColumnType.STRING: pa.string(),
        ColumnType.ENUM: pa.string(),
        ColumnType.INTEGER: pa.int64(),
        ColumnType.NUMBER: pa.float64(),
        ColumnType.BOOLEAN: pa.bool_(),
        ColumnType.TIME: pa.timestamp("us", tz="UTC"),
    }
    fields = [pa.field(column.name, types[column.type]) for column in columns]
    return pa.schema([*fields, *_nested_schema()] if nested else fields)


def _with_geometry(schema: "pa.Schema") -> "pa.Schema":
    pa = _pyarrow()
    box = pa.struct([(side, pa.float64()) for side in _SIDES])
    return pa.schema([*schema, pa.field("geometry", pa.binary()), pa.field("bbox", box)])


def _nested_schema() -> "list[pa.Field]":
    """Returns the nested fields of a row with their types in Arrow, which are made from the contract."""
    pa = _pyarrow()
    scalars = {
        FieldDescriptor.CPPTYPE_BOOL: pa.bool_(),
        FieldDescriptor.CPPTYPE_DOUBLE: pa.float64(),
        FieldDescriptor.CPPTYPE_ENUM: pa.string(),
        FieldDescriptor.CPPTYPE_FLOAT: pa.float64(),  # JSON's digits, which 32 bits would not keep
        FieldDescriptor.CPPTYPE_INT32: pa.int32(),
        FieldDescriptor.CPPTYPE_INT64: pa.int64(),
        FieldDescriptor.CPPTYPE_STRING: pa.string(),
    }

    def type_of(field: FieldDescriptor) -> Any:  # noqa: ANN401 - a type of Arrow
        if field.cpp_type == _MESSAGE:
            below = pa.struct([(inner.name, type_of(inner)) for inner in _fields(field.message_type)])
        else:
            below = scalars[field.cpp_type]
        return pa.list_(below) if field.is_repeated else below

    return [pa.field(field.name, type_of(field)) for field in _nested_fields()]


def _nested_values(annotation: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the nested fields of an annotation's JSON, with whole numbers of 64 bits as numbers."""
    return {field.name: _value(annotation.get(field.name), field) for field in _nested_fields()}


def _nested_fields() -> Iterator[FieldDescriptor]:
    return (field for field in _fields(pb.Annotation.DESCRIPTOR) if field.name not in _FLAT)


def _fields(descriptor: Descriptor | None) -> list[FieldDescriptor]:
    assert descriptor is not None, "the field of a message has its descriptor"
    return sorted(descriptor.fields, key=lambda field: field.number)


def _value(value: Any, field: FieldDescriptor) -> Any:  # noqa: ANN401 - whatever JSON has there
    if isinstance(value, list):
        return [_value(item, field) for item in value]
    if value is None or field.cpp_type not in (_MESSAGE, _INT64):
        return value
    if field.cpp_type == _INT64:
        return int(value)
    return {inner.name: _value(value.get(inner.name), inner) for inner in _fields(field.message_type)}


def _flat_rows(
    annotations: Iterable[Annotation], columns: Sequence[Column], per: Per
) -> Iterator[tuple[_Record, _Points]]:
    of_mention = [column for column in columns if column.is_of_mention]
    shared = [column for column in columns if not column.is_of_mention]
    annotation: Fields = {}
    known: dict[int, tuple[_Record, _Points]] = {}
    for row in table_rows(annotations, per=per):
        if row.annotation is not annotation:
            annotation, known = row.annotation, {}
        # All mentions of an entity have most cells in common.
        if (of_entity := known.get(id(row.entity))) is None:
            of_entity = known[id(row.entity)] = (_cells(shared, row), _points([row.entity]))
        cells, points = of_entity
        yield cells | _cells(of_mention, row), points


def _nested_rows(annotations: Iterable[Annotation], columns: Sequence[Column]) -> Iterator[tuple[_Record, _Points]]:
    for annotation in annotations:
        fields = annotation_dict(annotation, with_text=True)
        yield _cells(columns, Row(fields, {})) | _nested_values(fields), _points(fields["entities"])


def _cells(columns: Sequence[Column], row: Row) -> _Record:
    cells: _Record = {column.name: column.value(row) for column in columns}
    for column in columns:
        if column.type is ColumnType.TIME and cells[column.name]:
            cells[column.name] = datetime.fromisoformat(cells[column.name])
    return cells


def _points(entities: Iterable[Fields]) -> _Points:
    places = (entity.get("resolution", {}).get("place") for entity in entities)
    coordinates = [place["coordinates"] for place in places if place]
    return [(point["longitude"], point["latitude"]) for point in coordinates]


@dataclass(slots=True)
class _Geometries:
    """A maker of geometries, which knows the box around those that it has made."""

    is_multiple: bool
    box: tuple[float, ...] = ()

    def fields(self, points: _Points) -> _Record:
        if not points:
            return {"geometry": None, "bbox": None}
        longitudes, latitudes = zip(*points, strict=True)
        box = (min(longitudes), min(latitudes), max(longitudes), max(latitudes))
        self.box = box if not self.box else (*map(min, self.box[:2], box[:2]), *map(max, self.box[2:], box[2:]))
        wkb = b"".join(struct.pack("<BIdd", _LITTLE_ENDIAN, _POINT, *point) for point in points)
        if self.is_multiple:
            wkb = struct.pack("<BII", _LITTLE_ENDIAN, _MULTI_POINT, len(points)) + wkb
        return {"geometry": wkb, "bbox": dict(zip(_SIDES, box, strict=True))}

    def metadata(self) -> Mapping[str, str]:
        column: _Record = {
            "encoding": "WKB",
            "geometry_types": ["MultiPoint" if self.is_multiple else "Point"],
            "covering": {"bbox": {side: ["bbox", side] for side in _SIDES}},
        }
        if self.box:
            column["bbox"] = list(self.box)
        return {"geo": json.dumps({"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}})}


class _Sink(io.RawIOBase):
    """A file that takes no more once it is abandoned; pyarrow finishes files even where an error has dropped them."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.is_abandoned = False

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:  # noqa: ANN401 - whatever has bytes
        if not self.is_abandoned:
            self._file.write(data)
        return len(data)


def _write(
    records: Iterator[_Record],
    file: BinaryIO,
    schema: "pa.Schema",
    group_size: int,
    *,
    metadata: Callable[[], Mapping[str, str]] | None = None,
) -> None:
    _pyarrow()
    from pyarrow.parquet import ParquetWriter

    sink = _Sink(file)
    writer = ParquetWriter(sink, schema, compression="zstd")
    try:
        for group in _groups(records, schema, group_size):
            writer.write_table(group)
        if metadata is not None:
            writer.add_key_value_metadata(metadata())
    except BaseException:
        sink.is_abandoned = True
        raise
    finally:
        writer.close()


def _groups(records: Iterable[_Record], schema: "pa.Schema", size: int) -> "Iterator[pa.Table]":
    """Yields tables of `size` rows; rows are made columns a part of them at a time, since they take more memory."""
    pa = _pyarrow()
    parts: list[Any] = []
    part: list[_Record] = []
    char_count = 0
    part_size = max(1, size // _PARTS_A_GROUP)
    for record in records:
        part.append(record)
        char_count += len(record.get(TEXT) or "")
        is_whole = len(parts) * part_size + len(part) == size or char_count >= _CHARS_A_GROUP
        if is_whole or len(part) == part_size:
            parts.append(pa.Table.from_pylist(part, schema=schema))
            part = []
        if is_whole:
            yield pa.concat_tables(parts)
            parts, char_count = [], 0
    if part:
        parts.append(pa.Table.from_pylist(part, schema=schema))
    if parts:
        yield pa.concat_tables(parts)


def _pyarrow() -> Any:  # noqa: ANN401 - the module, which has no types
    try:
        import pyarrow as pa
    except ModuleNotFoundError as error:
        raise missing_extra(f"Parquet needs {error.name}, which is missing", extras="parquet") from None
    return pa
