"""Manifests: what a run was asked for, in one file of its folder."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from dateline.bulk.job import Job, Shape
from dateline.bulk.storage import Folder
from dateline.bulk.unit import SCHEMA_VERSION
from dateline.errors import ResourceDamagedError

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run was asked for: paths of its inputs, the size of its units, and all else that its results depend on."""

    inputs: tuple[str, ...]
    unit_bytes: int
    digest: str
    identity: dict[str, Any]

    @classmethod
    def of(cls, job: Job, *, unit_bytes: int) -> Self:
        """Returns the manifest of a job."""
        return cls(tuple(folder.path for folder in job.inputs), unit_bytes, job.digest, job.identity())

    @classmethod
    def read(cls, folder: Folder) -> Self | None:
        """Returns the manifest of a folder, or None where it has none; raises ResourceDamagedError for a bad one."""
        try:
            content = json.loads(folder.read(MANIFEST))
            if content["schema_version"] != SCHEMA_VERSION:
                raise ResourceDamagedError(f"{folder.path}/{MANIFEST} is of another version of Dateline")
            return cls(tuple(content["inputs"]), content["unit_bytes"], content["digest"], content["identity"])
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            raise ResourceDamagedError(f"{folder.path}/{MANIFEST} cannot be read as a manifest") from None

    @property
    def shape(self) -> Shape:
        """What a row of a result is."""
        return Shape(self.identity["shape"])

    def write(self, folder: Folder) -> None:
        """Writes the manifest, or replaces it."""
        content = {
            "schema_version": SCHEMA_VERSION,
            "inputs": self.inputs,
            "unit_bytes": self.unit_bytes,
            "digest": self.digest,
            "identity": self.identity,
        }
        folder.write(MANIFEST, f"{json.dumps(content, indent=2)}\n".encode())

    def differences(self, other: "Manifest") -> Sequence[str]:
        """Returns the names of what differs between two runs, such as "options.nested", inputs aside."""
        names: list[str] = []
        for name, value in self.identity.items():
            others = other.identity.get(name)
            if isinstance(value, dict) and isinstance(others, dict):
                names += (f"{name}.{key}" for key in value | others if value.get(key) != others.get(key))
            elif value != others:
                names.append(name)
        return [*names, *(["unit_bytes"] if self.unit_bytes != other.unit_bytes else [])]
