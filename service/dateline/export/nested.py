"""Nested rows: an article each, with the lists of its annotation as JSON has them, but for numbers, which are numbers."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from dateline.v1 import annotation_pb2 as pb

if TYPE_CHECKING:
    import pyarrow as pa

_FLAT = ("article_id", "language_code", "offset_encoding")
"""Fields of an annotation that are no part of the nested ones: they are columns, or always code points."""
_INT64 = FieldDescriptor.CPPTYPE_INT64
_MESSAGE = FieldDescriptor.CPPTYPE_MESSAGE


def nested_schema() -> "list[pa.Field]":
    """Returns the nested fields of a row with their types in Arrow, which are made from the contract."""
    import pyarrow as pa

    scalars = {
        FieldDescriptor.CPPTYPE_BOOL: pa.bool_(),
        FieldDescriptor.CPPTYPE_DOUBLE: pa.float64(),
        FieldDescriptor.CPPTYPE_ENUM: pa.string(),
        FieldDescriptor.CPPTYPE_FLOAT: pa.float64(),  # JSON's digits, which 32 bits would not keep
        FieldDescriptor.CPPTYPE_INT32: pa.int32(),
        FieldDescriptor.CPPTYPE_INT64: pa.int64(),
        FieldDescriptor.CPPTYPE_STRING: pa.string(),
    }

    def type_of(field: FieldDescriptor) -> "pa.DataType":
        if field.cpp_type == _MESSAGE:
            below = pa.struct([(inner.name, type_of(inner)) for inner in _fields(field.message_type)])
        else:
            below = scalars[field.cpp_type]
        return pa.list_(below) if field.is_repeated else below

    return [pa.field(field.name, type_of(field)) for field in _nested_fields()]


def nested_values(annotation: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the nested fields of an annotation's JSON, with whole numbers of 64 bits as numbers."""
    return {field.name: _value(annotation.get(field.name), field) for field in _nested_fields()}


def _nested_fields() -> Iterator[FieldDescriptor]:
    return (field for field in _fields(pb.Annotation.DESCRIPTOR) if field.name not in _FLAT)


def _fields(descriptor: Descriptor) -> list[FieldDescriptor]:
    return sorted(descriptor.fields, key=lambda field: field.number)


def _value(value: Any, field: FieldDescriptor) -> Any:  # noqa: ANN401 - whatever JSON has there
    if isinstance(value, list):
        return [_value(item, field) for item in value]
    if value is None or field.cpp_type not in (_MESSAGE, _INT64):
        return value
    if field.cpp_type == _INT64:
        return int(value)
    return {inner.name: _value(value.get(inner.name), inner) for inner in _fields(field.message_type)}
