"""Planning: the files of the inputs, cut into units of work, without reading any of them."""

import enum
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dateline.bulk.storage import Folder, StoredFile
from dateline.bulk.unit import Unit, unit_key
from dateline.errors import FieldViolation, InvalidInputError

UNIT_BYTES = 4 << 20
"""Size of a unit: 1,400 articles of 2,940 characters, 70 seconds of one core, so that a lost worker loses little."""


class InputKind(enum.StrEnum):
    """The formats that archives are read in; each may be compressed with gzip."""

    JSONL = "jsonl"
    CSV = "csv"
    TSV = "tsv"
    PARQUET = "parquet"
    WARC = "warc"


_SUFFIXES = {
    ".jsonl": InputKind.JSONL,
    ".ndjson": InputKind.JSONL,
    ".csv": InputKind.CSV,
    ".tsv": InputKind.TSV,
    ".parquet": InputKind.PARQUET,
    ".geoparquet": InputKind.PARQUET,
    ".warc": InputKind.WARC,
    ".wet": InputKind.WARC,
}
_SLICED = (InputKind.JSONL, InputKind.PARQUET)
_SLICED_IF_PACKED = (InputKind.WARC,)
"""Formats that can be read from the middle: a line of CSV may lie within a cell, a record of WARC hold one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The units of all inputs, each input's in order; `other_file_count` files of folders are in no known format."""

    units: tuple[Unit, ...]
    file_count: int
    other_file_count: int = 0

    @property
    def byte_count(self) -> int:
        """How many bytes there are to read."""
        return sum(unit.byte_count for unit in self.units)

    def part(self, number: int, count: int) -> "Plan":
        """Returns the units of part `number` of `count`, counted from 0; each unit is in one part."""
        return replace(self, units=tuple(unit for unit in self.units if int(unit.key[:15], 16) % count == number))


def plan_units(
    inputs: Sequence[Folder], *, digest: str, kind: InputKind | None = None, unit_bytes: int = UNIT_BYTES
) -> Plan:
    """Returns the units of files and of all files in folders, in a run with this digest.

    `kind` is the format of every file; without it the suffix tells. JSON lines and Parquet are cut every `unit_bytes`,
    and web archives that are compressed, record by record; all else, such as any other compressed file, is one unit.
    Raises InvalidInputError for an input that does not exist, or has no file in a known format, for inputs that have a
    file in common, and for names that are not UTF-8.
    """
    units: list[Unit] = []
    paths: set[str] = set()
    file_count = other_count = 0
    for folder in inputs:
        before = file_count
        for file, file_kind in _files(folder, kind):
            if file_kind is None:
                other_count += 1
                continue
            if file.path in paths:
                raise _refused(folder.path, f"has a file that another input has, too: {file.path}")
            paths.add(file.path)
            file_count += 1
            units.extend(replace(unit, key=unit_key(unit, digest=digest)) for unit in _cut(file, file_kind, unit_bytes))
        if file_count == before:
            known = ", ".join(_SUFFIXES)
            raise _refused(folder.path, f"no file that ends in {known}, each with or without .gz; name the format")
    return Plan(tuple(units), file_count, other_count)


def _files(folder: Folder, kind: InputKind | None) -> Iterator[tuple[StoredFile, InputKind | None]]:
    try:
        if not folder.kind:
            raise _refused(folder.path, "no such file or folder")
        files = sorted(folder.files(), key=lambda file: file.path)
    except UnicodeDecodeError as error:  # of pyarrow, at a name
        shown = error.object.decode("utf-8", "backslashreplace")
        raise _refused(shown, "is no name in UTF-8; give it another, since results name their input") from None
    for file in files:
        yield file, kind or _kind_of(file.path)


def _kind_of(path: str) -> InputKind | None:
    plain = path.lower().removesuffix(".gz")
    return next((kind for suffix, kind in _SUFFIXES.items() if plain.endswith(suffix)), None)


def _cut(file: StoredFile, kind: InputKind, unit_bytes: int) -> Iterator[Unit]:
    size = file.size_bytes
    sliced = _SLICED_IF_PACKED if file.path.lower().endswith(".gz") else _SLICED
    step = unit_bytes if kind in sliced else size
    for start in range(0, size, step or 1):
        yield Unit(file.path, start, min(start + step, size), file.etag, kind)


def _refused(name: str, description: str) -> InvalidInputError:
    return InvalidInputError(FieldViolation(name, description))


_COLUMNS = ("key", "path", "start", "end", "etag", "kind")


def plan_to_table(units: Iterable[Unit]) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Returns the units as a table of Arrow, a row a unit."""
    import pyarrow as pa

    types = {"start": pa.int64(), "end": pa.int64()}
    units = tuple(units)
    return pa.table(
        {name: pa.array([getattr(unit, name) for unit in units], types.get(name, pa.string())) for name in _COLUMNS}
    )


def table_to_units(table: Any) -> tuple[Unit, ...]:  # noqa: ANN401 - pyarrow has no types
    """Returns the units that `plan_to_table` made a table of."""
    columns = (table[name].to_pylist() for name in _COLUMNS)
    return tuple(
        Unit(path, start, end, etag, kind, key) for key, path, start, end, etag, kind in zip(*columns, strict=True)
    )


def shown_bytes(count: float) -> str:
    """Returns a number of bytes for people, such as "3.2 GB"."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "bytes" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"


def unit_json(unit: Unit) -> str:
    """Returns the unit as JSON, for the metadata of its result."""
    return json.dumps({name: getattr(unit, name) for name in _COLUMNS})
