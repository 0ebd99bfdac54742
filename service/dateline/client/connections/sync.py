"""The connections of the blocking client, and the calls over them."""

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

import grpc
from grpc_health.v1 import health_pb2_grpc

from dateline.client.base import BaseClient, Request
from dateline.client.channel import Options, plain_options
from dateline.client.streams.sync import Call, Requests
from dateline.errors import DatelineError
from dateline.v1 import annotation_pb2 as pb
from dateline.v1.annotation_pb2_grpc import AnnotationServiceStub

RequestT = TypeVar("RequestT", bound=Request)
ResponseT = TypeVar("ResponseT")


class SyncConnections(BaseClient):
    """A client that has one connection for calls, and another one for questions to servers that are not ready."""

    def _connect(self) -> None:
        # The other channel passes over servers that are not ready, which some calls must reach.
        self._plain_channel = self._open(plain_options(self._target))
        self._plain_stub = AnnotationServiceStub(self._plain_channel)
        self._health_stub = health_pb2_grpc.HealthStub(self._plain_channel)
        self._channel: grpc.Channel | None = None
        self._learning = threading.Lock()

    def close(self) -> None:
        """Closes the connections; calls under way are cancelled."""
        for channel in (self._channel, self._plain_channel):
            if channel is not None:
                channel.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _open(self, options: Options) -> grpc.Channel:
        if self._credentials is None:
            return grpc.insecure_channel(self._target, options)
        return grpc.secure_channel(self._target, self._credentials, options)

    def _reach(self, timeout_seconds: float | None) -> "tuple[AnnotationServiceStub, float]":
        """Returns the stub for calls and the seconds that are left; the first call asks the server for its limits."""
        deadline = time.monotonic() + self._timeout(timeout_seconds)
        with self._learning:
            if self._channel is None:
                request = pb.GetServerInfoRequest()
                try:
                    info = self._call(self._plain_stub.GetServerInfo, request, deadline - time.monotonic())
                except DatelineError as error:
                    info = self._info_error(error)
                self._channel = self._open(self._learn(info))
                self._stub = AnnotationServiceStub(self._channel)
        return self._stub, deadline - time.monotonic()

    def _call(self, method: Callable[..., ResponseT], request: RequestT, seconds: float) -> ResponseT:
        def attempt(seconds: float) -> ResponseT:
            return method(request, timeout=seconds, metadata=self._metadata, wait_for_ready=self._wait_for_ready)

        deadline = time.monotonic() + seconds
        try:
            return attempt(seconds)
        except grpc.RpcError as error:
            left_seconds = self._time_to_repeat(error, deadline)
            if left_seconds is None:
                raise self._error(error) from error
        try:
            return attempt(left_seconds)
        except grpc.RpcError as error:
            raise self._error(error) from error

    def _open_stream(self, requests: Requests, timeout_seconds: float | None) -> Call:
        if self._wait_for_ready:
            # A stream may have no deadline, but waiting for the server must have one. Watching the channel instead
            # would start a thread of gRPC's, which fails loudly where the channel is closed meanwhile.
            seconds = self._timeout(timeout_seconds)
            try:
                self._stub.GetServerInfo(
                    pb.GetServerInfoRequest(), timeout=seconds, metadata=self._metadata, wait_for_ready=True
                )
            except grpc.RpcError as error:
                self._check_ready(error)
        return self._stub.StreamAnnotateArticles(
            requests, timeout=timeout_seconds, metadata=self._metadata, wait_for_ready=self._wait_for_ready
        )
