"""Runs work in bulk with the plain annotator, as a process that tests can kill.

    bulk_run.py ENGINE OUTPUT MARKS UNIT_BYTES INPUT...

ENGINE is `processes`, `ray`, or the address of a Ray cluster. Prints "begun", a line that begins with "unit" whenever
something happens, and at last the summary as JSON.
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
    plan = plan_units(job.inputs, digest=job.digest, unit_bytes=int(unit_bytes))
    begun = Run.begin(job.output, Manifest.of(job, unit_bytes=int(unit_bytes)), plan)
    work = partial(annotate_unit, job)
    say("begun")
    if engine_name == "processes":
        engine: Processes | RayTasks = Processes(work, worker_count=2)
    else:
        engine = RayTasks(work, address="local" if engine_name == "ray" else engine_name, worker_count=2)
    try:
        summary = run(begun, engine, watch=watch)
    finally:
        engine.close()
    failures = {failure.unit: failure.message for failure in summary.failures}
    say(json.dumps({"units": summary.unit_count, "failures": failures, "is_full": summary.is_full}))


def watch(progress: Progress) -> None:
    say(f"unit {progress.unit_count}")


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the test reads it


if __name__ == "__main__":
    main()
