"""Reading of one record, line or row, whose defects cost no other."""

from collections.abc import Callable
from typing import TypeVar

from dateline.documents import InputFailure

_Read = TypeVar("_Read")


def read_alone(read: Callable[[], _Read], *, where: str) -> _Read | InputFailure:
    """Returns what `read` returns, and where it raises, as libraries do at a few of many pages, a failure.

    Raises what is of the machine, and not of the record: OSError, MemoryError and ImportError.
    """
    try:
        return read()
    except (OSError, MemoryError, ImportError):
        raise
    except Exception as error:  # noqa: BLE001 - of whatever kind; its message may quote the article
        return InputFailure(where, f"cannot be read: a library fails at it ({type(error).__name__})")
