"""Compaction: the results of a run, one file a unit, as one data set that is partitioned by what people ask for."""

import enum
import json
from collections.abc import Sequence
from typing import Any

from dateline.bulk.job import Shape
from dateline.bulk.results import Results, read_status
from dateline.bulk.storage import Folder
from dateline.errors import FieldViolation, InvalidInputError

COMPACTED = "_SUCCESS"
"""The file that is there once a data set is whole; readers pass such names over."""
UNKNOWN = "unknown"
"""The key of rows without a value; pandas cannot read Hive's own name for it, which stands for a null (pyarrow 26)."""
_MOST_PARTITIONS = 1_000_000
_OPEN_FILES = 256
_ROWS_A_FILE = 5_000_000


class Partition(enum.StrEnum):
    """What a data set can be divided by; the names are those of the folders' keys."""

    DATE = "date"
    OUTLET = "outlet"
    COUNTRY = "country"


def compact(source: Folder, target: Folder, *, by: Sequence[Partition], partly: bool = False) -> int:
    """Writes the results of a run into another folder, in Hive's layout (`date=2026-11-28/part-0.parquet`).

    The date is the day of `publish_time` in UTC, the country the `region_code` of the place; rows without one have
    UNKNOWN for it. An earlier data set there is replaced. Returns the number of rows. Raises
    InvalidInputError where units remain to be done, unless `partly` is set, where there are no results, where articles
    are to be divided by country, and where the target holds something else.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.dataset as ds

    status = read_status(source)
    if status.manifest.shape is Shape.ARTICLES and Partition.COUNTRY in by:
        raise _refused("by", "an article has places of many countries; divide mentions by country")
    if status.remaining and not partly:
        raise _refused("input", f"{len(status.remaining)} of {len(status.units)} units are not done; --partly goes on")
    if status.stale:
        raise _refused("input", f"{len(status.stale)} results are of no planned unit; run it again, with --prune")
    if not status.done:
        raise _refused("input", "there are no results")
    _clear(target)
    system, path = source.arrow
    results = Results(source, status.manifest.shape)
    names = [results.name(unit.key) for unit in status.units if unit.key in status.done]
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
    keys = pa.schema([schema.field(name) for name in by])
    target_system, target_path = target.arrow
    counted = _Counted(scanner.to_batches())
    ds.write_dataset(
        counted,
        target_path,
        schema=schema.with_metadata(rows.schema.metadata),
        filesystem=target_system,
        format="parquet",
        file_options=ds.ParquetFileFormat().make_write_options(compression="zstd"),
        partitioning=ds.partitioning(keys, flavor="hive"),
        basename_template="part-{i}.parquet",
        existing_data_behavior="overwrite_or_ignore",
        use_threads=False,
        max_partitions=_MOST_PARTITIONS,
        max_open_files=_OPEN_FILES,
        max_rows_per_file=_ROWS_A_FILE,
        max_rows_per_group=1 << 17,
    )
    target.write(
        COMPACTED, json.dumps({"digest": status.manifest.digest, "by": list(by), "rows": counted.row_count}).encode()
    )
    return counted.row_count


class _Counted:
    """Record batches that are counted as they go by."""

    def __init__(self, batches: Any) -> None:  # noqa: ANN401 - pyarrow has no types
        self._batches = batches
        self.row_count = 0

    def __iter__(self) -> Any:  # noqa: ANN401 - same
        for batch in self._batches:
            self.row_count += batch.num_rows
            yield batch


def _clear(target: Folder) -> None:
    """Removes an earlier data set, whole or cut short; raises InvalidInputError for anything else."""
    names = list(target.names())
    strange = [name for name in names if not name.rpartition("/")[2].startswith("part-")]
    if strange:
        raise _refused("output", f"holds {strange[0]}, which is of no data set; name an empty folder")
    for name in (COMPACTED, *names):
        target.remove(name)


def _refused(field: str, description: str) -> InvalidInputError:
    return InvalidInputError(FieldViolation(field, description))
