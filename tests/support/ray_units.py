"""Does units on a Ray of this machine alone, and prints what became of them and where Ray kept its files."""

import json
import sys

from dateline.bulk import RayTasks, Unit
from dateline.bulk.engines import Beat
from support.unit_work import work


def main() -> None:
    engine = RayTasks(work, address="local", worker_count=1)
    try:
        said = {"before": list(engine.wait(timeout_seconds=0)), "window": engine.window, "folder": engine._folder}
        for path in sys.argv[1:]:
            engine.submit(Unit(path, 0, 1, "e", "jsonl", path))
        events: list[object] = []
        while sum(not isinstance(event, Beat) for event in events) < len(sys.argv) - 1:
            events.extend(engine.wait(timeout_seconds=60))
        # What the last wait has asked for, and what was told since.
        for told in engine._ray.get([engine._gathered, engine._gathering.take.remote()]):
            events.extend(told)
    finally:
        engine.close()
    print(json.dumps(said | {"events": sorted(map(str, events))}))  # noqa: T201 - the test reads it


if __name__ == "__main__":
    main()
