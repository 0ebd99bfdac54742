"""The progress of work in bulk on standard error."""

import sys
import time
from typing import TYPE_CHECKING

from dateline.cli.progress import say_line

if TYPE_CHECKING:
    from dateline.bulk import Progress


class ProgressLines:
    """The progress of work in bulk: a line that changes on a terminal, else one line a minute."""

    def __init__(self) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._interval_seconds = 1.0 if self._is_terminal else 60.0
        self._shown = time.monotonic()
        self._is_open = False

    def show(self, progress: "Progress") -> None:
        """Shows how far the work is, if it is time to."""
        now = time.monotonic()
        if now - self._shown < self._interval_seconds:
            return
        self._shown = now
        line = _line(progress)
        if self._is_terminal:
            sys.stderr.write(f"\r\x1b[K{line}")
            sys.stderr.flush()
            self._is_open = True
        else:
            say_line(line)

    def close(self) -> None:
        """Ends the line."""
        if self._is_open:
            sys.stderr.write("\n")


def _line(progress: "Progress") -> str:
    left = progress.seconds_left
    failed = f", {progress.failed_count:,} failed" if progress.failed_count else ""
    return (
        f"{progress.share:.1%}, {progress.unit_count:,} of {progress.planned_unit_count:,} units{failed}, "
        f"{progress.articles_in_sight:,} articles, {progress.articles_a_second:.1f}/s, "
        f"{progress.errors_in_sight:,} error rows, {_time(left) if left is not None else 'time unknown'} left"
    )


def _time(seconds: float) -> str:
    """Returns a time for people, in its two largest units: "3 d 4 h", "12 min 5 s"."""
    whole = round(seconds)
    parts = [(whole // 86_400, "d"), (whole // 3_600 % 24, "h"), (whole // 60 % 60, "min"), (whole % 60, "s")]
    while len(parts) > 1 and not parts[0][0]:
        parts = parts[1:]
    return " ".join(f"{count} {unit}" for count, unit in parts[:2])
