"""The interface of engines: begin a unit, wait for what happens, stop."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from dateline.bulk.unit import Unit
from dateline.bulk.worker import Tell, UnitReport

Work: TypeAlias = Callable[[Unit, Tell], UnitReport]
"""What is done to a unit, in a worker, to which it is pickled."""


@dataclass(frozen=True, slots=True)
class Beat:
    """So many more articles and errors of a unit in work, and bytes of its input that are read.

    An engine need not tell, and may do so late: after the unit has ended, or of an earlier try of it.
    """

    key: str
    articles: int
    errors: int
    byte_count: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """A unit that is finished."""

    key: str
    report: UnitReport


@dataclass(frozen=True, slots=True)
class Failed:
    """A unit whose work raised an exception: its text, and what to do about it.

    It may pass where a store or the machine failed. Where a store is full, or the worker itself is unfit for the run,
    the unit is not to blame, and others would fare no better there.
    """

    key: str
    message: str
    may_pass: bool = False
    is_full: bool = False
    is_of_worker: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    """A unit whose worker ended under it; `is_machine_lost` says that its machine did, which no unit can help."""

    key: str
    message: str
    is_machine_lost: bool = False


Event: TypeAlias = Beat | Done | Failed | Lost


class Engine(Protocol):
    """An engine: three functions, and how many units it is worth to have begun at a time."""

    @property
    def window(self) -> int:
        """How many units to keep begun: enough that no worker waits, and few enough that no queue grows."""

    def submit(self, unit: Unit) -> None:
        """Begins a unit, once a worker is free."""

    def wait(self, *, timeout_seconds: float) -> Sequence[Event]:
        """Returns what has happened, as soon as something has; nothing after the timeout."""

    def close(self) -> None:
        """Stops the workers, whatever they are at."""
