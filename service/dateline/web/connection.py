"""uvicorn's connection of HTTP/1.1, which waits only so long for a request and answers what is no HTTP as all else.

It is the one on h11, a strict parser with a bound on the size of headers. That on httptools has no such bound, and
loses the body of requests that offer to go on in HTTP/2, as those of Java's client do (uvicorn issue 2722).
"""

import asyncio
from collections.abc import Callable
from typing import Any

import h11
from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

_NO_HTTP = b'{"code":"invalid_argument","message":"request: is not HTTP/1.1, or its headers are too large"}'


class Connection(H11Protocol):
    """A connection that is closed where the headers of its next request do not come within `idle_seconds`."""

    def __init__(self, config: Config, state: ServerState, *, idle_seconds: float, ended: Callable[[], None]) -> None:
        super().__init__(config=config, server_state=state, app_state={})
        self._idle_seconds = idle_seconds
        self._ended = ended
        self._waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Begins to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Reads on; single bytes of headers do not make the wait longer."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop_waiting()

    def on_response_complete(self) -> None:
        """Begins to wait for the next request."""
        super().on_response_complete()
        if self.conn.their_state is h11.IDLE:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tells the listener that the connection has ended."""
        self._stop_waiting()
        super().connection_lost(exc)
        self._ended()

    def send_400_response(self, msg: str) -> None:
        """Answers bytes that are no request, and closes the connection."""
        del msg
        if self.conn.our_state is h11.SEND_RESPONSE or self.conn.our_state is h11.IDLE:
            headers = [
                ("content-type", "application/json"),
                ("content-length", str(len(_NO_HTTP))),
                ("connection", "close"),
                ("x-content-type-options", "nosniff"),
            ]
            response = h11.Response(status_code=400, headers=headers, reason=b"Bad Request")
            for event in (response, h11.Data(data=_NO_HTTP), h11.EndOfMessage()):
                content: Any = self.conn.send(event)
                self.transport.write(content)
        self.transport.close()

    def _wait(self) -> None:
        self._stop_waiting()
        self._waiting = self.loop.call_later(self._idle_seconds, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
