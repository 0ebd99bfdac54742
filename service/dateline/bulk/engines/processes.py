"""Processes of this machine, spawned, one unit at a time each; one that ends is replaced."""

import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import connection, get_context, parent_process
from multiprocessing.context import SpawnProcess
from typing import TYPE_CHECKING

from dateline.bulk.engines.beats import Beats
from dateline.bulk.engines.engine import Beat, Event, Lost, Work
from dateline.bulk.engines.outcome import outcome_of
from dateline.bulk.interrupts import start_process, take_interrupts
from dateline.bulk.unit import Unit

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_SPAWN = get_context("spawn")
_END_SECONDS = 5.0


class Processes:
    """An engine of `worker_count` processes, each with a pipe of its own, so that none can hold up another.

    Workers end with this process, however it ends.
    """

    def __init__(self, work: Work, *, worker_count: int) -> None:
        # Pickled once: each worker is sent the same bytes, and what cannot be pickled is known at once.
        self._work = pickle.dumps(work)
        self._waiting: deque[Unit] = deque()
        self._workers = [self._spawn() for _ in range(worker_count)]

    @property
    def window(self) -> int:
        """One unit for each worker, and one more to begin at once."""
        return len(self._workers) + 1

    @property
    def process_ids(self) -> tuple[int, ...]:
        """The ids of the workers' processes."""
        return tuple(worker.process.pid or 0 for worker in self._workers)

    def submit(self, unit: Unit) -> None:
        """Begins a unit, once a worker is free."""
        self._waiting.append(unit)
        self._feed()

    def wait(self, *, timeout_seconds: float) -> Sequence[Event]:
        """Returns what workers have told, as soon as one has; nothing after the timeout."""
        ends = {worker.pipe: number for number, worker in enumerate(self._workers)}
        events: list[Event] = []
        for end in connection.wait(list(ends), timeout_seconds):
            events.extend(self._events(ends[end]))  # type: ignore[index]
        self._feed()
        return events

    def close(self) -> None:
        """Lets workers without a unit end, and kills the others; what they were writing is not there."""
        for worker in self._workers:
            if worker.unit is None:
                worker.pipe.close()
                worker.process.join(_END_SECONDS)
            worker.process.kill()
            worker.end()

    def _spawn(self) -> "_Worker":
        here, there = _SPAWN.Pipe()
        process = _SPAWN.Process(target=_serve, args=(there, self._work), name="dateline-bulk", daemon=True)
        start_process(process)
        there.close()
        return _Worker(process, here)

    def _replace(self, number: int) -> None:
        self._workers[number].end()
        self._workers[number] = self._spawn()

    def _feed(self) -> None:
        for number, worker in enumerate(self._workers):
            if self._waiting and worker.unit is None:
                try:
                    worker.pipe.send(self._waiting[0])
                except OSError:  # it has ended without a unit
                    self._replace(number)
                    self._workers[number].pipe.send(self._waiting[0])
                self._workers[number].unit = self._waiting.popleft()

    def _events(self, number: int) -> Sequence[Event]:
        worker = self._workers[number]
        try:
            event = worker.pipe.recv()
        except (EOFError, OSError):
            self._replace(number)
            if worker.unit is None:
                return ()
            return (Lost(worker.unit.key, f"the worker ended: {_ending(worker.process.exitcode)}"),)
        if not isinstance(event, Beat):
            worker.unit = None
        return (event,)


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    pipe: "Connection[Unit, Event]"
    unit: Unit | None = None

    def end(self) -> None:
        self.pipe.close()
        self.process.join()


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        known = {each.value: each.name for each in signal.Signals}
        return f"signal {known.get(-code, -code)}"  # those for real time have no name
    return f"exit code {code}"


def _serve(pipe: "Connection[Event, Unit]", pickled: bytes) -> None:
    """Works on the units that come through the pipe, in a process of its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the keyboard's goes to the whole group; the parent stops this one
    take_interrupts()
    threading.Thread(target=_follow_parent, daemon=True).start()
    work: Work | None = None
    while True:
        try:
            unit = pipe.recv()
        except EOFError:
            return
        # With the first unit, which is then known to have been lost where this process cannot load what it is to do.
        work = work or pickle.loads(pickled)  # noqa: S301 - the parent's own
        pipe.send(outcome_of(work, unit, Beats(unit.key, pipe.send).tell))


def _follow_parent() -> None:
    """Ends this process with its parent, even in the middle of a unit."""
    parent = parent_process()
    assert parent is not None
    connection.wait([parent.sentinel])
    os._exit(1)
