"""Unary calls over HTTP, answered by the handlers that answer gRPC, in the form of the Connect protocol."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any, TypeAlias

import grpc.aio
from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor
from google.protobuf.message import DecodeError, Message
from google.protobuf.message_factory import GetMessageClass
from google.rpc import status_pb2

from dateline.convert import error_to_status
from dateline.errors import (
    DatelineError,
    DeadlineExceededError,
    FieldViolation,
    InvalidInputError,
    UnsupportedCallError,
)
from dateline.web.body import GZIP, left_error, read_body
from dateline.web.connect import (
    CONTENT_TYPES,
    JSON,
    check_version,
    codec_of,
    error_answer,
    query_message,
    status_answer,
    takes_gzip,
    timeout_seconds,
)
from dateline.web.context import CallContext, CallDetails
from dateline.web.json_messages import read_json, write_json
from dateline.web.request import Answer, Headers, RefusedError, Request, Route

FindHandler: TypeAlias = Callable[[CallDetails], Awaitable[Any]]
"""A function that returns the handler of a method, as gRPC's interceptors do; a stream where it refuses the caller."""

_MAX_INLINE_BYTES = 64 << 10
"""Largest message that is read or written on the event loop, where it keeps others waiting for a millisecond or two."""
_MIN_PACKED_BYTES = 1400
"""Smaller answers go in one packet anyhow."""
_PACKING_LEVEL = 1
_DETAILS = "grpc-status-details-bin"


class UnaryCalls:
    """The routes of a service's unary calls.

    A message has at most `most_bytes`; it has `body_seconds` to come, or the time that the caller gives the call.
    """

    def __init__(
        self, service: ServiceDescriptor, *, find_handler: FindHandler, most_bytes: int, body_seconds: float
    ) -> None:
        self._service = service
        self._find_handler = find_handler
        self._most_bytes = most_bytes
        self._body_seconds = body_seconds

    def routes(self) -> dict[str, Route]:
        """Returns the route of each method; those of streams say that streams are gRPC's."""
        return {
            f"/{self._service.full_name}/{method.name}": Route(self._answers(method), methods=("GET", "POST"))
            for method in self._service.methods
        }

    def _answers(self, method: MethodDescriptor) -> Callable[[Request], Awaitable[Answer]]:
        if method.client_streaming or method.server_streaming:
            return _refuse_stream
        return partial(self._answer, GetMessageClass(method.input_type), GetMessageClass(method.output_type))

    async def _answer(self, kind: type[Message], answer_kind: type[Message], request: Request) -> Answer:
        return await self.answer(
            request, method=request.path, read=partial(self._message, kind), write=partial(_written, answer_kind)
        )

    async def answer(self, request: Request, *, method: str, read: "Read", write: "Write") -> Answer:
        """Returns the answer of the handler of `method`, whose request `read` makes and whose result `write` encodes.

        `read` may raise RefusedError and errors of Dateline. Those of `method` are answered as the protocol says.
        """
        call = Call(request)
        try:
            handler = await self._find_handler(CallDetails(method, request.headers))
            if handler.unary_unary is None:
                # The caller is refused, and nothing of the message is read.
                await anext(handler.stream_stream(_no_requests(), call.context))
            message = await _read_or_error(call, read)
            answering = handler.unary_unary(message, call.context)
            # What cannot be read is refused at once, and the rest of it is not received.
            result = await (answering if isinstance(message, DatelineError) else call.run(answering))
            content, content_type = await write(result, call)
            return await call.answered(content, content_type=content_type)
        except grpc.aio.AbortError:
            return call.aborted()
        except DatelineError as error:
            return call.failed(error_to_status(error))
        except BaseException:
            call.context.finish()
            raise

    async def body(self, call: "Call") -> bytes:
        """Returns the body of a call; raises RefusedError where it is too large, damaged or late."""
        remaining = call.context.time_remaining()
        seconds = self._body_seconds if remaining is None else min(remaining, self._body_seconds)
        return await read_body(call.request, most_bytes=self._most_bytes, timeout_seconds=seconds)

    async def _message(self, kind: type[Message], call: "Call") -> Message:
        if call.request.method == "GET":
            call.codec, content = query_message(call.request, most_bytes=self._most_bytes)
        else:
            call.codec = codec_of(call.request)
            content = await self.body(call)
        message = kind()
        await _read(content, message, codec=call.codec)
        return message


class Call:
    """One call: its request, its context and, once they are known, its codec and why it is refused."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.codec = JSON
        self.refused: RefusedError | None = None
        self._timeout_fault: RefusedError | None = None
        try:
            seconds = timeout_seconds(request)
        except RefusedError as refused:
            seconds, self._timeout_fault = None, refused
        self.context = CallContext(request.headers, peer=f"http:{request.client}", timeout_seconds=seconds)

    def check(self) -> None:
        """Raises RefusedError where the headers are not the protocol's."""
        if self._timeout_fault is not None:
            raise self._timeout_fault
        check_version(self.request)

    async def run(self, answering: Awaitable[object]) -> Any:  # noqa: ANN401  # gRPC's handlers are untyped
        """Returns the handler's result, which is cancelled at the deadline and when the caller leaves.

        Raises AbortError where it fails, and otherwise DeadlineExceededError or CallCancelledError.
        """
        work = asyncio.ensure_future(answering)
        leaving = asyncio.ensure_future(_left(self.request))
        try:
            done, _ = await asyncio.wait(
                (work, leaving), timeout=self.context.time_remaining(), return_when=asyncio.FIRST_COMPLETED
            )
            if work in done:
                return work.result()
            if leaving not in done:
                self.context.expire()
        finally:
            leaving.cancel()
            # It ends before the call does, for it puts the call into log and metrics.
            work.cancel()
            await asyncio.wait((work,))
        raise left_error() if leaving in done else DeadlineExceededError("the call's deadline passed")

    async def answered(self, content: bytes, *, content_type: str) -> Answer:
        """Returns the answer of a call that succeeded."""
        headers: Headers = (("content-type", content_type), *self._shared_headers())
        if len(content) >= _MIN_PACKED_BYTES and takes_gzip(self.request):
            content = await _off_loop(len(content), partial(gzip.compress, content, _PACKING_LEVEL, mtime=0))
            headers = (*headers, ("content-encoding", GZIP))
        return Answer(200, headers, content, self.context.finish)

    def aborted(self) -> Answer:
        """Returns the answer of a call that its context aborted."""
        # The interceptor gives every error its details.
        details = dict(self.context.trailing_metadata)[_DETAILS]
        assert isinstance(details, bytes)
        return self.failed(status_pb2.Status.FromString(details))

    def failed(self, status: status_pb2.Status) -> Answer:
        """Returns the answer of a call that failed with `status`."""
        http_status, headers = (self.refused.status, self.refused.headers) if self.refused else (None, ())
        answer = status_answer(status, http_status=http_status, headers=(*self._shared_headers(), *headers))
        return Answer(answer.status, answer.headers, answer.body, self.context.finish)

    def _shared_headers(self) -> Headers:
        ids = tuple((name, str(value)) for name, value in self.context.trailing_metadata if name == "x-request-id")
        # Answers hold what articles say.
        return (("cache-control", "no-store"), ("vary", "accept-encoding"), *ids)


Read: TypeAlias = Callable[[Call], Awaitable[object]]
"""A function that returns what a call asks."""
Write: TypeAlias = Callable[[Any, Call], Awaitable[tuple[bytes, str]]]
"""A function that returns the content of a call's result, and its media type."""


async def _read_or_error(call: Call, read: Read) -> object:
    """Returns what a call asks, or the error that the handler raises, which is then logged and counted."""
    try:
        call.check()
        return await read(call)
    except RefusedError as refused:
        # Where it was the caller's own time that passed, the status is that of a deadline.
        is_own_deadline = isinstance(refused.error, DeadlineExceededError) and call.context.time_remaining() == 0
        call.refused = None if is_own_deadline else refused
        return refused.error
    except DatelineError as error:
        return error


async def _refuse_stream(request: Request) -> Answer:
    del request
    # Clients of the protocol infer the code of a refused stream from the status.
    return error_answer(UnsupportedCallError("streams are served over gRPC alone"), status=404)


async def _no_requests() -> AsyncIterator[object]:
    return
    yield  # makes it a stream


async def _left(request: Request) -> None:
    """Returns once the caller has left."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _read(content: bytes, message: Message, *, codec: str) -> None:
    """Fills the message; raises InvalidInputError where the content is none."""
    if codec == JSON:
        await _off_loop(len(content), partial(read_json, content, message))
        return
    try:
        message.ParseFromString(content)
    except DecodeError:
        violation = FieldViolation("request", "is not a valid message; strings must be valid UTF-8")
        raise InvalidInputError(violation) from None


async def _written(kind: type[Message], result: Message | bytes, call: Call) -> tuple[bytes, str]:
    """Returns the content of an answer, which some handlers give encoded, and its media type."""
    size = len(result) if isinstance(result, bytes) else result.ByteSize()
    content: bytes = await _off_loop(size, partial(_content, result, kind, call.codec))
    return content, CONTENT_TYPES[call.codec]


def _content(result: Message | bytes, kind: type[Message], codec: str) -> bytes:
    if codec != JSON:
        return result if isinstance(result, bytes) else result.SerializeToString()
    return write_json(kind.FromString(result) if isinstance(result, bytes) else result)


async def _off_loop(size: int, work: Callable[[], Any]) -> Any:  # noqa: ANN401  # what the work returns
    """Returns what `work` returns; on a thread where its `size` in bytes is large."""
    return work() if size <= _MAX_INLINE_BYTES else await asyncio.to_thread(work)
