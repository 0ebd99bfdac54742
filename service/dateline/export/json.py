"""JSON: messages and annotations as proto3 JSON with the contract's own field names."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from google.protobuf.message import Message

from dateline.convert import annotation_to_message, article_to_message
from dateline.export.message_fields import message_fields
from dateline.values import Annotation


def message_json(message: Message, *, is_indented: bool = False) -> str:
    """Returns the message as JSON on one line, or indented, with a newline at the end.

    Zero offsets and empty strings are printed too, so that readers need no defaults; keys go by field number.
    """
    return _dumped(message_fields(message), is_indented=is_indented)


def messages_json(messages: Iterable[Message]) -> str:
    """Returns the messages as one array of JSON, indented."""
    return "".join(_array(map(message_fields, messages)))


def annotation_dict(annotation: Annotation, *, with_text: bool = False) -> dict[str, Any]:
    """Returns the annotation as a dict; with `with_text` the article's message is under "article"."""
    fields = message_fields(annotation_to_message(annotation))
    if with_text:
        fields["article"] = message_fields(article_to_message(annotation.article))
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
