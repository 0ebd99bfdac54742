"""The interceptor around every call of the service, which owns errors, the access log and request ids.

Without it gRPC would send the message of any exception to the caller, and the message may quote the article.
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
    from dateline.server.telemetry.tracing import CallTrace, Tracing

UNREADABLE: Final = object()
"""The stand-in for a request whose bytes are no message; gRPC itself would answer UNKNOWN."""

Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"
Handler: TypeAlias = "grpc.RpcMethodHandler[Any, Any] | None"
Metadata: TypeAlias = tuple[tuple[str, str | bytes], ...]

_REQUEST_ID = re.compile(r"[A-Za-z0-9_.-]{1,128}")


def unreadable_error() -> InvalidInputError:
    """Returns the error for a request whose bytes are no message."""
    return InvalidInputError(FieldViolation("request", "is not a valid message; strings must be valid UTF-8"))


def status_of(error: Exception, *, request_id: str) -> status_pb2.Status:
    """Returns the status that answers a call with `error`; an unexpected error is logged and becomes INTERNAL."""
    if isinstance(error, ERRORS):
        return error_to_status(error, request_id=request_id if isinstance(error, InternalError) else "")
    log_defect(error)
    return error_to_status(InternalError("internal error"), request_id=request_id)


class CallInterceptor(grpc.aio.ServerInterceptor):
    """An interceptor of one service's calls; for other services, such as health, it only answers unreadable bytes.

    With `tokens` it refuses calls of the service that carry no valid token.
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
        """Waits until no call is in work."""
        await self._idle.wait()

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Handler]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Handler:
        """Returns the method's handler, wrapped; None where the method is unknown."""
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
                # A stream, whatever the method is, so that gRPC reads no message of an unknown caller.
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
                if isinstance(request, DatelineError):
                    # A request over HTTP that could not be read.
                    raise request
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
        facts, trace = self._begin(method, context)
        started, code = time.monotonic(), "OK"
        try:
            yield
        except (asyncio.CancelledError, GeneratorExit):
            # GeneratorExit comes where the caller leaves while an answer is on its way.
            code = _cancellation_code(context)
            raise
        except Exception as error:  # noqa: BLE001  # gRPC would send the message of any that reached it
            status, metadata = self._failure(error, facts)
            code = status.code.name
            await context.abort(status.code, status.details, metadata)
        finally:
            self._end(facts, trace, code=code, seconds=time.monotonic() - started)

    def _begin(self, method: str, context: Context) -> "tuple[CallFacts, CallTrace | None]":
        """Counts the call as in work and returns its facts, and its trace where calls are traced."""
        facts = CallFacts(
            method=method,
            request_id=_request_id(context),
            peer=context.peer(),
            observers=(self._metrics.count_article,),
        )
        trace = None
        if self._tracing is not None:
            system = "connect_rpc" if context.peer().startswith("http:") else "grpc"
            trace = self._tracing.begin_call(method, context.invocation_metadata() or (), system=system)
            facts.trace_id = trace.trace_id
            facts.observers += (trace.add_article,)
        begin_call(facts)
        self._in_flight += 1
        self._idle.clear()
        # The call ends when gRPC has sent the answer, not when the handler returns: a stop in between would lose it.
        context.add_done_callback(self._done)  # type: ignore[arg-type]  # the stub's type is no protocol
        context.set_trailing_metadata((("x-request-id", facts.request_id),))
        return facts, trace

    def _failure(self, error: Exception, facts: CallFacts) -> tuple[grpc.Status, Metadata]:
        """Returns the status and the trailing metadata that answer a call with `error`."""
        status = rpc_status.to_status(status_of(error, request_id=facts.request_id))
        metadata = [*status.trailing_metadata, ("x-request-id", facts.request_id)]
        if isinstance(error, QueueFullError):
            self._metrics.count_shed()
            # gRPC's own retries read no other field.
            metadata.append(("grpc-retry-pushback-ms", str(round(error.retry_after_seconds * 1000))))
        return status, tuple(metadata)

    def _end(self, facts: CallFacts, trace: "CallTrace | None", *, code: str, seconds: float) -> None:
        """Puts the ended call into metrics, trace and log."""
        self._metrics.count_call(facts.method, code=code, seconds=seconds)
        if trace is not None:
            trace.end(facts, code=code)
        log_call(facts, code=code, seconds=seconds)

    def _done(self, _context: object) -> None:
        self._in_flight -= 1
        if self._in_flight == 0:
            self._idle.set()


def _readable_only(handler: Any) -> Any:  # noqa: ANN401  # gRPC's handlers are untyped
    """Returns the handler, but with INVALID_ARGUMENT instead of UNKNOWN as the answer to bytes that are no message."""

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


def _cancellation_code(context: Context) -> str:
    remaining_seconds = context.time_remaining()
    return "CANCELLED" if remaining_seconds is None or remaining_seconds > 0 else "DEADLINE_EXCEEDED"


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
