"""Units of work: a part of an input, named by a key that covers all that its result depends on."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

SCHEMA_VERSION = 1
"""Version of what keys and results are made of; another one makes every unit new."""


@dataclass(frozen=True, slots=True)
class Unit:
    """The rows, lines or records that begin within [start, end) bytes of a file, as it was when `etag` was read.

    `kind` is the format that the file is read in, one of InputKind. `key` names the unit and its result.
    """

    path: str
    start: int
    end: int
    etag: str
    kind: str
    key: str = ""

    @property
    def byte_count(self) -> int:
        """How many bytes of the file are the unit's."""
        return self.end - self.start

    def __str__(self) -> str:
        return f"{self.path} [{self.start:,}, {self.end:,})"


def run_digest(identity: dict[str, Any]) -> str:
    """Returns the SHA-256 of what all results of a run depend on: revisions, options, what is written."""
    return _digest({"schema_version": SCHEMA_VERSION, **identity})


def unit_key(unit: Unit, *, digest: str) -> str:
    """Returns the key of a unit in a run with this digest: SHA-256, in 64 hexadecimal digits."""
    return _digest([digest, unit.path, unit.start, unit.end, unit.etag, unit.kind])


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
