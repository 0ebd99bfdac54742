"""Beats of a unit in work: gathered in its worker, so that few of them travel however small its articles are."""

import time
from collections.abc import Callable

from dateline.bulk.engines.engine import Beat

_SECONDS = 2.0


class Beats:
    """The beats of the unit `key`: the first is sent at once, and others when two seconds have passed."""

    def __init__(
        self, key: str, send: Callable[[Beat], object], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._key = key
        self._send = send
        self._clock = clock
        self._sent: float | None = None
        self._counts = (0, 0, 0)

    def tell(self, articles: int, errors: int, byte_count: int) -> None:
        """Counts so many more articles, errors and bytes that are read; its end is told by the unit's report."""
        before = self._counts
        self._counts = (before[0] + articles, before[1] + errors, before[2] + byte_count)
        now = self._clock()
        if self._sent is None or now - self._sent >= _SECONDS:
            self._send(Beat(self._key, *self._counts))
            self._sent, self._counts = now, (0, 0, 0)
