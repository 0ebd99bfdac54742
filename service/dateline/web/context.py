"""The context of a call over HTTP, in place of gRPC's."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

import grpc
import grpc.aio

Metadata: TypeAlias = tuple[tuple[str, str | bytes], ...]


@dataclass(frozen=True, slots=True)
class CallDetails(grpc.HandlerCallDetails):
    """What the interceptor is told of a call before its handler is chosen."""

    method: str
    invocation_metadata: Metadata


class CallContext:
    """The part of `grpc.aio.ServicerContext` that the interceptor and the handlers use.

    `timeout_seconds` is None where the caller set no deadline.
    """

    def __init__(self, metadata: Metadata, *, peer: str, timeout_seconds: float | None) -> None:
        self.trailing_metadata: Metadata = ()
        self._metadata = metadata
        self._peer = peer
        self._now = asyncio.get_running_loop().time
        self._deadline = None if timeout_seconds is None else self._now() + timeout_seconds
        self._callbacks: list[Callable[[object], None]] = []

    def invocation_metadata(self) -> Metadata:
        """Returns the request's headers."""
        return self._metadata

    def peer(self) -> str:
        """Returns the caller's address, after "http:", so that the log tells such calls from gRPC's."""
        return self._peer

    def time_remaining(self) -> float | None:
        """Returns the seconds until the deadline, 0 once it has passed, or None without a deadline."""
        return None if self._deadline is None else max(0.0, self._deadline - self._now())

    def expire(self) -> None:
        """Lets no time remain: the deadline has passed by the clock that woke the waiter."""
        self._deadline = self._now()

    def set_trailing_metadata(self, metadata: Metadata) -> None:
        """Keeps what goes to the caller beside the answer."""
        self.trailing_metadata = metadata

    def add_done_callback(self, callback: Callable[[object], None]) -> None:
        """Has `callback` called when the answer has been sent."""
        self._callbacks.append(callback)

    def finish(self) -> None:
        """Calls the callbacks, once."""
        callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback(self)

    async def abort(self, code: grpc.StatusCode, details: str = "", trailing_metadata: Metadata = ()) -> NoReturn:
        """Ends the call with an error, which is told in the metadata."""
        del code, details
        self.trailing_metadata = trailing_metadata
        raise grpc.aio.AbortError
