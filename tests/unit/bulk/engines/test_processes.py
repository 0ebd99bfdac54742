import multiprocessing
import os
import re
import signal
import socket
import threading
from multiprocessing import resource_tracker, util

import pytest

from dateline.bulk import Processes, Unit, UnitReport
from dateline.bulk.engines import Beat, Done, Event, Failed, Lost
from dateline.bulk.engines.outcome import outcome_of
from dateline.bulk.engines.processes import _ending
from dateline.bulk.reading import InputChangedError
from dateline.errors import FieldViolation
from support.unit_work import work

HOST = socket.gethostname()


def unit(path):
    return Unit(path, 0, 1, "e", "jsonl", f"key of {path}")


def events_of(engine, count):
    events: list[Event] = []
    while len(events) < count:
        events.extend(engine.wait(timeout_seconds=30))
    return events


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("well", Done("key of well", UnitReport(3, 1, 0.5))),
        ("raise", Failed("key of raise", "ValueError at unit_work.py:29")),
        ("reset", Failed("key of reset", "ConnectionResetError: [Errno 104] reset", may_pass=True)),
        ("locked", Failed("key of locked", "OperationalError at unit_work.py:29", may_pass=True)),
        ("memory", Failed("key of memory", "MemoryError at unit_work.py:29", may_pass=True)),
        ("full", Failed("key of full", f"OSError: [Errno 28] No space left on device; on {HOST}", is_full=True)),
        (
            "unfit",
            Failed("key of unfit", f"WrongRevisionError: this worker has 1, the run 2; on {HOST}", is_of_worker=True),
        ),
        (
            "damaged",
            Failed("key of damaged", f"ResourceDamagedError: the model cannot be read; on {HOST}", is_of_worker=True),
        ),
    ],
)
def test_outcomes_are_values_that_travel(path, outcome):
    """What may pass, and what stops all, is told where the exception is known, and so is the machine that stops all."""
    assert outcome_of(work, unit(path), lambda *_: None) == outcome


def test_outcomes_quote_no_article():
    """What a library says of its input may be an article's text; what Dateline says never is."""

    def quoting(_unit, _tell):
        raise KeyError("the mayor resigned")

    def changed(_unit, _tell):
        raise InputChangedError(FieldViolation("a.jsonl", "has changed since it was planned"))

    failed = outcome_of(quoting, unit("a"), lambda *_: None)
    assert isinstance(failed, Failed)
    assert re.fullmatch(r"KeyError at test_processes\.py:\d+", failed.message)
    failed = outcome_of(changed, unit("a"), lambda *_: None)
    assert failed == Failed("key of a", "InputChangedError: a.jsonl: has changed since it was planned")


def test_processes_do_units_and_replace_workers_that_end():
    """Reports, what is told on the way, exceptions and deaths come back, and the others go on."""
    engine = Processes(work, worker_count=2)
    try:
        assert engine.window == 3
        before = engine.process_ids
        for path in ("well", "tell", "raise", "die", "exit", "well again"):
            engine.submit(unit(path))
        events = events_of(engine, 7)
        assert set(events) == {
            Done("key of well", UnitReport(3, 1, 0.5)),
            Beat("key of tell", 3, 1, 400),
            Done("key of tell", UnitReport(3, 1, 0.5)),
            Failed("key of raise", "ValueError at unit_work.py:29"),
            Lost("key of die", "the worker ended: signal SIGKILL"),
            Lost("key of exit", "the worker ended: exit code 7"),
            Done("key of well again", UnitReport(3, 1, 0.5)),
        }
        assert engine.process_ids != before
    finally:
        engine.close()


@pytest.mark.parametrize(
    ("code", "said"), [(-9, "signal SIGKILL"), (-40, "signal 40"), (7, "exit code 7"), (None, "exit code None")]
)
def test_endings_have_names_where_there_are_any(code, said):
    """Signals for real time have a number alone."""
    assert _ending(code) == said


def test_a_worker_that_ends_without_a_unit_is_no_event():
    """Another takes its place before the next unit, or while nothing is begun."""
    engine = Processes(work, worker_count=1)
    try:
        (process_id,) = engine.process_ids
        os.kill(process_id, signal.SIGKILL)
        engine._workers[0].process.join()
        engine.submit(unit("well"))
        assert events_of(engine, 1) == [Done("key of well", UnitReport(3, 1, 0.5))]
        os.kill(engine.process_ids[0], signal.SIGKILL)
        assert engine.wait(timeout_seconds=30) == []
        assert engine.wait(timeout_seconds=0) == []
    finally:
        engine.close()


def test_a_system_that_cannot_mask_signals_does_without(monkeypatch):
    """Windows has no such function."""
    monkeypatch.setattr("dateline.bulk.interrupts._HAS_MASKS", False)
    engine = Processes(work, worker_count=1)
    try:
        engine.submit(unit("well"))
        assert events_of(engine, 1) == [Done("key of well", UnitReport(3, 1, 0.5))]
    finally:
        engine.close()


@pytest.mark.skipif(os.name == "nt", reason="no such signals")
@pytest.mark.usefixtures("interruptible")
def test_a_worker_begun_amid_an_interrupt_is_told_all(monkeypatch, capfd):
    """Also where the system gives the signal to another thread; the interrupt comes once the worker is begun."""
    begin = util.spawnv_passfds
    begun, signalled = threading.Event(), threading.Event()
    process_ids: list[int] = []

    def interrupt():
        begun.wait()
        signal.raise_signal(signal.SIGINT)
        signalled.set()

    def begin_amid_an_interrupt(*told):
        process_ids.append(begin(*told))
        begun.set()
        assert signalled.wait(30)
        return process_ids[0]

    interrupter = threading.Thread(target=interrupt, daemon=True)
    interrupter.start()
    resource_tracker.ensure_running()  # which is begun so, too
    monkeypatch.setattr(util, "spawnv_passfds", begin_amid_an_interrupt)
    with pytest.raises(KeyboardInterrupt):
        Processes(work, worker_count=1)
    interrupter.join()
    for process in multiprocessing.active_children():
        process.kill()  # one that was told all waits for units
    os.waitid(os.P_PID, process_ids[0], os.WEXITED | os.WNOWAIT)
    assert not multiprocessing.active_children()
    assert capfd.readouterr().err == ""


def test_closing_ends_workers_in_the_middle_of_a_unit():
    """None is left, whatever it is at."""
    engine = Processes(work, worker_count=2)
    engine.submit(unit("well"))
    processes = [worker.process for worker in engine._workers]
    engine.close()
    assert not any(process.is_alive() for process in processes)
