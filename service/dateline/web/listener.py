"""A port on which an application answers HTTP/1.1, from taking the port to letting it go.

uvicorn's own server would install signal handlers, end the process where the port is taken, and look every tenth of a
second whether it is to stop; so only its connections are used.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from typing import Any

from uvicorn import Config
from uvicorn.server import ServerState

from dateline.errors import ServiceUnavailableError
from dateline.web.connection import Connection

_BACKLOG = 1024
_IDLE_SECONDS = 75.0
"""Longer than proxies keep connections, which would otherwise send a request as the server closes one."""
_HANDSHAKE_SECONDS = 10.0
_FAREWELL_SECONDS = 1.0


class HttpListener:
    """A port that answers with `app`; with `tls` over TLS. Headers have at most `most_header_bytes`."""

    def __init__(
        self,
        app: Callable[..., Awaitable[None]],
        *,
        address: tuple[str, int],
        tls: ssl.SSLContext | None,
        most_header_bytes: int,
        idle_seconds: float = _IDLE_SECONDS,
    ) -> None:
        self._host, self.port = address
        self._tls = tls
        self._idle_seconds = idle_seconds
        self._state = ServerState()
        self._config = Config(
            app,
            http=Connection,
            ws="none",
            lifespan="off",
            interface="asgi3",
            # What peers send wrong is not worth a line each, which they could fill the log with.
            log_config=None,
            log_level="error",
            access_log=False,
            proxy_headers=False,
            h11_max_incomplete_event_size=most_header_bytes,
            # Connections have a wait of their own.
            timeout_keep_alive=round(_IDLE_SECONDS * 2),
        )
        self._socket: socket.socket | None = None
        self._server: asyncio.Server | None = None
        self._ended = asyncio.Event()

    def bind(self) -> None:
        """Takes the port; from then on `port` is its number.

        Raises ServiceUnavailableError where the address cannot be taken.
        """
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        # By its protocol asyncio knows TCP, and only for TCP it sends what it writes at once.
        bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind((self._host, self.port))
            bound.listen(_BACKLOG)
        except OSError as error:
            bound.close()
            raise ServiceUnavailableError(
                f"cannot listen on {self._host}:{self.port} for HTTP: {error.strerror}"
            ) from None
        self._socket = bound
        self.port = bound.getsockname()[1]

    async def start(self) -> None:
        """Answers on the port that `bind` took."""
        self._config.load()
        timeouts: dict[str, Any] = (
            {}
            if self._tls is None
            else {"ssl_handshake_timeout": _HANDSHAKE_SECONDS, "ssl_shutdown_timeout": _FAREWELL_SECONDS}
        )
        self._server = await asyncio.get_running_loop().create_server(
            self._connection, sock=self._socket, ssl=self._tls, backlog=_BACKLOG, **timeouts
        )

    async def stop(self, grace_seconds: float) -> None:
        """Refuses new connections and breaks off calls after `grace_seconds`; a second call may shorten the time."""
        if self._server is None:
            if self._socket is not None:
                self._socket.close()
            return
        self._server.close()
        for connection in tuple(self._state.connections):
            # Idle connections are closed, others after their answer.
            connection.shutdown()
        await self._wait(grace_seconds)
        tasks = tuple(self._state.tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            # They answer that the server stops.
            await asyncio.wait(tasks, timeout=_FAREWELL_SECONDS)
            await self._wait(_FAREWELL_SECONDS)
        for connection in tuple(self._state.connections):
            connection.transport.abort()

    async def _wait(self, seconds: float) -> None:
        """Waits until there is no connection, for so many seconds at most."""
        try:
            async with asyncio.timeout(seconds):
                while self._state.connections:
                    self._ended.clear()
                    await self._ended.wait()
        except TimeoutError:
            pass

    def _connection(self) -> Connection:
        return Connection(self._config, self._state, idle_seconds=self._idle_seconds, ended=self._ended.set)
