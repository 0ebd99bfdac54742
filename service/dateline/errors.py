"""Errors: every exception that Dateline raises on purpose, and the gRPC status code that each travels as.

::

    DatelineError
    ├── InvalidInputError (ValueError)            INVALID_ARGUMENT, names the fields
    ├── ResourceMissingError (FileNotFoundError)  FAILED_PRECONDITION, a model or gazetteer is not where it should be
    ├── ResourceDamagedError (OSError)            FAILED_PRECONDITION, a model or gazetteer cannot be read
    ├── MissingExtraError (ModuleNotFoundError)   FAILED_PRECONDITION, this install lacks packages; met at start only
    ├── QueueFullError (BlockingIOError)          RESOURCE_EXHAUSTED, try again later
    ├── ServiceUnavailableError (ConnectionError) UNAVAILABLE, loading, draining or not reachable
    ├── DeadlineExceededError (TimeoutError)      DEADLINE_EXCEEDED
    ├── CallCancelledError (InterruptedError)     CANCELLED
    ├── UnauthenticatedError (PermissionError)    UNAUTHENTICATED
    ├── AccessDeniedError (PermissionError)       PERMISSION_DENIED
    ├── UnsupportedCallError (NotImplementedError) UNIMPLEMENTED
    └── InternalError (RuntimeError)              INTERNAL

Messages never hold article text, titles or names found in them.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FieldViolation:
    """A fault in one field of a request; `field` is the path of the field, such as ``articles[3].text``."""

    field: str
    description: str


class DatelineError(Exception):
    """Base of all errors that Dateline raises on purpose; `code` is the name of a gRPC status code."""

    code: ClassVar[str] = "UNKNOWN"
    reason: ClassVar[str] = "UNKNOWN"


class InvalidInputError(DatelineError, ValueError):
    """An input that breaks the contract; `violations` name each offending field."""

    code = "INVALID_ARGUMENT"
    reason = "INVALID_INPUT"

    def __init__(self, *violations: FieldViolation) -> None:
        super().__init__("; ".join(f"{violation.field}: {violation.description}" for violation in violations))
        self.violations = violations

    def __reduce__(self) -> tuple[type["InvalidInputError"], tuple[FieldViolation, ...]]:
        return type(self), self.violations  # the message, which it would be made of, is no violation


class ResourceMissingError(DatelineError, FileNotFoundError):
    """A model or gazetteer file that is not where the settings say."""

    code = "FAILED_PRECONDITION"
    reason = "RESOURCE_MISSING"


class ResourceDamagedError(DatelineError, OSError):
    """A model or gazetteer file that exists but cannot be used."""

    code = "FAILED_PRECONDITION"
    reason = "RESOURCE_DAMAGED"


class MissingExtraError(DatelineError, ModuleNotFoundError):
    """An extra of Dateline, such as `server`, that is not installed; the message has the command that installs it."""

    code = "FAILED_PRECONDITION"
    reason = "MISSING_EXTRA"


class QueueFullError(DatelineError, BlockingIOError):
    """A service whose queue is full; `retry_after_seconds` is the service's estimate of when it has room again."""

    code = "RESOURCE_EXHAUSTED"
    reason = "QUEUE_FULL"

    def __init__(self, message: str, *, retry_after_seconds: float = 1.0) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class ServiceUnavailableError(DatelineError, ConnectionError):
    """A service that is loading, draining or out of reach."""

    code = "UNAVAILABLE"
    reason = "NOT_SERVING"

    def __init__(self, message: str, *, retry_after_seconds: float = 1.0) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class DeadlineExceededError(DatelineError, TimeoutError):
    """An answer that did not come before the caller's deadline, or could not have."""

    code = "DEADLINE_EXCEEDED"
    reason = "DEADLINE_EXCEEDED"


class CallCancelledError(DatelineError, InterruptedError):
    """A call that was cancelled before it was answered."""

    code = "CANCELLED"
    reason = "CANCELLED"


class UnauthenticatedError(DatelineError, PermissionError):
    """A call whose caller the service does not know."""

    code = "UNAUTHENTICATED"
    reason = "UNAUTHENTICATED"


class AccessDeniedError(DatelineError, PermissionError):
    """A call that the service refuses, although it knows the caller."""

    code = "PERMISSION_DENIED"
    reason = "PERMISSION_DENIED"


class UnsupportedCallError(DatelineError, NotImplementedError):
    """A call that the other side does not offer."""

    code = "UNIMPLEMENTED"
    reason = "UNIMPLEMENTED"


class InternalError(DatelineError, RuntimeError):
    """A defect of the service; the message holds no part of the input."""

    code = "INTERNAL"
    reason = "INTERNAL"


ERRORS: tuple[type[DatelineError], ...] = (
    InvalidInputError,
    ResourceMissingError,
    ResourceDamagedError,
    MissingExtraError,
    QueueFullError,
    ServiceUnavailableError,
    DeadlineExceededError,
    CallCancelledError,
    UnauthenticatedError,
    AccessDeniedError,
    UnsupportedCallError,
    InternalError,
)
"""Every error that travels as a status; the first error of a code stands for that code where the reason is unknown."""


def error_class(code: str, *, reason: str = "") -> type[DatelineError]:
    """Returns the error class of a gRPC status code and reason.

    An unknown reason gives the first class of the code, an unknown code gives InternalError.
    """
    classes = [error for error in ERRORS if error.code == code] or [InternalError]
    return next((error for error in classes if error.reason == reason), classes[0])


def missing_extra(need: str, *, extras: str) -> MissingExtraError:
    """Returns the error that says what is missing (`need`) and how to install `extras`, such as "server,otel"."""
    return MissingExtraError(f"{need}; to install it{_install_command(extras)}")


def _install_command(extras: str) -> str:
    """Returns the end of the sentence, with the folder or file that this Dateline was installed from.

    The bare name "dateline" is never given: on an index it may be another project's.
    """
    # These modules are slow to import and seldom needed.
    import json
    import shlex
    from importlib import metadata
    from pathlib import Path
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    try:
        origin = json.loads(metadata.distribution("dateline").read_text("direct_url.json") or "{}")
        url = urlsplit(origin.get("url", ""))
        is_editable = bool(origin.get("dir_info", {}).get("editable"))
    except (metadata.PackageNotFoundError, ValueError, AttributeError):
        url, is_editable = urlsplit(""), False
    path = Path(url2pathname(url.path))
    if url.scheme != "file" or not path.exists():
        return f", in a checkout of Dateline: pip install '.[{extras}]'"
    option = "--editable " if is_editable else ""
    return f": pip install {option}{shlex.quote(f'{path}[{extras}]')}"
