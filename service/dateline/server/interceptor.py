"""One place around every call of ours that owns errors, the access log and request ids.

Without it gRPC would send the message of any exception to the caller, and that may quote the article.
"""

import asyncio
import re
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import grpc
import grpc.aio
from google.protobuf.message import DecodeError
from google.rpc import status_pb2
from grpc_status import rpc_status

from dateline.convert import error_to_status
from dateline.errors import (
    ERRORS,
    DatelineError,
    FieldViolation,
    InternalError,
    InvalidInputError,
    QueueFullError,
    UnauthenticatedError,
)
from dateline.server.security.tokens import Tokens
from dateline.server.telemetry.logs import CallFacts, begin_call, log_call, log_defect
from dateline.server.telemetry.metrics import OTHER_METHOD, Metrics

if TYPE_CHECKING:
    from dateline.server.telemetry.tracing import Tracing

UNREADABLE: Final = object()
"""Stands for a request whose bytes are no message; gRPC itself would answer UNKNOWN."""

Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"
Handler: TypeAlias = "grpc.RpcMethodHandler[Any, Any] | None"

_REQUEST_ID = re.compile(r"[A-Za-z0-9_.-]{1,128}")


def unreadable_error() -> InvalidInputError:
    """Return what a request whose bytes are no message is answered with."""
    return InvalidInputError(FieldViolation("request", "is not a valid message; strings must be valid UTF-8"))


def status_of(error: Exception, *, request_id: str) -> status_pb2.Status:
    """Return the status an error is answered with; one nobody expected is logged and becomes INTERNAL."""
    if isinstance(error, ERRORS):
        return error_to_status(error, request_id=request_id if isinstance(error, InternalError) else "")
    log_defect(error)
    return error_to_status(InternalError("internal error"), request_id=request_id)


class CallInterceptor(grpc.aio.ServerInterceptor):
    """Wraps the methods of one service; of others, such as health and reflection, it only looks after odd bytes.

    With `tokens` a call of the service that shows none of them is refused.
    """

    def __init__(
        self, service_name: str, *, metrics: Metrics, tokens: Tokens | None = None, tracing: "Tracing | None" = None
    ) -> None:
        self._prefix = f"/{service_name}/"
        self._metrics = metrics
        self._tokens = tokens
        self._tracing = tracing
        self._in_flight = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def idle(self) -> None:
        """Wait until no call is in work."""
        await self._idle.wait()

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Handler]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Handler:
        """Wrap the method's handler."""
        handler = await continuation(handler_call_details)
        if handler is None:
            self._metrics.count_call(OTHER_METHOD, code=grpc.StatusCode.UNIMPLEMENTED.name, seconds=None)
            return None
        if not handler_call_details.method.startswith(self._prefix):
            readable: Handler = _readable_only(handler)
            return readable
        method = handler_call_details.method.removeprefix(self._prefix)
        if self._tokens is not None:
            try:
                self._tokens.check(handler_call_details.invocation_metadata)
            except UnauthenticatedError as error:
                # As a stream, whatever the method is: so gRPC reads no message of a caller it does not know.
                return grpc.stream_stream_rpc_method_handler(self._stream(_refusal(error), method))
        if handler.stream_stream is not None:
            return grpc.stream_stream_rpc_method_handler(
                self._stream(handler.stream_stream, method),
                request_deserializer=_tolerant(handler.request_deserializer),
                response_serializer=handler.response_serializer,
            )
        return grpc.unary_unary_rpc_method_handler(
            self._unary(handler.unary_unary, method),
            request_deserializer=_tolerant(handler.request_deserializer),
            response_serializer=_unless_encoded(handler.response_serializer),
        )

    def _unary(self, behaviour: Any, method: str) -> Any:  # noqa: ANN401  # gRPC's handlers are untyped
        async def answer(request: object, context: Context) -> object:
            async with self._call(method, context):
                if request is UNREADABLE:
                    raise unreadable_error()
                return await behaviour(request, context)

        return answer

    def _stream(self, behaviour: Any, method: str) -> Any:  # noqa: ANN401  # same
        async def answer(requests: AsyncIterator[object], context: Context) -> AsyncIterator[object]:
            async with self._call(method, context):
                async for response in behaviour(requests, context):
                    yield response

        return answer

    @asynccontextmanager
    async def _call(self, method: str, context: Context) -> AsyncIterator[None]:
        facts = CallFacts(
            method=method,
            request_id=_request_id(context),
            peer=context.peer(),
            observers=(self._metrics.count_article,),
        )
        trace = None
        if self._tracing is not None:
            trace = self._tracing.begin_call(method, context.invocation_metadata() or ())
            facts.trace_id = trace.trace_id
            facts.observers += (trace.add_article,)
        begin_call(facts)
        started, code = time.monotonic(), "OK"
        self._in_flight += 1
        self._idle.clear()
        # When gRPC has sent the answer, not when the handler returns: a stop in between would lose it.
        context.add_done_callback(self._done)  # type: ignore[arg-type]  # the stub's type is no protocol
        context.set_trailing_metadata((("x-request-id", facts.request_id),))
        try:
            yield
        except (asyncio.CancelledError, GeneratorExit):
            # The latter where the caller left while an answer was on its way to it.
            remaining_seconds = context.time_remaining()
            code = "CANCELLED" if remaining_seconds is None or remaining_seconds > 0 else "DEADLINE_EXCEEDED"
            raise
        except Exception as error:  # noqa: BLE001  # none may reach gRPC, which would send its message
            status = status_of(error, request_id=facts.request_id)
            rich = rpc_status.to_status(status)
            code = rich.code.name
            metadata = [*rich.trailing_metadata, ("x-request-id", facts.request_id)]
            if isinstance(error, QueueFullError):
                self._metrics.count_shed()
                # The one thing that gRPC's own retries read.
                metadata.append(("grpc-retry-pushback-ms", str(round(error.retry_after_seconds * 1000))))
            await context.abort(rich.code, rich.details, tuple(metadata))
        finally:
            seconds = time.monotonic() - started
            self._metrics.count_call(method, code=code, seconds=seconds)
            if trace is not None:
                trace.end(facts, code=code)
            log_call(facts, code=code, seconds=seconds)

    def _done(self, _context: object) -> None:
        self._in_flight -= 1
        if self._in_flight == 0:
            self._idle.set()


def _readable_only(handler: Any) -> Any:  # noqa: ANN401  # gRPC's handlers are untyped
    """Let a method of health or reflection answer INVALID_ARGUMENT, not UNKNOWN, to bytes that are no message."""

    async def check(request: object, context: Context) -> None:
        if request is UNREADABLE:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(unreadable_error()))

    async def unary(request: object, context: Context) -> object:
        await check(request, context)
        return await handler.unary_unary(request, context)

    async def stream_out(request: object, context: Context) -> AsyncIterator[object]:
        await check(request, context)
        async for response in handler.unary_stream(request, context):
            yield response

    async def stream(requests: AsyncIterator[object], context: Context) -> AsyncIterator[object]:
        async def readable() -> AsyncIterator[object]:
            async for request in requests:
                await check(request, context)
                yield request

        async for response in handler.stream_stream(readable(), context):
            yield response

    kinds = {"unary_unary": unary, "unary_stream": stream_out, "stream_stream": stream}
    (kind,) = (kind for kind in kinds if getattr(handler, kind) is not None)
    make = getattr(grpc, f"{kind}_rpc_method_handler")
    return make(
        kinds[kind],
        request_deserializer=_tolerant(handler.request_deserializer),
        response_serializer=handler.response_serializer,
    )


def _refusal(error: DatelineError) -> Any:  # noqa: ANN401  # gRPC's handlers are untyped
    async def refuse(requests: AsyncIterator[object], context: Context) -> AsyncIterator[object]:
        del requests, context
        raise error
        yield  # makes it a stream

    return refuse


def _tolerant(deserialize: Any) -> Any:  # noqa: ANN401  # gRPC's deserializers are untyped
    def read(data: bytes) -> object:
        try:
            return deserialize(data)
        except DecodeError:
            return UNREADABLE

    return read


def _unless_encoded(serialize: Any) -> Any:  # noqa: ANN401  # gRPC's serializers are untyped
    return lambda response: response if isinstance(response, bytes) else serialize(response)


def _request_id(context: Context) -> str:
    for name, value in context.invocation_metadata() or ():
        if name == "x-request-id" and isinstance(value, str) and _REQUEST_ID.fullmatch(value):
            return value
    return uuid.uuid4().hex
