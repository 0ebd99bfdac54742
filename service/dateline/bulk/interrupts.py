"""Interrupts: signals that end what a process is at by an exception, held back where that would leave a half."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.context import SpawnProcess

_INTERRUPTS = (signal.SIGINT, signal.SIGTERM)
_HAS_MASKS = hasattr(signal, "pthread_sigmask")
"""Whether a thread can mask signals, which on Windows it cannot."""


@contextmanager
def interrupts_held_back() -> Iterator[None]:
    """Lets no signal raise an exception before the end; the handlers of those that came meanwhile are called then.

    Handlers are put off, and no signals masked: the system gives a signal to any thread that does not mask it, and
    Python calls the handler in the main thread all the same. A signal that Python has no handler of ends the process
    at once, or does nothing, as before; and in another thread than the main one no handler is ever called.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    handlers = {number: handler for number in _INTERRUPTS if callable(handler := signal.getsignal(number))}
    try:
        for number in handlers:
            signal.signal(number, lambda number, _: came.append(number))
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for came_number in dict.fromkeys(came):
            signal.raise_signal(came_number)


def start_process(process: SpawnProcess) -> None:
    """Starts a process, which is to call `take_interrupts` once it can be ended without a traceback.

    A process that is interrupted before it has told its child all would leave the child with one, too.
    """
    with interrupts_held_back():
        if not _HAS_MASKS:
            process.start()
            return
        resource_tracker.ensure_running()  # else it is started with the process, and ends the mask
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _INTERRUPTS)  # the child has its parent's mask
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def take_interrupts() -> None:
    """Lets interrupts reach this process, which `start_process` has started."""
    if _HAS_MASKS:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _INTERRUPTS)
