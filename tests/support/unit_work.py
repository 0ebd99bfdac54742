"""Work of which a unit's path says how it ends, importable by the processes of every engine."""

import errno
import os
import signal
import sqlite3
from typing import Any

from dateline.bulk import Unit, UnitReport
from dateline.bulk.worker import Tell, WrongRevisionError
from dateline.errors import ResourceDamagedError

_ERRORS: dict[str, tuple[Any, ...]] = {
    "raise": (ValueError, "no such thing"),
    "reset": (ConnectionResetError, errno.ECONNRESET, "reset"),
    "full": (OSError, errno.ENOSPC, "No space left on device"),
    "unfit": (WrongRevisionError, "this worker has 1, the run 2"),
    "damaged": (ResourceDamagedError, "the model cannot be read"),
    "locked": (sqlite3.OperationalError, "database is locked"),
    "memory": (MemoryError,),
}


def work(unit: Unit, tell: Tell) -> UnitReport:
    if unit.path == "tell":
        tell(3, 1, 400)
    elif unit.path in _ERRORS:
        kind, *said = _ERRORS[unit.path]
        raise kind(*said)
    elif unit.path == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    elif unit.path == "stop":
        os.kill(os.getpid(), signal.SIGTERM)
        signal.pause()
    elif unit.path == "exit":
        os._exit(7)
    return UnitReport(3, 1, 0.5)


class LoadedHere:
    """Work that no other process than the one it was made in can load, as where a machine lacks a package."""

    def __init__(self, process_id: int | None = None) -> None:
        if process_id not in (None, os.getpid()):
            raise ModuleNotFoundError("No module named 'dateline'")

    def __call__(self, unit: Unit, tell: Tell) -> UnitReport:
        return work(unit, tell)

    def __reduce__(self) -> tuple[type["LoadedHere"], tuple[int]]:
        return type(self), (os.getpid(),)
