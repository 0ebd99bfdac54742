"""The standard health service.

gRPC's own implementation forgets all watchers of a service when one watcher leaves, so that clients would never hear of
a stop.
"""

import asyncio
from collections.abc import AsyncIterator

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from dateline.server.interceptor import Context

SERVING = health_pb2.HealthCheckResponse.SERVING
NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING
SERVICE_UNKNOWN = health_pb2.HealthCheckResponse.SERVICE_UNKNOWN

LIVENESS = ""
"""The name of the status that says whether the process is alive."""


class Health(health_pb2_grpc.HealthServicer):  # type: ignore[misc]  # generated without types
    """The health statuses by name; the process is alive from the start."""

    def __init__(self) -> None:
        self._statuses = {LIVENESS: SERVING}
        self._changed = asyncio.Condition()
        self._is_shut_down = False

    def is_serving(self, name: str) -> bool:
        """Returns whether the status of `name` is SERVING."""
        return bool(self._statuses.get(name) == SERVING)

    async def set(self, name: str, *, is_serving: bool) -> None:
        """Sets the status of `name` and tells its watchers; does nothing after `shut_down`."""
        async with self._changed:
            if not self._is_shut_down:
                self._statuses[name] = SERVING if is_serving else NOT_SERVING
                self._changed.notify_all()

    async def shut_down(self) -> None:
        """Sets every status to NOT_SERVING for good."""
        async with self._changed:
            self._is_shut_down = True
            self._statuses = dict.fromkeys(self._statuses, NOT_SERVING)
            self._changed.notify_all()

    async def Check(  # noqa: N802  # the protocol's name
        self, request: health_pb2.HealthCheckRequest, context: Context
    ) -> health_pb2.HealthCheckResponse:
        """Returns the status of the requested name; aborts with NOT_FOUND where the name is unknown."""
        status = self._statuses.get(request.service)
        if status is None:
            await context.abort(grpc.StatusCode.NOT_FOUND)
        return health_pb2.HealthCheckResponse(status=status)

    async def Watch(  # noqa: N802  # the protocol's name
        self, request: health_pb2.HealthCheckRequest, context: Context
    ) -> AsyncIterator[health_pb2.HealthCheckResponse]:
        """Yields the status of the requested name, now and whenever it changes."""
        del context
        last: health_pb2.HealthCheckResponse.ServingStatus | None = None
        while True:
            async with self._changed:
                while (status := self._statuses.get(request.service, SERVICE_UNKNOWN)) == last:
                    await self._changed.wait()
            last = status
            yield health_pb2.HealthCheckResponse(status=status)
