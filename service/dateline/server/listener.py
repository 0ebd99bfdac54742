"""A port on which the server listens again where gRPC has given up.

gRPC's asynchronous server takes no more calls after the first call whose path is not UTF-8, whoever sent it (grpcio
1.85 decodes the path in the loop that takes calls), and the process would live on without a port. Calls in work go on.
"""

import asyncio
import socket
from collections.abc import Callable

import grpc.aio

from dateline.errors import ServiceUnavailableError
from dateline.server.telemetry.logs import log_failure
from dateline.settings import Settings

_LOOK_SECONDS = 0.1


def server_options(settings: Settings) -> list[tuple[str, int]]:
    """Returns the options for gRPC, which let a client ping every 20 seconds or less often."""
    return [
        # By default a second server would silently bind the same port and take half of the calls.
        ("grpc.so_reuseport", 0),
        ("grpc.max_receive_message_length", settings.max_request_bytes),
        ("grpc.max_send_message_length", settings.max_response_bytes),
        ("grpc.max_concurrent_streams", settings.max_connection_calls),
        # max_metadata_size alone is a soft limit, above which gRPC refuses some calls and not others.
        ("grpc.max_metadata_size", settings.max_metadata_bytes),
        ("grpc.absolute_max_metadata_size", settings.max_metadata_bytes),
        ("grpc.keepalive_time_ms", 60_000),
        ("grpc.keepalive_timeout_ms", 20_000),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.min_ping_interval_without_data_ms", 20_000),
        # Clients then resolve the target again, and so find new replicas.
        ("grpc.max_connection_age_ms", 600_000),
        ("grpc.max_connection_age_grace_ms", 120_000),
    ]


class Listener:
    """A port with a server from `build`, which is replaced by a new one whenever gRPC gives up, until `stop`."""

    def __init__(
        self,
        build: Callable[[], grpc.aio.Server],
        *,
        settings: Settings,
        port: int,
        credentials: grpc.ServerCredentials | None,
    ) -> None:
        self.port = port
        self._build = build
        self._settings = settings
        self._credentials = credentials
        # The last server takes calls; the servers before it have given up, and only end the calls they have.
        self._servers: list[grpc.aio.Server] = []
        self._retiring: set[asyncio.Task[None]] = set()
        self._keeping: asyncio.Task[None] | None = None

    def bind(self) -> None:
        """Takes the port; from then on `port` is its number.

        Raises ServiceUnavailableError where another process has the port.
        """
        address = _free_address(self._settings.host, self.port)
        server = self._build()
        self._servers.append(server)
        try:
            if self._credentials is None:
                self.port = server.add_insecure_port(address)
            else:
                self.port = server.add_secure_port(address, self._credentials)
        except RuntimeError:
            raise ServiceUnavailableError(f"cannot listen on {address}") from None

    async def start(self) -> None:
        """Answers calls on the port that `bind` took."""
        await self._servers[-1].start()
        self._keeping = asyncio.create_task(self._keep(), name="listener")

    async def stop(self, grace_seconds: float) -> None:
        """Refuses new calls and breaks off the others after `grace_seconds`; a second call may shorten the time."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.wait((self._keeping,))
        await asyncio.gather(*(server.stop(grace_seconds) for server in self._servers))

    async def _keep(self) -> None:
        while True:
            server = self._servers[-1]
            try:
                # Until the server's last call has ended, gRPC reports only on request that the server has given up.
                while await server.wait_for_termination(_LOOK_SECONDS):
                    pass
            except Exception as error:  # noqa: BLE001  # whatever ended the server must not end the listener
                log_failure("listening again", port=self.port, error=type(error).__name__)
            retiring = asyncio.create_task(self._retire(server))
            self._retiring.add(retiring)
            retiring.add_done_callback(self._retiring.discard)
            await self._begin_again()

    async def _begin_again(self) -> None:
        while True:
            try:
                self.bind()
            except ServiceUnavailableError as error:
                log_failure("not listening", reason=str(error))
                await asyncio.sleep(_LOOK_SECONDS)
            else:
                await self._servers[-1].start()
                return

    async def _retire(self, server: grpc.aio.Server) -> None:
        await server.stop(self._settings.grace_seconds)
        self._servers.remove(server)


def _free_address(host: str, port: int) -> str:
    """Returns the address in gRPC's form; raises ServiceUnavailableError with the reason, which gRPC does not give."""
    is_v6 = ":" in host
    address = f"[{host}]:{port}" if is_v6 else f"{host}:{port}"
    try:
        with socket.socket(socket.AF_INET6 if is_v6 else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise ServiceUnavailableError(f"cannot listen on {address}: {error.strerror}") from error
    return address
