"""Progress on standard error, for work that takes over a second."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_PATIENCE_SECONDS = 1.0


@contextmanager
def announced(work: str) -> Iterator[None]:
    """Prints the name of the work once it takes over a second, and at its end how long it took."""
    started = time.monotonic()
    timer = threading.Timer(_PATIENCE_SECONDS, say_line, (f"{work} ...",))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    seconds = time.monotonic() - started
    if seconds > _PATIENCE_SECONDS:
        say_line(f"{work}: done in {seconds:.1f} s")


class Counter:
    """A counter of finished articles, shown on a terminal unless the answers go there."""

    def __init__(self) -> None:
        self._is_shown = sys.stderr.isatty() and not sys.stdout.isatty()
        self._started = time.monotonic()
        self._count = 0

    def add(self, count: int) -> None:
        """Counts `count` more articles."""
        self._count += count
        if self._is_shown:
            rate = self._count / max(time.monotonic() - self._started, 1e-9)
            sys.stderr.write(f"\r{self._count:,} articles, {rate:.1f}/s ")
            sys.stderr.flush()

    def close(self) -> None:
        """Ends the counter's line."""
        if self._is_shown and self._count:
            sys.stderr.write("\n")


def say_line(line: str) -> None:
    """Prints a line on standard error."""
    print(f"dateline: {line}", file=sys.stderr, flush=True)  # noqa: T201 - this is where the command line speaks
