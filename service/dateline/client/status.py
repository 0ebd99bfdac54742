"""From failed calls to exceptions."""

import re
from collections.abc import Sequence
from typing import Any

import grpc
from google.rpc import status_pb2
from grpc_status import rpc_status

from dateline.convert import error_from_status
from dateline.errors import (
    DatelineError,
    DeadlineExceededError,
    FieldViolation,
    InvalidInputError,
    ServiceUnavailableError,
)

# How gRPC itself says that nothing listens: refused, no such host, no such socket. Its other words are worth reading.
_UNREACHED = re.compile(
    "Connection refused|Failed to connect to remote host|DNS resolution failed|address lookup failed|No such file"
)
_BATCH_INDEX = re.compile(r"^articles\[(\d{1,9})\]")


def error_from_call(error: grpc.RpcError, target: str) -> DatelineError:
    """The exception that a failed call to `target` stands for."""
    if _was_not_taken(error):
        return ServiceUnavailableError(f"{target}: stopped before it took the call")
    code, details = error.code(), error.details() or error.code().name
    try:
        status = rpc_status.from_call(error)
    except ValueError:  # the details contradict the code, so they tell nothing
        status = None
    if code is grpc.StatusCode.RESOURCE_EXHAUSTED and not (status and status.details):
        # Without details it is gRPC itself that refused, and not for load but for the size of a message.
        return InvalidInputError(FieldViolation("request", details))
    if status is None:
        status = status_pb2.Status(code=code.value[0], message=details)
    exception = error_from_status(status)
    if isinstance(exception, ServiceUnavailableError) and not status.details and _UNREACHED.search(details):
        return ServiceUnavailableError(f"no server at {target}")
    if isinstance(exception, ServiceUnavailableError):
        retry_after_seconds = exception.retry_after_seconds
        return ServiceUnavailableError(f"{target}: {exception}", retry_after_seconds=retry_after_seconds)
    if isinstance(exception, DeadlineExceededError):
        return DeadlineExceededError(f"{target}: {exception}")
    return exception


def was_cut_off(error: grpc.RpcError) -> bool:
    """Whether the server may have died while it answered, or stopped before it began: gRPC repeats neither.

    A server that declines says why in details of its own, and one that was not reached has heard nothing.
    """
    if _was_not_taken(error):
        return True
    if error.code() is not grpc.StatusCode.UNAVAILABLE or _UNREACHED.search(error.details() or ""):
        return False
    # Pairs, but typed as neither by the stubs.
    metadata: Any = error.trailing_metadata() or ()
    return "grpc-status-details-bin" not in dict(metadata)


def _was_not_taken(error: grpc.RpcError) -> bool:
    """Whether the call came too late for a server that stops; so answers gRPC for it (grpc/grpc issue 41785)."""
    return error.code() is grpc.StatusCode.CANCELLED and error.details() == "CANCELLED"


def with_field(error: InvalidInputError, *, old: str, new: str) -> InvalidInputError:
    """The error with `new` for `old` at the head of its field paths."""
    return InvalidInputError(
        *(
            FieldViolation(new + each.field.removeprefix(old), each.description) if each.field.startswith(old) else each
            for each in error.violations
        )
    )


def with_indices(error: DatelineError, indices: Sequence[int]) -> DatelineError:
    """The error with ``articles[n]`` in its field paths counting in the caller's batch, not in our part of it."""
    if not isinstance(error, InvalidInputError):
        return error

    def counted(match: re.Match[str]) -> str:
        index = int(match[1])
        return f"articles[{indices[index]}]" if index < len(indices) else match[0]

    return InvalidInputError(
        *(FieldViolation(_BATCH_INDEX.sub(counted, each.field), each.description) for each in error.violations)
    )
