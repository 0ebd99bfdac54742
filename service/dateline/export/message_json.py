"""Messages as proto3 JSON with the contract's own field names."""

import json

from google.protobuf.message import Message

from dateline.export.message_fields import message_fields


def message_json(message: Message, *, is_indented: bool = False) -> str:
    """Returns the message as JSON on one line, or indented, with a newline at the end.

    Zero offsets and empty strings are printed too, so that readers need no defaults; keys go by field number.
    """
    return json.dumps(message_fields(message), ensure_ascii=False, indent=2 if is_indented else None) + "\n"
