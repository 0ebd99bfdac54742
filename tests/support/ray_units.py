"""Does units on a Ray of this machine alone, and prints what became of them and where Ray kept its files."""

import json
import signal
import sys

from dateline.bulk import RayTasks, Unit
from dateline.bulk.engines import Beat
from support.unit_work import LoadedHere, work


def main() -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    engine = RayTasks(work, address="local", worker_count=1)
    try:
        said = {
            "before": list(engine.wait(timeout_seconds=0)),
            "window": engine.window,
            "folder": engine._folder,
            "interrupts": signal.getsignal(signal.SIGTERM) is signal.default_int_handler,
        }
        for path in sys.argv[1:]:
            engine.submit(Unit(path, 0, 1, "e", "jsonl", path))
        engine._work = engine._ray.put(LoadedHere())
        engine.submit(Unit("well", 0, 1, "e", "jsonl", "unloadable"))
        events: list[object] = []
        while sum(not isinstance(event, Beat) for event in events) < len(sys.argv):
            events.extend(engine.wait(timeout_seconds=60))
        # What the last wait has asked for, and what was told since, which may still be on its way.
        events.extend(engine._ray.get(engine._gathered))
        while "tell" in sys.argv and not any(isinstance(event, Beat) for event in events):
            events.extend(engine._ray.get(engine._gathering.take.remote()))
    finally:
        engine.close()
    print(json.dumps(said | {"events": sorted(map(str, events))}))  # noqa: T201 - the test reads it


if __name__ == "__main__":
    main()
