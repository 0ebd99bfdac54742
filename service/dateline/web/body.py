"""The body of a request: read up to a size and within a time, and unpacked."""

import asyncio
import zlib

from dateline.errors import (
    CallCancelledError,
    DeadlineExceededError,
    FieldViolation,
    InvalidInputError,
    UnsupportedCallError,
)
from dateline.web.request import RefusedError, Request

GZIP = "gzip"
_GZIP_FORMAT = 16 + zlib.MAX_WBITS
_IDENTITY = ("", "identity")
_CLOSING = (("connection", "close"),)
"""For what is refused while it is still on its way: the next request could only come after all of it."""


async def read_body(request: Request, *, most_bytes: int, timeout_seconds: float) -> bytes:
    """Returns the body, unpacked.

    Raises RefusedError where the body is larger than `most_bytes`, packed or unpacked, is packed in another way than
    gzip, or has not come within `timeout_seconds`; CallCancelledError where the caller has left.
    """
    coding = request.header("content-encoding").lower()
    if coding not in (*_IDENTITY, GZIP):
        # The status and the list are the Connect protocol's.
        raise RefusedError(501, UnsupportedCallError("content-encoding: gzip and identity are supported"))
    length = request.header("content-length")
    if length.isdigit() and int(length) > most_bytes:
        raise too_large_error(most_bytes)
    try:
        async with asyncio.timeout(timeout_seconds):
            body = await _received(request, most_bytes)
    except TimeoutError:
        raise RefusedError(408, DeadlineExceededError("the request did not come in time"), headers=_CLOSING) from None
    # Empty content is never packed, by the protocol.
    return unpacked(body, coding=coding, most_bytes=most_bytes)


def unpacked(body: bytes, *, coding: str, most_bytes: int) -> bytes:
    """Returns the body without its content coding.

    Raises RefusedError where it is damaged or larger than `most_bytes`.
    """
    if coding != GZIP or not body:
        return body
    decompressor = zlib.decompressobj(_GZIP_FORMAT)
    try:
        content = decompressor.decompress(body, most_bytes + 1)
    except zlib.error:
        content = None
    if content is not None and len(content) > most_bytes:
        raise too_large_error(most_bytes)
    if content is None or not decompressor.eof:
        raise RefusedError(400, InvalidInputError(FieldViolation("request", "is not the gzip that it is said to be")))
    return content


def too_large_error(most_bytes: int) -> RefusedError:
    """Returns the refusal of a body above `most_bytes`."""
    violation = FieldViolation("request", f"has more than {most_bytes} bytes")
    return RefusedError(413, InvalidInputError(violation), headers=_CLOSING)


def left_error() -> CallCancelledError:
    """Returns the error of a call whose caller has left."""
    return CallCancelledError("the caller left")


async def _received(request: Request, most_bytes: int) -> bytes:
    parts, size, is_whole = [], 0, False
    while not is_whole:
        event = await request.receive()
        if event["type"] == "http.disconnect":
            raise left_error()
        parts.append(event["body"])
        size += len(event["body"])
        if size > most_bytes:
            raise too_large_error(most_bytes)
        is_whole = not event["more_body"]
    return b"".join(parts)
