"""Values as proto3 JSON with the contract's own field names."""

import json

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

from dateline.cli.options import OutputFormat


def message_json(message: Message, output_format: OutputFormat) -> str:
    """The message as JSON: one line for jsonl, indented for json; both end with a newline.

    Zero offsets and empty strings are printed too, so that readers need no defaults.
    """
    fields = MessageToDict(message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True)
    indent = 2 if output_format is OutputFormat.JSON else None
    return json.dumps(fields, ensure_ascii=False, indent=indent) + "\n"
