"""A Ray cluster of two CPUs on this machine, as a process: prints its address, and ends with a line on its input."""

import sys

import ray

from dateline.bulk import RayTasks


def main() -> None:
    engine = RayTasks(print, address="local", worker_count=2)  # type: ignore[arg-type]  # no work is done here
    print(ray.get_runtime_context().gcs_address, flush=True)  # noqa: T201 - the test reads it
    sys.stdin.readline()
    engine.close()


if __name__ == "__main__":
    main()
