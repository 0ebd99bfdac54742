"""Secrets in files, read again when the files change, so that they can be replaced under a running server."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from dateline.errors import FieldViolation, InvalidInputError
from dateline.server.telemetry.logs import log_event, log_failure

Content = TypeVar("Content")


class Rotation(Generic[Content]):
    """The content of the files at `paths`, as `read` returns it, read again when the files change.

    `read` raises InvalidInputError where the files cannot be used. `subject` names the content in the log. Safe to use
    from many threads.
    """

    def __init__(self, paths: Sequence[Path], *, read: Callable[[], Content], subject: str) -> None:
        self._paths = paths
        self._read = read
        self._subject = subject
        self._seen = self._look()
        self.first = read()

    def changed(self) -> Content | None:
        """Returns the new content, or None while the files are unchanged, half written or unusable."""
        look = self._look()
        if look == self._seen:
            return None
        content, reason = None, ""
        try:
            content = self._read()
        except InvalidInputError as error:
            reason = str(error)
        if look != self._look():
            # The files are still being written: the next call looks again.
            return None
        self._seen = look
        if reason:
            # Logged once, not at every call; the content read before stays in force.
            log_failure(f"{self._subject} kept", reason=reason)
        else:
            log_event(f"{self._subject} renewed")
        return content

    def _look(self) -> tuple[tuple[int, int, int] | None, ...]:
        return tuple(map(_stamp, self._paths))


def read_file(path: Path, *, setting: str) -> bytes:
    """Returns the content of a file; raises InvalidInputError naming `setting` where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidInputError(FieldViolation(setting, f"{path}: {error.strerror}")) from None


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
