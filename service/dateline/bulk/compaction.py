"""Compaction: the results of a run, one file a unit, as one data set that is partitioned by what people ask for."""

import enum
import hashlib
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from dateline.bulk.job import Shape
from dateline.bulk.results import Results, read_status
from dateline.bulk.storage import Folder
from dateline.errors import FieldViolation, InvalidInputError

COMPACTED = "_SUCCESS"
"""The file that is there once a data set is whole; readers pass such names over."""
_BEGUN = "_BEGUN"
"""The file that says, while a data set is written, that what lies beside it may be replaced."""
UNKNOWN = "unknown"
"""The key of rows without a value; pandas cannot read Hive's own name for it, which stands for a null (pyarrow 26)."""
MOST_FOLDERS = 1_000_000
"""Most folders of a data set; Arrow itself would count those of a few rows alone."""
_OPEN_FILES = 256
_KEY_BYTES = 200
"""Most bytes of a key's value as it is escaped; names of files have 255 on most systems, of which the key has some."""
_HASH_DIGITS = 16
_ROWS_A_FILE = 5_000_000


class Partition(enum.StrEnum):
    """What a data set can be divided by; the names are those of the folders' keys."""

    DATE = "date"
    OUTLET = "outlet"
    COUNTRY = "country"


_USUAL = {Shape.MENTIONS: tuple(Partition), Shape.ARTICLES: (Partition.DATE, Partition.OUTLET)}
"""What results of a shape can be divided by."""


def compact(source: Folder, target: Folder, *, by: Sequence[Partition] | None = None, partly: bool = False) -> int:
    """Writes the results of a run into another folder, in Hive's layout (`date=2026-11-28/part-0.parquet`).

    Without `by` mentions are divided by date, outlet and country, and articles by date and outlet.

    The date is the day of `publish_time` in UTC, the country the `region_code` of the place; rows without one have
    UNKNOWN for it. An outlet too long for the name of a folder is cut, with a hash of all of it. An earlier data set
    there is replaced. Returns the number of rows. Raises InvalidInputError where units remain to be done, unless
    `partly` is set, where there are no results, where articles are to be divided by country, where the target holds
    something else, and where there would be more than MOST_FOLDERS folders. Raises ResourceDamagedError for a result
    that is none or is torn, before an earlier data set is removed, and OSError where rows cannot be read.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.dataset as ds

    status = read_status(source)
    usual = _USUAL[status.manifest.shape]
    by = usual if by is None else by
    if not set(by) <= set(usual):
        raise _refused("by", f"an article has places of many countries; divide by {', '.join(usual)} at most")
    if status.remaining and not partly:
        remedy = "to go on, set partly, or --partly on the command line"
        raise _refused("input", f"{len(status.remaining)} of {len(status.units)} units are not done; {remedy}")
    if status.stale:
        remedy = "run it again with prune set, or --prune on the command line"
        raise _refused("input", f"{len(status.stale)} results are of no planned unit; {remedy}")
    if not status.done:
        raise _refused("input", "there are no results")
    results = Results(source, status.manifest.shape)
    keys = [unit.key for unit in status.units if unit.key in status.done]
    earlier = _earlier(target)
    for _ in results.footers(keys):  # what cannot be read is to be known before an earlier data set is removed
        pass
    system, path = source.arrow
    names = [results.name(key) for key in keys]
    rows = ds.dataset([f"{path}/{name}" for name in names], filesystem=system, format="parquet")
    columns = {name: ds.field(name) for name in rows.schema.names}
    sources = {
        Partition.DATE: pc.strftime(ds.field("publish_time"), format="%Y-%m-%d"),
        Partition.OUTLET: ds.field("outlet"),
        Partition.COUNTRY: ds.field("region_code"),
    }
    columns |= {key: pc.coalesce(sources[key], pc.scalar(UNKNOWN)) for key in by}
    scanner = rows.scanner(columns=columns, use_threads=False)
    schema = scanner.projected_schema
    folder_schema = pa.schema([schema.field(name) for name in by])
    target_system, target_path = target.arrow
    counted = _Counted(scanner.to_batches(), by=by)
    target.write(_BEGUN, b"")
    for name in earlier:
        target.remove(name)
    ds.write_dataset(
        counted,
        target_path,
        schema=schema.with_metadata(rows.schema.metadata),
        filesystem=target_system,
        format="parquet",
        file_options=ds.ParquetFileFormat().make_write_options(compression="zstd"),
        partitioning=ds.partitioning(folder_schema, flavor="hive"),
        basename_template="part-{i}.parquet",
        existing_data_behavior="overwrite_or_ignore",
        use_threads=False,
        max_partitions=MOST_FOLDERS,
        max_open_files=_OPEN_FILES,
        max_rows_per_file=_ROWS_A_FILE,
        max_rows_per_group=1 << 17,
    )
    target.write(
        COMPACTED, json.dumps({"digest": status.manifest.digest, "by": list(by), "rows": counted.row_count}).encode()
    )
    target.remove(_BEGUN)
    return counted.row_count


class _Counted:
    """Record batches that are counted as they go by, with their folders, and outlets that fit into these' names.

    Iterating raises InvalidInputError for more than MOST_FOLDERS folders.
    """

    def __init__(self, batches: Any, *, by: Sequence[Partition]) -> None:  # noqa: ANN401 - pyarrow has no types
        self._batches = batches
        self._by = by
        self._folders: set[int] = set()
        self.row_count = 0

    def __iter__(self) -> Any:  # noqa: ANN401 - same
        import pyarrow as pa

        for batch in self._batches:
            self.row_count += batch.num_rows
            short = _shortened(batch) if Partition.OUTLET in self._by else batch
            if self._by:
                keys = pa.Table.from_batches([short]).group_by(list(self._by)).aggregate([])
                # Hashes, of which a million are 70 MB, and the names four times that.
                self._folders.update(map(hash, zip(*(keys[name].to_pylist() for name in self._by), strict=True)))
            if len(self._folders) > MOST_FOLDERS:
                raise _refused("by", f"there would be more than {MOST_FOLDERS:,} folders; divide by less")
            yield short


def _shortened(batch: Any) -> Any:  # noqa: ANN401 - same
    """Returns a batch whose outlets fit into the names of folders."""
    import pyarrow as pa

    outlets = batch.column(Partition.OUTLET)
    names = {outlet: _short(outlet) for outlet in outlets.unique().to_pylist()}
    if all(outlet == name for outlet, name in names.items()):
        return batch
    index = batch.schema.get_field_index(Partition.OUTLET)
    short = pa.array([names[outlet] for outlet in outlets.to_pylist()], outlets.type)
    return batch.set_column(index, batch.schema.field(index), short)


def _short(value: str) -> str:
    """Returns a key's value, cut and with a hash where Hive's escapes make it too long for the name of a folder."""
    if len(quote(value, safe="")) <= _KEY_BYTES:
        return value
    cut = value[:_KEY_BYTES]
    while len(quote(cut, safe="")) > _KEY_BYTES - _HASH_DIGITS - 1:
        cut = cut[:-1]
    return f"{cut}-{hashlib.sha256(value.encode()).hexdigest()[:_HASH_DIGITS]}"


def _earlier(target: Folder) -> tuple[str, ...]:
    """Returns the files of an earlier data set in a folder; raises InvalidInputError for anything else in it."""
    names = list(target.names())
    if not _is_ours(target) and (names or _is_there(target, COMPACTED)):
        raise _refused("output", f"holds {(*names, COMPACTED)[0]}, which no compaction wrote; name an empty folder")
    strange = [name for name in names if not name.rpartition("/")[2].startswith("part-")]
    if strange:
        raise _refused("output", f"holds {strange[0]}, which is of no data set; name an empty folder")
    return (COMPACTED, *names)


def _is_ours(target: Folder) -> bool:
    """Returns whether a compaction was begun or ended in a folder."""
    if _is_there(target, _BEGUN):
        return True
    try:
        said = json.loads(target.read(COMPACTED))
    except (FileNotFoundError, ValueError):
        return False
    return isinstance(said, dict) and said.keys() >= {"digest", "by", "rows"}


def _is_there(target: Folder, name: str) -> bool:
    try:
        target.stat(f"{target.path}/{name}")
    except FileNotFoundError:
        return False
    return True


def _refused(field: str, description: str) -> InvalidInputError:
    return InvalidInputError(FieldViolation(field, description))
