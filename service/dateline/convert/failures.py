"""Errors as `google.rpc.Status` and back, by the table in `dateline.errors`."""

from google.protobuf import any_pb2
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.rpc import code_pb2, error_details_pb2, status_pb2

from dateline.errors import (
    DatelineError,
    FieldViolation,
    InvalidInputError,
    QueueFullError,
    ServiceUnavailableError,
    error_class,
)

_MAX_VIOLATIONS = 10
"""Most violations of one status, which travels in metadata, of which gRPC's clients take 8 KiB."""

DOMAIN = "dateline"
"""`ErrorInfo.domain` of every error of this service."""


def error_to_status(error: DatelineError, *, request_id: str = "") -> status_pb2.Status:
    """Returns the status of an error, with ErrorInfo and the details that the contract gives to the error's code.

    Of more than ten violations the status holds the first ten and the number of the others.
    """
    details: list[Message] = [error_details_pb2.ErrorInfo(reason=error.reason, domain=DOMAIN)]
    if isinstance(error, InvalidInputError):
        details.append(
            error_details_pb2.BadRequest(
                field_violations=[
                    error_details_pb2.BadRequest.FieldViolation(
                        field=violation.field, description=violation.description
                    )
                    for violation in error.violations[:_MAX_VIOLATIONS]
                ]
            )
        )
    if isinstance(error, QueueFullError | ServiceUnavailableError):
        delay = Duration()
        delay.FromMilliseconds(round(error.retry_after_seconds * 1000))
        details.append(error_details_pb2.RetryInfo(retry_delay=delay))
    if request_id:
        details.append(error_details_pb2.RequestInfo(request_id=request_id))
    message = _message(error)
    return status_pb2.Status(code=code_pb2.Code.Value(error.code), message=message, details=map(_packed, details))


def error_from_status(status: status_pb2.Status) -> DatelineError:
    """Returns the error of a status; a code without an error of its own becomes InternalError."""
    code = code_pb2.Code.Name(status.code) if status.code in code_pb2.Code.values() else "UNKNOWN"
    info = error_details_pb2.ErrorInfo()
    _unpack(status, info)
    kind = error_class(code, reason=info.reason)
    if kind is InvalidInputError:
        bad_request = error_details_pb2.BadRequest()
        _unpack(status, bad_request)
        violations = [
            FieldViolation(violation.field, violation.description) for violation in bad_request.field_violations
        ]
        return InvalidInputError(*violations or [FieldViolation("request", status.message)])
    if kind in (QueueFullError, ServiceUnavailableError):
        retry_info = error_details_pb2.RetryInfo()
        if _unpack(status, retry_info):
            delay_seconds = retry_info.retry_delay.ToMilliseconds() / 1000
            return kind(status.message, retry_after_seconds=delay_seconds)
    return kind(status.message)


def _message(error: DatelineError) -> str:
    if isinstance(error, InvalidInputError) and len(error.violations) > _MAX_VIOLATIONS:
        more_count = len(error.violations) - _MAX_VIOLATIONS
        return f"{InvalidInputError(*error.violations[:_MAX_VIOLATIONS])}; and {more_count} more"
    return str(error)


def _packed(detail: Message) -> any_pb2.Any:
    packed = any_pb2.Any()
    packed.Pack(detail)
    return packed


def _unpack(status: status_pb2.Status, detail: Message) -> bool:
    return any(packed.Unpack(detail) for packed in status.details if packed.Is(detail.DESCRIPTOR))
