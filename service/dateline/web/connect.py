"""What the Connect protocol says of unary calls: codecs, deadlines, queries and errors.

Source: connectrpc.com/docs/protocol, protocol version 1.
"""

import base64
import binascii
import math
import re

from google.protobuf.any_pb2 import Any as PackedDetail
from google.protobuf.json_format import MessageToDict
from google.rpc import code_pb2, error_details_pb2, status_pb2

from dateline.convert import error_to_status
from dateline.errors import DatelineError, FieldViolation, InvalidInputError, UnsupportedCallError
from dateline.web.body import GZIP, unpacked
from dateline.web.request import Answer, Headers, RefusedError, Request, json_answer

JSON, PROTO = "json", "proto"
CONTENT_TYPES = {JSON: "application/json", PROTO: "application/proto"}
"""The content type of each codec."""

_STATUSES = {
    "CANCELLED": 499,
    "UNKNOWN": 500,
    "INVALID_ARGUMENT": 400,
    "DEADLINE_EXCEEDED": 504,
    "NOT_FOUND": 404,
    "ALREADY_EXISTS": 409,
    "PERMISSION_DENIED": 403,
    "RESOURCE_EXHAUSTED": 429,
    "FAILED_PRECONDITION": 400,
    "ABORTED": 409,
    "OUT_OF_RANGE": 400,
    "UNIMPLEMENTED": 501,
    "INTERNAL": 500,
    "UNAVAILABLE": 503,
    "DATA_LOSS": 500,
    "UNAUTHENTICATED": 401,
}
_OTHER_SPELLINGS = {"cancelled": "canceled"}
_TIMEOUT = re.compile(r"[0-9]{1,10}")
_VERSION = "1"


def codec_of(request: Request) -> str:
    """Returns the codec that the content type of a request names; raises RefusedError where it names none of ours."""
    content_type, _, parameters = request.header("content-type").lower().partition(";")
    charset = parameters.strip().removeprefix("charset=").strip('"')
    for codec, known in CONTENT_TYPES.items():
        if content_type.strip() == known and charset in ("", "utf-8"):
            return codec
    raise _unsupported_codec("content-type", f"must be {' or '.join(CONTENT_TYPES.values())}")


def check_version(request: Request) -> None:
    """Raises RefusedError where the request is of another version of the protocol; it may name none."""
    if request.header("connect-protocol-version") not in ("", _VERSION):
        raise RefusedError(400, InvalidInputError(FieldViolation("connect-protocol-version", f"must be {_VERSION}")))


def timeout_seconds(request: Request) -> float | None:
    """Returns the time that the caller gives the call, or None; raises RefusedError where it is no number."""
    value = request.header("connect-timeout-ms")
    if not value:
        return None
    if not _TIMEOUT.fullmatch(value):
        violation = FieldViolation("connect-timeout-ms", "must be milliseconds, at most ten digits")
        raise RefusedError(400, InvalidInputError(violation))
    return int(value) / 1000


def query_message(request: Request, *, most_bytes: int) -> tuple[str, bytes]:
    """Returns the codec and the message of a GET request, which holds them in its query.

    Raises RefusedError where it does not.
    """
    parameters = request.parameters()
    codec = parameters.get("encoding", "")
    if codec not in CONTENT_TYPES:
        raise _unsupported_codec("encoding", f"must be {' or '.join(CONTENT_TYPES)}")
    if "message" not in parameters:
        raise RefusedError(400, InvalidInputError(FieldViolation("message", "is missing in the query")))
    message = parameters["message"].encode()
    if parameters.get("base64") == "1":
        # Its padding may be left out.
        digits = message.rstrip(b"=")
        try:
            message = base64.b64decode(digits + b"=" * (-len(digits) % 4), altchars=b"-_", validate=True)
        except binascii.Error:
            raise RefusedError(400, InvalidInputError(FieldViolation("message", "is no base64"))) from None
    coding = parameters.get("compression", "identity")
    if coding not in ("identity", GZIP):
        raise RefusedError(501, UnsupportedCallError("compression: gzip and identity are supported"))
    return codec, unpacked(message, coding=coding, most_bytes=most_bytes)


def takes_gzip(request: Request) -> bool:
    """Returns whether the caller takes an answer that is packed with gzip."""
    codings = (each.partition(";") for each in request.header("accept-encoding").lower().split(","))
    return any(name.strip() == GZIP and parameter.strip() not in ("q=0", "q=0.0") for name, _, parameter in codings)


def error_answer(error: DatelineError, *, status: int | None = None, headers: Headers = ()) -> Answer:
    """Returns the answer to what failed with `error`; `status` says more than the error's own HTTP status."""
    return status_answer(error_to_status(error), http_status=status, headers=headers)


def status_answer(status: status_pb2.Status, *, http_status: int | None = None, headers: Headers = ()) -> Answer:
    """Returns the answer to a call that failed with `status`."""
    code = code_pb2.Code.Name(status.code)
    body: dict[str, object] = {"code": _OTHER_SPELLINGS.get(code.lower(), code.lower()), "message": status.message}
    if status.details:
        body["details"] = list(map(_detail, status.details))
    status_code = http_status or _STATUSES[code]
    if status_code == _STATUSES["UNAUTHENTICATED"]:
        headers = (*headers, ("www-authenticate", 'Bearer realm="dateline"'))
    return json_answer(status_code, body, headers=(*headers, *_retry_after(status)))


def _detail(packed: PackedDetail) -> dict[str, object]:
    # For people; programs read the value.
    debug = MessageToDict(packed, preserving_proto_field_name=True)
    del debug["@type"]
    value = base64.b64encode(packed.value).decode("ascii").rstrip("=")
    return {"type": packed.TypeName(), "value": value, "debug": debug}


def _retry_after(status: status_pb2.Status) -> Headers:
    delay = error_details_pb2.RetryInfo()
    if not any(packed.Unpack(delay) for packed in status.details):
        return ()
    # The header takes whole seconds.
    return (("retry-after", str(max(1, math.ceil(delay.retry_delay.ToMilliseconds() / 1000)))),)


def _unsupported_codec(field: str, description: str) -> RefusedError:
    return RefusedError(
        415,
        InvalidInputError(FieldViolation(field, description)),
        headers=(("accept-post", ", ".join(CONTENT_TYPES.values())),),
    )
