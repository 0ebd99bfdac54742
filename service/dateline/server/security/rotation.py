"""Secrets in files, read again when the files change: certificates and tokens are replaced under running servers."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from dateline.errors import FieldViolation, InvalidInputError
from dateline.server.telemetry.logs import log_event, log_failure

Content = TypeVar("Content")


class Rotation(Generic[Content]):
    """What `paths` hold by `read`, which raises InvalidInputError where they are of no use.

    Safe to use from many threads. `subject` is what the log calls it.
    """

    def __init__(self, paths: Sequence[Path], *, read: Callable[[], Content], subject: str) -> None:
        self._paths = paths
        self._read = read
        self._subject = subject
        self._seen = self._look()
        self.first = read()

    def changed(self) -> Content | None:
        """What the files hold now, or None while that is the same as before, half written, or of no use."""
        look = self._look()
        if look == self._seen:
            return None
        content, reason = None, ""
        try:
            content = self._read()
        except InvalidInputError as error:
            reason = str(error)
        if look != self._look():
            # Still being written: the next call looks again.
            return None
        self._seen = look
        if reason:
            # Said once, not at every call; what was read before stays in force.
            log_failure(f"{self._subject} kept", reason=reason)
        else:
            log_event(f"{self._subject} renewed")
        return content

    def _look(self) -> tuple[tuple[int, int, int] | None, ...]:
        return tuple(map(_stamp, self._paths))


def read_file(path: Path, *, setting: str) -> bytes:
    """What a file holds; raises InvalidInputError naming its setting."""
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
