import os
import signal
import subprocess
import sys
import threading

import pytest

from dateline.bulk.interrupts import interrupts_held_back


@pytest.fixture
def told():
    """Numbers of the signals that a handler was called for."""
    numbers = []
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, lambda number, _: numbers.append(number))
    yield numbers
    for number, handler in before.items():
        signal.signal(number, handler)


def test_handlers_are_called_at_the_end(told):
    """Each once, however often its signal came; and at once from then on."""
    with interrupts_held_back():
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGTERM):
            signal.raise_signal(number)
        assert told == []
    assert told == [signal.SIGTERM, signal.SIGINT]
    signal.raise_signal(signal.SIGINT)
    assert told[2:] == [signal.SIGINT]


def test_handlers_are_called_after_an_error(told):
    """The error is raised as well."""
    with pytest.raises(ValueError, match="bad"):
        _fail_amid_a_signal()
    assert told == [signal.SIGTERM]


def _fail_amid_a_signal():
    with interrupts_held_back():
        signal.raise_signal(signal.SIGTERM)
        raise ValueError("bad")


def test_a_signal_that_is_ignored_stays_so(told):
    """As is the keyboard's in workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with interrupts_held_back():
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        signal.raise_signal(signal.SIGINT)
    assert told == []


def test_other_threads_are_let_be(told):
    """No handler runs in them, and none can be set there."""
    done = []

    def work():
        with interrupts_held_back():
            done.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [signal.getsignal(signal.SIGTERM)]
    assert told == []


@pytest.mark.skipif(os.name == "nt", reason="no such masks")
def test_every_process_is_started_with_interrupts_masked():
    """The first one, too, before which multiprocessing starts one of its own that would end the mask."""
    code = """
import multiprocessing
from dateline.bulk.interrupts import start_process

tell = "import signal; print(sorted(signal.pthread_sigmask(signal.SIG_BLOCK, ())))"
for _ in range(2):
    process = multiprocessing.get_context("spawn").Process(target=exec, args=(tell,))
    start_process(process)
    process.join()
"""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.splitlines() == [str(sorted((signal.SIGINT, signal.SIGTERM)))] * 2
