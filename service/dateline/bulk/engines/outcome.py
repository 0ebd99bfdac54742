"""The outcome of a unit, told in its worker, where its exception is known; exceptions themselves may not travel."""

import gc
import socket
import traceback
from pathlib import Path

from dateline.bulk.engines.engine import Done, Failed, Work
from dateline.bulk.unit import Unit
from dateline.bulk.worker import FULL, OF_MACHINE, Tell, UnfitWorkerError
from dateline.errors import DatelineError, ResourceDamagedError, ResourceMissingError

_OF_WORKER = (UnfitWorkerError, ResourceDamagedError, ResourceMissingError)
"""Exceptions of a worker that can do no unit; the model for other languages is loaded in the midst of one."""


def outcome_of(work: Work, unit: Unit, tell: Tell) -> Done | Failed:
    """Returns the outcome of the work on a unit."""
    try:
        return Done(unit.key, work(unit, tell))
    except Exception as error:  # noqa: BLE001 - a unit fails alone, whatever the reason
        is_of_worker = isinstance(error, _OF_WORKER)
        is_full = isinstance(error, OSError) and error.errno in FULL
        if is_of_worker or is_full:
            message = f"{_message(error)}; on {socket.gethostname()}"
            return Failed(unit.key, message, is_full=is_full, is_of_worker=is_of_worker)
        return Failed(unit.key, _message(error), may_pass=isinstance(error, OF_MACHINE))
    finally:
        _keep_what_is_loaded()


def _keep_what_is_loaded() -> None:
    """Excludes model, gazetteer and libraries, once they are loaded, from what the collector looks through."""
    if not gc.get_freeze_count():
        gc.collect()
        gc.freeze()


def _message(error: Exception) -> str:
    """Returns what an error says, or, since it may quote an article where it is of a library, where it was raised."""
    name = type(error).__name__
    if isinstance(error, OSError | DatelineError):
        return f"{name}: {error}"
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{name} at {Path(frame.filename).name}:{frame.lineno}"
