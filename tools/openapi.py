"""Writes the OpenAPI document of the calls over HTTP from the contract: `python tools/openapi.py`.

`make docs` runs it; a test fails where service/dateline/web/openapi.json differs. No generator that is to be had for
Python knows the Connect protocol: those of gRPC-gateway and gnostic want HTTP annotations in the contract, and
protoc-gen-connect-openapi wants Go.
"""

# ruff: noqa: INP001 - a script, not a package

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from google.api import field_behavior_pb2
from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor, MethodDescriptor
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    EnumValueDescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
)
from google.rpc import code_pb2

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dateline.v1 import annotation_pb2
from tools.contract import ENUMS, MESSAGES, PARTS, ROOT, SERVICES, comments_of, read_contract

DOCUMENT = ROOT / "service/dateline/web/openapi.json"

Schema: TypeAlias = dict[str, Any]

_SERVICE = annotation_pb2.DESCRIPTOR.services_by_name["AnnotationService"]
_STRINGS: dict[str, Schema] = {
    "google.protobuf.Timestamp": {"type": "string", "format": "date-time"},
    "google.protobuf.Duration": {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]{1,9})?s$"},
}
_ANY: Schema = {
    "type": "object",
    "description": "A message of the type that is named.",
    "properties": {"@type": {"type": "string"}},
    "required": ["@type"],
}
_SCALARS: dict[int, Schema] = {
    FieldDescriptor.CPPTYPE_INT32: {"type": "integer", "format": "int32"},
    FieldDescriptor.CPPTYPE_INT64: {"type": "string", "format": "int64"},
    FieldDescriptor.CPPTYPE_DOUBLE: {"type": "number", "format": "double"},
    FieldDescriptor.CPPTYPE_FLOAT: {"type": "number", "format": "float"},
    FieldDescriptor.CPPTYPE_BOOL: {"type": "boolean"},
    FieldDescriptor.CPPTYPE_STRING: {"type": "string"},
}
_DESCRIPTION = (
    "The service's calls in the unary form of the Connect protocol, without its GET requests and its binary codec, "
    "which are served too. Names are those of the contract; in requests they may also be in camelCase. Unset messages "
    "are left out of answers, zeros, empty strings and empty lists are not."
)
_ERROR: Schema = {
    "type": "object",
    "description": "Why a call failed; never quotes the request.",
    "properties": {
        "code": {
            "type": "string",
            "enum": [
                code.lower().replace("cancelled", "canceled")
                for code in code_pb2.Code.DESCRIPTOR.values_by_name
                if code != "OK"
            ],
        },
        "message": {"type": "string"},
        "details": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "type": {"type": "string", "description": "Such as google.rpc.BadRequest."},
                    "value": {"type": "string", "description": "The message, binary, in base64 without padding."},
                    "debug": {"type": "object", "description": "The same for people to read."},
                },
                "required": ["type", "value"],
            },
        },
    },
    "required": ["code", "message"],
}
_RETRY_AFTER: Schema = {"schema": {"type": "integer"}, "description": "Seconds to wait before the next try."}


def document() -> str:
    """Returns the document."""
    file = read_contract()
    texts = dict(_texts(file))
    methods = [method for method in _SERVICE.methods if not method.client_streaming]
    asked = _reached(method.input_type for method in methods)
    answered = _reached(method.output_type for method in methods)
    schemas: dict[str, Schema] = {"Error": _ERROR}
    for kind in sorted(asked | answered, key=lambda kind: kind.name):
        if isinstance(kind, EnumDescriptor):
            schemas[kind.name] = _enum(kind, texts)
        else:
            schemas[kind.name] = _message(kind, texts, is_answer=kind not in asked)
    content = {
        "openapi": "3.1.0",
        "info": {
            "title": "Dateline",
            "version": "v1",
            "summary": "People, organisations and places in news articles.",
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        # Whether a token is needed depends on the server.
        "security": [{}, {"bearer": []}],
        "tags": [{"name": "calls"}, {"name": "health"}],
        "paths": {
            **{f"/{_SERVICE.full_name}/{method.name}": {"post": _call(method, texts)} for method in methods},
            "/healthz": {"get": _health("alive", "Whether the process is alive.")},
            "/readyz": {"get": _health("ready", "Whether the server takes calls.")},
        },
        "components": {
            "schemas": schemas,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _texts(file: FileDescriptorProto) -> Iterator[tuple[str, str]]:
    """Yields the comment of each method, message, field, enum and value by its name, such as "Article.text"."""
    comments = comments_of(file)
    (service,) = file.service
    for i, method in enumerate(service.method):
        yield method.name, _paragraphs(comments[SERVICES, 0, PARTS, i])
    described: tuple[tuple[int, Sequence[DescriptorProto | EnumDescriptorProto]], ...] = (
        (MESSAGES, file.message_type),
        (ENUMS, file.enum_type),
    )
    for number, kinds in described:
        for i, kind in enumerate(kinds):
            yield kind.name, _paragraphs(comments[number, i])
            parts: Sequence[FieldDescriptorProto | EnumValueDescriptorProto] = (
                kind.field if isinstance(kind, DescriptorProto) else kind.value
            )
            for j, part in enumerate(parts):
                yield f"{kind.name}.{part.name}", _paragraphs(comments[number, i, PARTS, j])


def _paragraphs(comment: str) -> str:
    """Returns a comment with each paragraph on one line."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in comment.split("\n\n"))


def _reached(kinds: Iterable[Descriptor]) -> set[Descriptor | EnumDescriptor]:
    """Returns the messages and enums, themselves and what they hold, that have a schema of their own."""
    found: set[Descriptor | EnumDescriptor] = set()
    left: list[Descriptor] = list(kinds)
    while left:
        kind = left.pop()
        if kind in found:
            continue
        found.add(kind)
        found.update(field.enum_type for field in kind.fields if field.enum_type is not None)
        left += [
            field.message_type
            for field in kind.fields
            if field.message_type is not None and field.message_type.file.package != "google.protobuf"
        ]
    return found


def _call(method: MethodDescriptor, texts: Mapping[str, str]) -> Schema:
    summary, _, description = texts[method.name].partition("\n\n")
    call: Schema = {
        "operationId": method.name,
        "tags": ["calls"],
        "summary": summary,
        "parameters": [
            _header("Connect-Timeout-Ms", "Milliseconds that the call may take.", {"type": "integer", "minimum": 0}),
            _header("X-Request-Id", "Goes into the log, and comes back with the answer.", {"type": "string"}),
        ],
        "requestBody": {"required": True, "content": _content(method.input_type.name)},
        "responses": {
            "200": {"description": "The answer.", "content": _content(method.output_type.name)},
            "400": _failure("The request breaks the contract."),
            "401": _failure("A token is needed."),
            "413": _failure("The request is too large."),
            "415": _failure("The content type is none of the protocol's."),
            "429": _failure("The queue is full.") | {"headers": {"Retry-After": _RETRY_AFTER}},
            "503": _failure("The server is loading or stopping.") | {"headers": {"Retry-After": _RETRY_AFTER}},
            "504": _failure("The deadline passed, or could not be met."),
            "default": _failure("Another error."),
        },
    }
    return call | _description(description)


def _health(name: str, summary: str) -> Schema:
    status = {"type": "object", "properties": {"status": {"enum": ["SERVING", "NOT_SERVING"]}}, "required": ["status"]}
    answer = {"content": {"application/json": {"schema": status}}}
    return {
        "operationId": name,
        "tags": ["health"],
        "summary": summary,
        "security": [{}],
        "responses": {"200": answer | {"description": "It is."}, "503": answer | {"description": "It is not."}},
    }


def _header(name: str, description: str, schema: Schema) -> Schema:
    return {"name": name, "in": "header", "description": description, "schema": schema}


def _content(name: str) -> Schema:
    return {"application/json": {"schema": _reference(name)}}


def _failure(description: str) -> Schema:
    return {"description": description, "content": _content("Error")}


def _reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _enum(enum: EnumDescriptor, texts: Mapping[str, str]) -> Schema:
    values = "\n".join(f"- `{value.name}`: {texts[f'{enum.name}.{value.name}']}" for value in enum.values)
    return {
        "type": "string",
        "description": f"{texts[enum.name]}\n\n{values}",
        "enum": [value.name for value in enum.values],
    }


def _message(kind: Descriptor, texts: Mapping[str, str], *, is_answer: bool) -> Schema:
    """Returns the schema of a message; answers have every field that cannot be unset."""
    properties = {
        # What other contracts define, such as LatLng, has no comments here.
        field.name: _field(field) | _description(texts.get(f"{kind.name}.{field.name}", ""))
        for field in sorted(kind.fields, key=lambda field: field.number)
    }
    required = [field.name for field in kind.fields if (_is_required(field) or (is_answer and not field.has_presence))]
    schema: Schema = {"type": "object", **_description(texts.get(kind.name, "")), "properties": properties}
    return schema | ({"required": required} if required else {})


def _description(text: str) -> Schema:
    return {"description": text} if text else {}


def _is_required(field: FieldDescriptor) -> bool:
    behaviours = field.GetOptions().Extensions[field_behavior_pb2.field_behavior]
    return field_behavior_pb2.REQUIRED in behaviours


def _field(field: FieldDescriptor) -> Schema:
    schema = _value(field)
    return {"type": "array", "items": schema} if field.is_repeated else schema


def _value(field: FieldDescriptor) -> Schema:
    if field.enum_type is not None:
        return _reference(field.enum_type.name)
    if field.message_type is None:
        return _SCALARS[field.cpp_type]
    if field.message_type.full_name == "google.protobuf.Any":
        return _ANY
    return _STRINGS.get(field.message_type.full_name) or _reference(field.message_type.name)


def main() -> None:
    """Writes the document."""
    DOCUMENT.write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()
