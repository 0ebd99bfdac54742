"""Results: what a run leaves in its folder, one object a unit, and what the folder tells of the run.

::

    manifest.json          what was asked for, by which revisions
    plan.parquet           the units
    mentions/KEY.parquet   a finished unit, or articles/KEY.parquet; written once, last of all
    errors/KEY.parquet     the rows of that unit that have no annotation, and why; only where there are some
    failures/KEY.json      a unit that could not be finished, and why
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from dateline.bulk.error_rows import ErrorRows, writing_error_rows
from dateline.bulk.job import Job, Shape
from dateline.bulk.manifest import MANIFEST, Manifest
from dateline.bulk.planning import plan_to_table, table_to_units, unit_json
from dateline.bulk.storage import Folder
from dateline.bulk.unit import Unit
from dateline.errors import FieldViolation, InvalidInputError, ResourceDamagedError
from dateline.export import write_geoparquet
from dateline.values import Annotation

PLAN = "plan.parquet"
_ERRORS, _FAILURES = "errors", "failures"
_REQUESTS_AT_A_TIME, _REQUESTS_WAITING = 16, 1_024
_UNITS_A_GROUP = 20_000
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Failure:
    """A unit that could not be finished, and why."""

    key: str
    unit: str
    message: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Status:
    """What a folder tells of its run; counts of articles are None where footers were not read."""

    manifest: Manifest
    units: tuple[Unit, ...]
    done: frozenset[str]
    failures: tuple[Failure, ...]
    error_unit_count: int
    article_count: int | None = None
    error_count: int | None = None

    @property
    def remaining(self) -> tuple[Unit, ...]:
        """The planned units that are not done."""
        return tuple(unit for unit in self.units if unit.key not in self.done)

    @property
    def stale(self) -> frozenset[str]:
        """The keys of results that the plan does not have."""
        return self.done - {unit.key for unit in self.units}


class Results:
    """The folder of a run's results; of this shape."""

    def __init__(self, folder: Folder, shape: Shape) -> None:
        self.folder = folder
        self._shape = shape

    def name(self, key: str) -> str:
        """Returns the name of a unit's result in the folder."""
        return f"{self._shape}/{key}.parquet"

    def done(self) -> frozenset[str]:
        """Returns the keys of the units that are done."""
        return frozenset(_keys(self.folder, self._shape))

    def write(
        self,
        unit: Unit,
        job: Job,
        annotate: Callable[[ErrorRows], Iterable[Annotation]],
        *,
        counts: Callable[[], dict[str, int]],
    ) -> None:
        """Writes a unit's result, with its errors beside it, which are there before it.

        `annotate` yields the annotations, and adds what has none to the error rows; `counts` are complete once it has
        ended. Raises OSError where the store fails.
        """
        metadata: dict[str, str] = {}

        def known(errors: ErrorRows) -> Iterator[Annotation]:
            yield from annotate(errors)
            metadata["dateline"] = json.dumps({"unit": json.loads(unit_json(unit)), **counts()})

        with (
            self.folder.writing(self.name(unit.key)) as file,
            writing_error_rows(self.folder, f"{_ERRORS}/{unit.key}.parquet", path=unit.path) as errors,
        ):
            write_geoparquet(
                known(errors), file, nested=self._shape is Shape.ARTICLES, with_text=job.with_text, metadata=metadata
            )

    def fail(self, failure: Failure) -> None:
        """Notes that a unit failed."""
        content = {"unit": failure.unit, "message": failure.message, "attempts": failure.attempts}
        self.folder.write(f"{_FAILURES}/{failure.key}.json", json.dumps(content, indent=2).encode())

    def forget_failure(self, key: str) -> None:
        """Removes the note that a unit failed."""
        self.folder.remove(f"{_FAILURES}/{key}.json")

    def noted(self) -> frozenset[str]:
        """Returns the keys of the units of which a failure is noted, done by now or not."""
        return frozenset(_keys(self.folder, _FAILURES))

    def failures(self, units: Iterable[Unit], *, done: frozenset[str]) -> tuple[Failure, ...]:
        """Returns those of the units that failed, those aside that are done by now."""
        remaining = {unit.key for unit in units} - done
        found = []
        for key in _keys(self.folder, _FAILURES):
            if key in remaining:
                content = json.loads(self.folder.read(f"{_FAILURES}/{key}.json"))
                found.append(Failure(key, content["unit"], content["message"], content["attempts"]))
        return tuple(found)

    def write_plan(self, units: Sequence[Unit]) -> None:
        """Writes the plan, or replaces it."""
        from pyarrow.parquet import ParquetWriter

        schema = plan_to_table(()).schema
        with self.folder.writing(PLAN) as file, ParquetWriter(file, schema) as writer:
            for start in range(0, len(units), _UNITS_A_GROUP):  # a table of all would be as large as they are
                writer.write_table(plan_to_table(units[start : start + _UNITS_A_GROUP]))

    def remove(self, keys: Iterable[str]) -> None:
        """Removes the results of units, errors and all; the result first, since errors without it count for nothing."""
        for _ in _side_by_side(self._remove, keys):
            pass

    def _remove(self, key: str) -> None:
        self.folder.remove(self.name(key))
        self.folder.remove(f"{_ERRORS}/{key}.parquet")

    def footers(self, keys: Iterable[str]) -> Iterator[dict[str, Any]]:
        """Yields what the results of these units say of them; raises ResourceDamagedError where one is no result."""
        return _side_by_side(lambda key: read_footer(self.folder, self.name(key)), keys)


def read_status(folder: Folder, *, counted: bool = False) -> Status:
    """Returns what a folder tells of its run; with `counted` the footer of every result is read, for its counts.

    Raises InvalidInputError where there is no run, and ResourceDamagedError where its plan or a footer cannot be read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    manifest = Manifest.read(folder)
    if manifest is None:
        raise InvalidInputError(FieldViolation(folder.path, f"has no {MANIFEST}, so nothing in bulk was begun here"))
    results = Results(folder, manifest.shape)
    try:
        # In a buffer of Arrow's own: one of Python's may be released by a thread of Arrow's once Python has ended, and
        # that aborts a process that ends well (pyarrow 26).
        with pa.BufferOutputStream() as copy:
            copy.write(folder.read(PLAN))
            plan = copy.getvalue()
        units = table_to_units(pq.read_table(pa.BufferReader(plan)))
    except FileNotFoundError:
        units = ()
    except (pa.ArrowInvalid, KeyError) as error:
        raise ResourceDamagedError(f"{folder.path}/{PLAN} cannot be read: {error}") from None
    done = results.done()
    errors = sum(key in done for key in _keys(folder, _ERRORS))
    status = Status(manifest, units, done, results.failures(units, done=done), errors)
    if not counted:
        return status
    counts = [(footer["articles"], footer["errors"]) for footer in results.footers(done)]
    return Status(
        manifest, units, done, status.failures, errors,
        article_count=sum(articles for articles, _ in counts),
        error_count=sum(errors for _, errors in counts),
    )  # fmt: skip


def read_footer(folder: Folder, name: str) -> dict[str, Any]:
    """Returns what a result says of its unit: the unit, its articles, its errors, and the milliseconds that they took.

    Raises ResourceDamagedError where the file is no result, or none that is whole.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = f"{folder.path}/{name}"
    try:
        with folder.open(path) as file:
            metadata = pq.read_metadata(file).metadata or {}
    except pa.ArrowInvalid as error:
        raise ResourceDamagedError(f"{path} cannot be read: {error}") from None
    except OSError as error:
        if error.errno is not None:
            raise
        raise ResourceDamagedError(f"{path} cannot be read: {error}") from None  # pyarrow, which names no file
    if b"dateline" not in metadata:
        raise ResourceDamagedError(f"{path} is no result of a unit")
    said: dict[str, Any] = json.loads(metadata[b"dateline"])
    return said


def _side_by_side(function: Callable[[str], _T], keys: Iterable[str]) -> Iterator[_T]:
    """Yields what a function of keys returns, in order, with some calls at a time: a store takes long for each."""
    remaining = iter(keys)
    with ThreadPoolExecutor(_REQUESTS_AT_A_TIME, thread_name_prefix="results") as pool:
        while some := tuple(islice(remaining, _REQUESTS_WAITING)):  # a pool takes all that it is given at once
            yield from pool.map(function, some)


def _keys(folder: Folder, below: str) -> Iterator[str]:
    for name in folder.names(below):
        yield name.rpartition("/")[2].partition(".")[0]
