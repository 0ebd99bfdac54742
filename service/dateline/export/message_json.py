"""Messages as proto3 JSON with the contract's own field names."""

import json
from typing import Any

from google.protobuf.descriptor import Descriptor
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message


def message_json(message: Message, *, is_indented: bool = False) -> str:
    """Returns the message as JSON on one line, or indented, with a newline at the end.

    Zero offsets and empty strings are printed too, so that readers need no defaults; keys go by field number.
    """
    fields = MessageToDict(message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True)
    descriptor: Descriptor = message.DESCRIPTOR  # type: ignore[assignment]  # or its twin in C
    return json.dumps(_ordered(fields, descriptor), ensure_ascii=False, indent=2 if is_indented else None) + "\n"


def _ordered(fields: dict[str, Any], descriptor: Descriptor) -> dict[str, Any]:
    """Returns the fields by number; protobuf prints fields that are set first, so that the order would vary."""
    ordered = {}
    for field in sorted(descriptor.fields, key=lambda field: field.number):
        if field.name not in fields:
            continue
        value = fields[field.name]
        # Times are messages, too, but strings in JSON.
        if field.message_type is not None and isinstance(value, dict):
            value = _ordered(value, field.message_type)
        elif field.message_type is not None and isinstance(value, list):
            value = [_ordered(item, field.message_type) for item in value]
        ordered[field.name] = value
    return ordered
