"""A circuit breaker: a service that fails again and again is not asked for a while (Nygard, Release It!, 2007)."""

import time
from collections.abc import Callable


class Breaker:
    """A breaker that opens after `max_failures` failures in a row, and lets one call through after each pause."""

    def __init__(
        self,
        *,
        max_failures: int = 5,
        pause_seconds: float = 60.0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._max_failures = max_failures
        self._pause_seconds = pause_seconds
        self._now = now
        self._failures = 0
        self._open_until = 0.0

    @property
    def is_open(self) -> bool:
        """Whether a call made now would be refused."""
        return self._failures >= self._max_failures and self._now() < self._open_until

    def admit(self) -> bool:
        """Returns whether a call may be made; its outcome must then be recorded."""
        if self.is_open:
            return False
        if self._failures >= self._max_failures:
            # Other calls wait for the outcome of this one or, should it never be recorded, for another pause.
            self._pause()
        return True

    def record_success(self) -> None:
        """Closes the breaker."""
        self._failures = 0

    def record_failure(self) -> None:
        """Counts one more failure in a row."""
        self._failures += 1
        if self._failures >= self._max_failures:
            self._pause()

    def _pause(self) -> None:
        self._open_until = self._now() + self._pause_seconds
