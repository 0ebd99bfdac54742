"""Measures the driver of work in bulk alone: `python benchmarks/archives/driver.py --planned-units 100000`.

Plans units of 1,000 files, drives an engine that does nothing, and compares the plan with as many results. Prints a
line of JSON: seconds of each, and the most MiB that the process had.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from dateline.annotation import Annotator
from dateline.bulk import Folder, Job, Manifest, Plan, Run, Unit, UnitReport, plan_units, run
from dateline.bulk.engines import Beat, Done, Event
from dateline.settings import load_settings

_FILES = 1_000


def main() -> None:
    """Runs the benchmark from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--planned-units", type=int, default=100_000)
    with tempfile.TemporaryDirectory(prefix="dateline-driver-") as name:
        print(json.dumps(measured(Path(name), units=arguments.parse_args().planned_units)))


def measured(folder: Path, *, units: int) -> dict[str, float]:
    """Returns the seconds and the memory that a driver needs for units that cost nothing."""
    (folder / "in").mkdir()
    files = min(_FILES, units)
    for number in range(files):
        with (folder / "in" / f"{number:04}.jsonl").open("wb") as file:
            file.truncate(units // files)
    job = Job(Annotator(load_settings()), (Folder(str(folder / "in")),), Folder(str(folder / "out")), revision="none")
    started = time.monotonic()
    plan = plan_units(job.inputs, digest=job.digest, unit_bytes=1)
    begun = Run.begin(job.output, Manifest.of(job, unit_bytes=1), plan)
    planned = time.monotonic()
    summary = run(begun, _NoWork())
    driven = time.monotonic()
    assert summary.unit_count == len(plan.units) == units // files * files
    return {
        "units": len(plan.units),
        "seconds to plan": planned - started,
        "seconds to drive": driven - planned,
        "seconds to compare with as many results": _seconds_to_compare(job, plan),
        "MiB at most": _most_mib(),
    }


def _most_mib() -> float:
    """Returns the most memory that this process had; getrusage would tell its parent's, where that had more."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def _seconds_to_compare(job: Job, plan: Plan) -> float:
    results = Path(job.output.path, job.shape)
    results.mkdir()
    for unit in plan.units:
        (results / f"{unit.key}.parquet").touch()
    started = time.monotonic()
    assert not Run.begin(job.output, Manifest.of(job, unit_bytes=1), plan).remaining
    return time.monotonic() - started


class _NoWork:
    """An engine whose units are done at once."""

    window = 128

    def __init__(self) -> None:
        self._events: list[Event] = []

    def submit(self, unit: Unit) -> None:
        self._events += [Beat(unit.key, 1, 0), Done(unit.key, UnitReport(1, 0, 0.0))]

    def wait(self, *, timeout_seconds: float) -> Sequence[Event]:
        del timeout_seconds
        events, self._events = self._events, []
        return events

    def close(self) -> None:
        pass


if __name__ == "__main__":
    main()
