"""JSON: messages and annotations as proto3 JSON with the contract's own field names."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from google.protobuf.descriptor import Descriptor
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

from dateline.convert import annotation_to_message, article_to_message
from dateline.values import Annotation


def message_json(message: Message, *, is_indented: bool = False) -> str:
    """Returns the message as JSON on one line, or indented, with a newline at the end.

    Zero offsets and empty strings are printed too, so that readers need no defaults; keys go by field number.
    """
    return _dumped(message_dict(message), is_indented=is_indented)


def messages_json(messages: Iterable[Message]) -> str:
    """Returns the messages as one array of JSON, indented."""
    return "".join(_array(map(message_dict, messages)))


def message_dict(message: Message) -> dict[str, Any]:
    """Returns the message as `message_json` does, in dicts, lists, strings, numbers and booleans."""
    fields = MessageToDict(message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True)
    descriptor: Descriptor = message.DESCRIPTOR  # type: ignore[assignment]  # or its twin in C
    return _ordered(fields, descriptor)


def annotation_dict(annotation: Annotation, *, with_text: bool = False) -> dict[str, Any]:
    """Returns the annotation as a dict; with `with_text` the article's message is under "article"."""
    fields = message_dict(annotation_to_message(annotation))
    if with_text:
        fields["article"] = message_dict(article_to_message(annotation.article))
    return fields


def write_json(annotations: Iterable[Annotation], file: BinaryIO, *, with_text: bool = False) -> None:
    """Writes the annotations as one array of JSON, indented, each as it comes."""
    objects = (annotation_dict(annotation, with_text=with_text) for annotation in annotations)
    file.writelines(text.encode() for text in _array(objects))


def write_jsonl(annotations: Iterable[Annotation], file: BinaryIO, *, with_text: bool = False) -> None:
    """Writes the annotations as JSON lines, one annotation a line, each as it comes."""
    objects = (annotation_dict(annotation, with_text=with_text) for annotation in annotations)
    file.writelines(_dumped(fields, is_indented=False).encode() for fields in objects)


def _array(objects: Iterable[dict[str, Any]]) -> Iterator[str]:
    opening = "[\n"
    for fields in objects:
        yield opening + _dumped(fields, is_indented=True).rstrip("\n")
        opening = ",\n"
    yield "[]\n" if opening == "[\n" else "\n]\n"


def _dumped(fields: dict[str, Any], *, is_indented: bool) -> str:
    return json.dumps(fields, ensure_ascii=False, indent=2 if is_indented else None) + "\n"


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
