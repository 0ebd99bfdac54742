"""The exceptions that failed calls become."""

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

# gRPC's own words where no server listens: refused, no such host, no such socket. Its other messages are passed on.
_UNREACHED = re.compile(
    "Connection refused|Failed to connect to remote host|DNS resolution failed|address lookup failed|No such file"
)
_NOT_CONNECTED = "failed to connect to all addresses"
# What is behind gRPC's words for a connection that was opened and came to nothing (grpcio 1.85).
_HANDSHAKES = (
    ("WRONG_VERSION_NUMBER", "answers in plain text, and was asked for TLS"),
    ("CERTIFICATE_VERIFY_FAILED", "shows a certificate that is not trusted here"),
    ("http1.x server", "speaks HTTP/1, as Dateline's HTTP port does; name its gRPC port, usually 50051"),
    (
        "missing selected ALPN",
        "speaks TLS but no gRPC, as Dateline's HTTP port does; name its gRPC port, usually 50051",
    ),
    ("Socket closed", "hangs up at once, as a server that wants TLS does to plain text"),
)
_TOO_LARGE_FOR_PROXY = "Received http2 header with status: 413"
_BATCH_INDEX = re.compile(r"^articles\[(\d{1,9})\]")


def error_from_call(error: grpc.RpcError, target: str) -> DatelineError:
    """Returns the exception for a failed call to `target`."""
    if _was_not_taken(error):
        return ServiceUnavailableError(f"{target}: stopped before it took the call")
    code, details = error.code(), error.details() or error.code().name
    try:
        status = rpc_status.from_call(error)
    except ValueError:  # the details contradict the code, so they are of no use
        status = None
    refused = _too_large(code, details, is_from_server=bool(status and status.details))
    if refused is not None:
        return refused
    if status is None:
        status = status_pb2.Status(code=code.value[0], message=details)
    exception = error_from_status(status)
    if isinstance(exception, ServiceUnavailableError) and not status.details and _UNREACHED.search(details):
        return ServiceUnavailableError(f"no server at {target}")
    if isinstance(exception, ServiceUnavailableError) and _NOT_CONNECTED in details:
        exception = next(
            (ServiceUnavailableError(ours) for theirs, ours in _HANDSHAKES if theirs in details), exception
        )
    if isinstance(exception, ServiceUnavailableError):
        retry_after_seconds = exception.retry_after_seconds
        return ServiceUnavailableError(f"{target}: {exception}", retry_after_seconds=retry_after_seconds)
    if isinstance(exception, DeadlineExceededError):
        return DeadlineExceededError(f"{target}: {exception}")
    return exception


def _too_large(code: grpc.StatusCode, details: str, *, is_from_server: bool) -> InvalidInputError | None:
    """Returns the error for a message that gRPC itself, or a proxy, has refused because of its size."""
    if code is grpc.StatusCode.RESOURCE_EXHAUSTED and not is_from_server:
        # The server's own refusals for load have details.
        return InvalidInputError(FieldViolation("request", details))
    if code is grpc.StatusCode.UNKNOWN and details == _TOO_LARGE_FOR_PROXY:
        return InvalidInputError(FieldViolation("request", "is larger than a proxy before the server lets through"))
    return None


def was_cut_off(error: grpc.RpcError) -> bool:
    """Returns whether the server may have died while it answered or stopped before it began; gRPC retries neither.

    A server that declines a call says why in details of its own, and an unreached server has not begun the call.
    """
    if _was_not_taken(error):
        return True
    if error.code() is not grpc.StatusCode.UNAVAILABLE or _UNREACHED.search(error.details() or ""):
        return False
    # Pairs, which the stubs do not say.
    metadata: Any = error.trailing_metadata() or ()
    return "grpc-status-details-bin" not in dict(metadata)


def _was_not_taken(error: grpc.RpcError) -> bool:
    """Returns whether a stopping server took the call no more, which gRPC answers so (grpc/grpc issue 41785)."""
    return error.code() is grpc.StatusCode.CANCELLED and error.details() == "CANCELLED"


def with_field(error: InvalidInputError, *, old: str, new: str) -> InvalidInputError:
    """Returns the error with `new` in place of `old` at the head of its field paths."""
    return InvalidInputError(
        *(
            FieldViolation(new + violation.field.removeprefix(old), violation.description)
            if violation.field.startswith(old)
            else violation
            for violation in error.violations
        )
    )


def with_indices(error: DatelineError, indices: Sequence[int]) -> DatelineError:
    """Returns the error with ``articles[n]`` in its field paths counted in the caller's whole batch, not in a part."""
    if not isinstance(error, InvalidInputError):
        return error

    def counted(match: re.Match[str]) -> str:
        index = int(match[1])
        return f"articles[{indices[index]}]" if index < len(indices) else match[0]

    return InvalidInputError(
        *(
            FieldViolation(_BATCH_INDEX.sub(counted, violation.field), violation.description)
            for violation in error.violations
        )
    )
