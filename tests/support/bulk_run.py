"""Runs work in bulk with the plain annotator, as a process that tests can kill.

    bulk_run.py ENGINE OUTPUT MARKS UNIT_BYTES INPUT...

ENGINE is `processes`, or the address of a Ray cluster. Prints "planning", "planned", "begun", a line that begins
with "unit" whenever units are done, and at last the summary as JSON. After each "unit" it reads a line before it goes
on, so that it cannot end before it is killed; at the end of its input it goes on by itself.
"""

import json
import sys
from functools import partial
from pathlib import Path

from dateline.bulk import Manifest, Processes, Progress, RayTasks, Run, annotate_unit, plan_units, run
from support.bulk_world import job_of


def main() -> None:
    engine_name, output, marks, unit_bytes, *inputs = sys.argv[1:]
    job = job_of(inputs, output, marks=Path(marks))
    say("planning")
    plan = plan_units(job.inputs, digest=job.digest, unit_bytes=int(unit_bytes))
    say("planned")
    begun = Run.begin(job.output, Manifest.of(job, unit_bytes=int(unit_bytes)), plan)
    work = partial(annotate_unit, job)
    say("begun")
    if engine_name == "processes":
        engine: Processes | RayTasks = Processes(work, worker_count=2)
    else:
        engine = RayTasks(work, address=engine_name, worker_count=2)
    try:
        summary = run(begun, engine, watch=Leash().watch)
    finally:
        engine.close()
    failures = {failure.unit: failure.message for failure in summary.failures}
    say(json.dumps({"units": summary.unit_count, "failures": failures, "is_full": summary.is_full}))


class Leash:
    def __init__(self) -> None:
        self._unit_count = 0

    def watch(self, progress: Progress) -> None:
        if progress.unit_count > self._unit_count:
            self._unit_count = progress.unit_count
            say(f"unit {progress.unit_count}")
            sys.stdin.readline()


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the test reads it


if __name__ == "__main__":
    main()
