"""The connections of the asynchronous client, and the calls over them."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

import grpc
from grpc_health.v1 import health_pb2_grpc

from dateline.client.base import BaseClient, Request
from dateline.client.channel import Options, plain_options
from dateline.client.streams.aio import Call, Requests
from dateline.errors import DatelineError
from dateline.v1 import annotation_pb2 as pb
from dateline.v1.annotation_pb2_grpc import AnnotationServiceStub

if TYPE_CHECKING:
    from dateline.v1.annotation_pb2_grpc import AnnotationServiceAsyncStub

RequestT = TypeVar("RequestT", bound=Request)
ResponseT = TypeVar("ResponseT")


class AioConnections(BaseClient):
    """A client that has one connection for calls, and another one for questions to servers that are not ready."""

    def _connect(self) -> None:
        """Leaves the channels for later, as they belong to the event loop that runs when they are made."""
        self._channel: grpc.aio.Channel | None = None

    @cached_property
    def _plain_channel(self) -> grpc.aio.Channel:
        # The other channel passes over servers that are not ready, which some calls must reach.
        return self._open(plain_options(self._target))

    @cached_property
    def _plain_stub(self) -> "AnnotationServiceAsyncStub":
        return AnnotationServiceStub(self._plain_channel)

    @cached_property
    def _health_stub(self) -> "health_pb2_grpc.HealthAsyncStub":
        return health_pb2_grpc.HealthStub(self._plain_channel)

    @cached_property
    def _learning(self) -> asyncio.Lock:
        return asyncio.Lock()

    async def close(self) -> None:
        """Closes the connections; calls under way are cancelled."""
        for name in ("_channel", "_plain_channel"):
            if channel := self.__dict__.get(name):
                await channel.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    def _open(self, options: Options) -> grpc.aio.Channel:
        if self._credentials is None:
            return grpc.aio.insecure_channel(self._target, options)
        return grpc.aio.secure_channel(self._target, self._credentials, options)

    async def _reach(self, timeout_seconds: float | None) -> "tuple[AnnotationServiceAsyncStub, float]":
        """Returns the stub for calls and the seconds that are left; the first call asks the server for its limits."""
        deadline = time.monotonic() + self._timeout(timeout_seconds)
        async with self._learning:
            if self._channel is None:
                request = pb.GetServerInfoRequest()
                try:
                    info = await self._call(self._plain_stub.GetServerInfo, request, deadline - time.monotonic())
                except DatelineError as error:
                    info = self._info_error(error)
                self._channel = self._open(self._learn(info))
                self._stub: AnnotationServiceAsyncStub = AnnotationServiceStub(self._channel)
        return self._stub, deadline - time.monotonic()

    async def _call(self, method: Callable[..., Awaitable[ResponseT]], request: RequestT, seconds: float) -> ResponseT:
        def attempt(seconds: float) -> Awaitable[ResponseT]:
            return method(request, timeout=seconds, metadata=self._metadata, wait_for_ready=self._wait_for_ready)

        deadline = time.monotonic() + seconds
        try:
            return await attempt(seconds)
        except grpc.RpcError as error:
            left_seconds = self._time_to_repeat(error, deadline)
            if left_seconds is None:
                raise self._error(error) from error
        try:
            return await attempt(left_seconds)
        except grpc.RpcError as error:
            raise self._error(error) from error

    async def _open_stream(self, requests: Requests, timeout_seconds: float | None) -> Call:
        if self._wait_for_ready:
            # A stream may have no deadline, but waiting for the server must have one. Watching the channel instead
            # would start a thread of gRPC's, which fails loudly where the channel is closed meanwhile.
            seconds = self._timeout(timeout_seconds)
            try:
                await self._stub.GetServerInfo(
                    pb.GetServerInfoRequest(), timeout=seconds, metadata=self._metadata, wait_for_ready=True
                )
            except grpc.RpcError as error:
                self._check_ready(error)
        return self._stub.StreamAnnotateArticles(
            requests, timeout=timeout_seconds, metadata=self._metadata, wait_for_ready=self._wait_for_ready
        )
