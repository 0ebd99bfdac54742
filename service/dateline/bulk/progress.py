"""Progress: what is done, how fast it goes of late, and how long the rest will take at that rate."""

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from dateline.bulk.unit import Unit

_WINDOW_SECONDS = 600.0
"""The rate is that of the last ten minutes: long enough for units to even out, short enough to follow a new machine."""


class Progress:
    """The progress of a run; bytes of units in work count by the articles that are done of them.

    Until a unit is done, and tells how many bytes an article has, those count that are read.
    """

    def __init__(self, remaining: Iterable[Unit], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._units = {unit.key: unit.byte_count for unit in remaining}
        self.planned_unit_count = len(self._units)
        self.byte_count = sum(self._units.values())
        self.unit_count = 0
        self.failed_count = 0
        self.article_count = 0
        self.error_count = 0
        self._done = _Amount()
        self._in_work: dict[str, _Amount] = {}
        self._started = clock()
        self._marks: deque[tuple[float, float, float]] = deque()

    @property
    def seconds(self) -> float:
        """Seconds since the run began."""
        return self._clock() - self._started

    @property
    def articles_in_sight(self) -> int:
        """Articles done, those of units in work included."""
        return self.article_count + sum(amount.articles for amount in self._in_work.values())

    @property
    def errors_in_sight(self) -> int:
        """Rows without an annotation, those of units in work included."""
        return self.error_count + sum(amount.errors for amount in self._in_work.values())

    @property
    def share(self) -> float:
        """The share of the bytes that is done, from 0 to 1."""
        return self._bytes_in_sight() / self.byte_count if self.byte_count else 1.0

    @property
    def articles_a_second(self) -> float:
        """Articles a second, of the last ten minutes."""
        started, articles, _ = self._earlier()
        return (self.articles_in_sight - articles) / max(self._clock() - started, 1e-9)

    @property
    def seconds_left(self) -> float | None:
        """Seconds that the rest takes at the rate of the last ten minutes; None while nothing is known of it."""
        started, _, count = self._earlier()
        done = self._bytes_in_sight()
        if done <= count:
            return None
        return (self.byte_count - done) * (self._clock() - started) / (done - count)

    def add(self, key: str, articles: int, errors: int, byte_count: int = 0) -> None:
        """Counts articles and errors of a unit in work, and bytes of its input that are read.

        The first bytes of a unit are not counted: most of them are read ahead.
        """
        amount = self._in_work.get(key)
        if amount is None:
            self._in_work[key] = amount = _Amount()
        else:
            amount.byte_count += byte_count
        amount.articles += articles
        amount.errors += errors
        self._mark()

    def finish(self, unit: Unit, articles: int, errors: int) -> None:
        """Counts a unit that is done, with all its articles and errors."""
        self._in_work.pop(unit.key, None)
        self.unit_count += 1
        self.article_count += articles
        self.error_count += errors
        self._done.articles += articles + errors
        self._done.byte_count += unit.byte_count
        self._mark()

    def drop(self, key: str) -> None:
        """Takes back what was counted of a unit that was not finished."""
        self._in_work.pop(key, None)

    def fail(self, unit: Unit) -> None:
        """Takes a unit that failed for good out of what is to be done."""
        self.failed_count += 1
        self.byte_count -= unit.byte_count

    def _bytes_in_sight(self) -> float:
        each = self._done.byte_count / self._done.articles if self._done.articles else 0.0
        partly = (
            min(each * (amount.articles + amount.errors) or amount.byte_count, self._units.get(key, 0))
            for key, amount in self._in_work.items()
        )
        return self._done.byte_count + sum(partly)

    def _mark(self) -> None:
        now = self._clock()
        if not self._marks or now - self._marks[-1][0] >= 1.0:
            self._marks.append((now, self.articles_in_sight, self._bytes_in_sight()))
        while len(self._marks) > 1 and now - self._marks[1][0] > _WINDOW_SECONDS:
            self._marks.popleft()

    def _earlier(self) -> tuple[float, float, float]:
        """Returns the time, the articles and the bytes that the rate is measured from."""
        if self._marks and self._clock() - self._marks[0][0] > _WINDOW_SECONDS:
            return self._marks[0]
        return self._started, 0, 0


@dataclass(slots=True)
class _Amount:
    articles: int = 0
    errors: int = field(default=0)
    byte_count: int = 0
