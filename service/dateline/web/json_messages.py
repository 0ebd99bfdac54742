"""Messages read from JSON and written as JSON; errors name a field by its path and never quote it."""

import json
import re
from functools import cache
from typing import Any

import orjson
from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.json_format import ParseDict
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from dateline.errors import FieldViolation, InvalidInputError
from dateline.export.message_fields import message_fields

_WHOLE = "request"
"""The path of faults that lie in no field."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_KINDS = {
    FieldDescriptor.CPPTYPE_INT32: "must be a whole number of 32 bits",
    FieldDescriptor.CPPTYPE_INT64: "must be a whole number of 64 bits",
    FieldDescriptor.CPPTYPE_UINT32: "must be a whole number of 32 bits, 0 or more",
    FieldDescriptor.CPPTYPE_UINT64: "must be a whole number of 64 bits, 0 or more",
    FieldDescriptor.CPPTYPE_DOUBLE: "must be a number",
    FieldDescriptor.CPPTYPE_FLOAT: "must be a number",
    FieldDescriptor.CPPTYPE_BOOL: "must be true or false",
    FieldDescriptor.CPPTYPE_STRING: "must be a string of valid Unicode",
    FieldDescriptor.CPPTYPE_MESSAGE: "must be an object",
}
_STRINGS = {
    "google.protobuf.Timestamp": 'must be a time such as "2026-11-28T09:30:00Z"',
    "google.protobuf.Duration": 'must be seconds such as "1.5s"',
}


def write_json(message: Message) -> bytes:
    """Returns the message as a line of JSON under the contract's own names, with zeros and empty lists too."""
    # A tenth of the time that the standard library takes for an answer of many numbers.
    return orjson.dumps(message_fields(message), option=orjson.OPT_APPEND_NEWLINE)


def read_json(content: bytes, message: Message) -> None:
    """Fills the message from JSON, whose names may be the contract's own or in camelCase.

    Raises InvalidInputError with the path of the first field that the contract lacks or that holds what it may not.
    """
    read_object(load_json(content), message)


def read_object(value: object, message: Message, *, path: str = "") -> None:
    """Fills the message from the object of JSON that stands at `path`; raises InvalidInputError as `read_json` does."""
    if not isinstance(value, dict):
        raise _error(path or _WHOLE, "must be a JSON object")
    descriptor: Descriptor = message.DESCRIPTOR  # type: ignore[assignment]  # or its twin in C
    # The library would take an empty list or string for an object, and the last of two spellings.
    if (fault := _fault(value, descriptor, path, is_probed=False)) is not None:
        raise fault
    if not _fits(value, message):
        raise _fault(value, descriptor, path, is_probed=True) or _error(path or _WHOLE, "does not fit the contract")


def _fits(value: dict[str, Any], message: Message) -> bool:
    """Fills the message, and returns whether the value fits it.

    The library's words quote what does not fit, so that is looked for anew, field by field.
    """
    try:
        ParseDict(value, message)
    except Exception:  # noqa: BLE001  # it raises all kinds; its own `Parse` catches them likewise
        return False
    return True


def load_json(content: bytes) -> Any:  # noqa: ANN401  # whatever JSON holds
    """Returns what the JSON holds; raises InvalidInputError where it is none."""
    try:
        # Some editors begin a file with a mark that says it is UTF-8.
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_unique)
    except UnicodeDecodeError:
        raise _error(_WHOLE, "is not valid UTF-8") from None
    except json.JSONDecodeError as error:
        raise _error(_WHOLE, f"is not valid JSON at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise _error(_WHOLE, "is nested too deeply") from None
    except InvalidInputError:
        raise
    except ValueError:
        raise _error(_WHOLE, "holds a number of too many digits") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        raise _error(_WHOLE, "has a name twice in one object")
    return read


def _error(path: str, description: str) -> InvalidInputError:
    return InvalidInputError(FieldViolation(path, description))


def _fault(value: Any, descriptor: Descriptor, path: str, *, is_probed: bool) -> InvalidInputError | None:  # noqa: ANN401  # same
    """Returns the error of the first fault in `value`, the JSON of a message; None where there is none.

    Numbers, strings and the like are only looked at where `is_probed`, which takes time.
    """
    if not isinstance(value, dict):
        return _error(path, _KINDS[FieldDescriptor.CPPTYPE_MESSAGE])
    prefix = f"{path}." if path else ""
    fields = _fields_by_name(descriptor)
    seen: set[str] = set()
    for name, each in value.items():
        field = fields.get(name)
        if field is None:
            # What is no name may be a text that landed there.
            return _error(f"{prefix}{name}" if _NAME.fullmatch(name) else path or _WHOLE, "is no field of the contract")
        if field.name in seen:
            return _error(f"{prefix}{field.name}", "is given in both spellings")
        seen.add(field.name)
        if (fault := _field_fault(each, field, f"{prefix}{field.name}", is_probed=is_probed)) is not None:
            return fault
    return None


@cache
def _fields_by_name(descriptor: Descriptor) -> dict[str, FieldDescriptor]:
    """Returns the fields under both of their spellings."""
    return {name: field for field in descriptor.fields for name in (field.name, field.json_name)}


def _field_fault(value: Any, field: FieldDescriptor, path: str, *, is_probed: bool) -> InvalidInputError | None:  # noqa: ANN401  # same
    if value is None:
        return None
    if not field.is_repeated:
        return _value_fault(value, field, path, is_probed=is_probed)
    if not isinstance(value, list):
        return _error(path, "must be an array")
    if field.message_type is None and not is_probed:
        return None
    faults = (_value_fault(each, field, f"{path}[{index}]", is_probed=is_probed) for index, each in enumerate(value))
    return next((fault for fault in faults if fault is not None), None)


def _value_fault(value: Any, field: FieldDescriptor, path: str, *, is_probed: bool) -> InvalidInputError | None:  # noqa: ANN401  # same
    kind = field.message_type
    if kind is not None and kind.full_name not in _STRINGS:
        return _fault(value, kind, path, is_probed=is_probed)
    if not is_probed:
        return None
    # The library is asked about this value alone, in a message that holds nothing else.
    assert field.containing_type is not None
    probe = GetMessageClass(field.containing_type)()
    is_fit = _fits({field.name: [value] if field.is_repeated else value}, probe)
    return None if is_fit else _error(path, _expectation(field))


def _expectation(field: FieldDescriptor) -> str:
    if field.enum_type is not None:
        return f"must be one of {_names(field.enum_type)}"
    if field.message_type is not None:
        return _STRINGS[field.message_type.full_name]
    return _KINDS[field.cpp_type]


def _names(enum: EnumDescriptor) -> str:
    return ", ".join(value.name for value in enum.values)
