"""The contract with its comments, as protoc reads it."""

# ruff: noqa: INP001 - a script, not a package

import tempfile
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet
from grpc_tools import protoc  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parent.parent
CONTRACT = "dateline/v1/annotation.proto"

# The paths of SourceCodeInfo are made of field numbers: those of messages, enums and services in FileDescriptorProto,
# and that of the fields, values or methods in each of these.
MESSAGES, ENUMS, SERVICES = 4, 5, 6
PARTS = 2

Comments = Mapping[tuple[int, ...], str]
"""The comment before each part of the contract, by its path."""


def read_contract() -> FileDescriptorProto:
    """Returns the contract's description with its comments; raises RuntimeError where protoc cannot read it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "contract.binpb")
        arguments = [
            "protoc",
            f"--proto_path={ROOT / 'proto'}",
            f"--proto_path={files('grpc_tools') / '_proto'}",
            "--include_source_info",
            f"--descriptor_set_out={path}",
            CONTRACT,
        ]
        if protoc.main(arguments):
            raise RuntimeError(f"protoc cannot read {CONTRACT}")
        (file,) = FileDescriptorSet.FromString(path.read_bytes()).file
    return file


def comments_of(file: FileDescriptorProto) -> dict[tuple[int, ...], str]:
    """Returns the comments, as they stand."""
    return {
        tuple(location.path): location.leading_comments
        for location in file.source_code_info.location
        if location.leading_comments
    }
