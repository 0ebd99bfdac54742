"""The fields of a message as proto3 JSON has them, under the contract's own names.

`google.protobuf.json_format` says the same of a message, in three times the time, and in an order that depends on which
fields are set.
"""

import base64
import math
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import Any, TypeAlias

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

_Convert: TypeAlias = Callable[[Any], Any]
_Plan: TypeAlias = tuple[tuple[str, bool, _Convert | None], ...]

_BASE64, _TEXT = FieldDescriptor.TYPE_BYTES, FieldDescriptor.CPPTYPE_STRING
_LONG = (FieldDescriptor.CPPTYPE_INT64, FieldDescriptor.CPPTYPE_UINT64)
_FLOAT32_DIGITS = range(6, 10)
_OFTEN_REPEATED = frozenset(("dateline.v1.Place",))
"""Messages that one answer holds many times: a country is the area of each of its towns. """


def message_fields(message: Message) -> dict[str, Any]:
    """Returns the fields by name, in the order of their numbers, as values that `json.dumps` takes.

    Zeros and empty strings and lists are there, too, so that readers need no defaults; what has presence and is unset
    is not. Messages must hold no maps.
    """
    return _fields(message, _plan(message.DESCRIPTOR))


def _fields(message: Message, plan: _Plan) -> dict[str, Any]:
    fields = {}
    for name, has_presence, convert in plan:
        if has_presence and not message.HasField(name):
            continue
        value = getattr(message, name)
        fields[name] = value if convert is None else convert(value)
    return fields


@cache
def _plan(descriptor: Descriptor) -> _Plan:
    """Returns each field's name, whether it can be unset, and how its value is converted, by number."""
    return tuple(
        (field.name, field.has_presence, _converter(field))
        for field in sorted(descriptor.fields, key=lambda field: field.number)
    )


def _converter(field: FieldDescriptor) -> _Convert | None:
    convert = _value_converter(field)
    if not field.is_repeated:
        return convert
    if convert is None:
        return list
    each = convert

    def convert_all(values: Iterable[Any]) -> list[Any]:
        return [each(value) for value in values]

    return convert_all


def _value_converter(field: FieldDescriptor) -> _Convert | None:
    """Returns how one value is converted; None where it stays as it is."""
    if field.message_type is not None:
        return _message_converter(field.message_type)
    if field.enum_type is not None:
        names = {value.number: value.name for value in field.enum_type.values}
        # A number that the contract lacks stays a number.
        return lambda number: names.get(number, number)
    if field.type == _BASE64:
        return lambda content: base64.b64encode(content).decode("ascii")
    if field.cpp_type in _LONG:
        # As text, because JavaScript's numbers hold 53 bits.
        return str
    if field.cpp_type == FieldDescriptor.CPPTYPE_FLOAT:
        return _shortest
    return _finite if field.cpp_type == FieldDescriptor.CPPTYPE_DOUBLE else None


def _message_converter(descriptor: Descriptor) -> _Convert:
    if descriptor.file.package == "google.protobuf":
        # Times are strings, and an Any is whatever is in it.
        return lambda message: MessageToDict(
            message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
        )
    if descriptor.full_name in _OFTEN_REPEATED:
        return lambda message: _copied(*_remembered(descriptor, message.SerializeToString()))
    # Looked up when it is first needed, because messages may hold themselves.
    return lambda message: _fields(message, _plan(descriptor))


@lru_cache(maxsize=1 << 9)
def _remembered(descriptor: Descriptor, content: bytes) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Returns the fields of a message that answers tell again and again, and the names of those that can be changed."""
    fields = _fields(GetMessageClass(descriptor).FromString(content), _plan(descriptor))
    return fields, tuple(name for name, value in fields.items() if isinstance(value, dict | list))


def _copied(fields: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Returns a copy of the fields that shares nothing with them that can be changed."""
    copy = dict(fields)
    for name in names:
        copy[name] = _unshared(fields[name])
    return copy


def _unshared(value: Any) -> Any:  # noqa: ANN401  # any value of JSON
    if isinstance(value, dict):
        return {name: _unshared(item) if isinstance(item, dict | list) else item for name, item in value.items()}
    return list(value)


def _shortest(value: float) -> float | str:
    """Returns the shortest number that has the same 32 bits: 0.9, not 0.8999999761581421."""
    # To a cache 0.0 and -0.0 would be one.
    return _rounded(value) if value and math.isfinite(value) else _finite(value)


@lru_cache(maxsize=1 << 13)
def _rounded(value: float) -> float:
    rounded = (float(f"{value:.{digits}g}") for digits in _FLOAT32_DIGITS)
    return next(number for number in rounded if _float32(number) == value)


def _float32(value: float) -> float:
    import struct

    return float(struct.unpack("<f", struct.pack("<f", value))[0])


def _finite(value: float) -> float | str:
    """Returns the number, or the word that stands for it where JSON has none."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
