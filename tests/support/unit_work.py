"""Work of which a unit's path says how it ends, importable by the processes of every engine."""

import errno
import os
import signal
import sqlite3

from dateline.bulk import Unit, UnitReport
from dateline.bulk.worker import Tell


def work(unit: Unit, tell: Tell) -> UnitReport:
    if unit.path == "tell":
        tell(3, 1, 400)
    elif unit.path == "raise":
        raise ValueError("no such thing")
    elif unit.path == "reset":
        raise ConnectionResetError(errno.ECONNRESET, "reset")
    elif unit.path == "full":
        raise OSError(errno.ENOSPC, "No space left on device")
    elif unit.path == "locked":
        raise sqlite3.OperationalError("database is locked")
    elif unit.path == "memory":
        raise MemoryError
    elif unit.path == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    elif unit.path == "exit":
        os._exit(7)
    return UnitReport(3, 1, 0.5)
