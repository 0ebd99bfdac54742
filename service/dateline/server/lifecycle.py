"""The server from start to stop: bind, answer health checks, load, serve, drain.

The health status "" says that the process is alive and no thread hangs; the status named like the service says that the
server is ready.
"""

import asyncio
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

import grpc.aio
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from dateline.endpoint import is_loopback
from dateline.errors import FieldViolation, InvalidInputError, ServiceUnavailableError, missing_extra
from dateline.server.health import LIVENESS, Health
from dateline.server.interceptor import CallInterceptor
from dateline.server.listener import Listener, server_options
from dateline.server.scheduling.annotator_protocol import AnnotatorProtocol
from dateline.server.scheduling.pipeline import Pipeline
from dateline.server.scheduling.workers import Workers
from dateline.server.security.certificates import server_credentials
from dateline.server.security.expiry import certificate_expiry
from dateline.server.security.tokens import Tokens
from dateline.server.service import AnnotationService
from dateline.server.telemetry.metrics import Metrics
from dateline.settings import Settings
from dateline.v1 import annotation_pb2, annotation_pb2_grpc

if TYPE_CHECKING:
    # Not at run time: the one needs an extra, the other uvicorn, which takes a tenth of a second to import.
    from dateline.server.telemetry.tracing import Tracing
    from dateline.web import HttpListener

_SERVICE = annotation_pb2.DESCRIPTOR.services_by_name["AnnotationService"]
_METHOD_NAMES = tuple(method.name for method in _SERVICE.methods)
_FILE_METHODS = ("ReadDocument", "ExportAnnotation")
"""The calls of `dateline.web.files`, which is not imported here for the same reason."""
SERVICE_NAME = _SERVICE.full_name
_HEALTH_NAME = health_pb2.DESCRIPTOR.services_by_name["Health"].full_name

_WATCH_SECONDS = 5.0
_SETTLE_SECONDS = 0.05


class Server:
    """A gRPC server around an annotator; as a context manager it starts, loads, and stops."""

    def __init__(
        self,
        annotator: AnnotatorProtocol,
        *,
        settings: Settings,
        now: Callable[[], float] = time.monotonic,
        watch_seconds: float = _WATCH_SECONDS,
        tracing: "Tracing | None" = None,
    ) -> None:
        self.port = 0
        self.metrics = Metrics(methods=(*_METHOD_NAMES, *_FILE_METHODS))
        self.pipeline = Pipeline(annotator, settings=settings, now=now, on_batch=self.metrics.count_batch)
        self._file_thread = Workers(1, name="files", now=now)
        self.metrics.watch(
            queue_tokens=lambda: self.pipeline.admission.reserved_tokens,
            stalled_seconds=lambda: self.stalled_seconds,
            model_threads=lambda: self.pipeline.batcher.parallel_batches,
        )
        self._settings = settings
        self._watch_seconds = watch_seconds
        self._watching: asyncio.Task[None] | None = None
        self._health = Health()
        self._tracing = tracing
        self._credentials = server_credentials(settings)
        if settings.tls_certificate is not None:
            self.metrics.watch_certificate(certificate_expiry(settings.tls_certificate))
        tokens = Tokens(settings.token_file) if settings.token_file is not None else None
        self._calls = CallInterceptor(SERVICE_NAME, metrics=self.metrics, tokens=tokens, tracing=tracing)
        self._service = AnnotationService(self.pipeline)
        self._listener: Listener | None = None
        self._health_listener: Listener | None = None
        self._http_listener = self._build_http(annotator.version) if settings.http_port is not None else None
        self.http_port: int | None = None
        self.health_port: int | None = None
        self.metrics_port: int | None = None

    async def start(self) -> None:
        """Listens on the ports; from here on the server is alive, but not ready.

        Raises ServiceUnavailableError where a port is taken.
        """
        await self._health.set(SERVICE_NAME, is_serving=False)
        settings = self._settings
        self._listener = Listener(self._build, settings=settings, port=settings.port, credentials=self._credentials)
        try:
            self._listener.bind()
            self.port = self._listener.port
            if settings.health_port is not None:
                self._health_listener = Listener(
                    self._build_health, settings=settings, port=settings.health_port, credentials=None
                )
                self._health_listener.bind()
                self.health_port = self._health_listener.port
                await self._health_listener.start()
            if self._http_listener is not None:
                self._http_listener.bind()
                self.http_port = self._http_listener.port
                await self._http_listener.start()
            if settings.metrics_port is not None:
                # In a thread, because the page's server may ask the name service for this machine's name.
                serve_page = self.metrics.serve
                self.metrics_port = await asyncio.to_thread(serve_page, settings.metrics_host, settings.metrics_port)
        except ServiceUnavailableError:
            await self._end()
            raise
        await self._listener.start()

    async def load(self) -> None:
        """Loads model and gazetteer and warms them up; from here on the server is ready.

        Raises ResourceMissingError or ResourceDamagedError.
        """
        await self.pipeline.load()
        self._watching = asyncio.create_task(self._watch_threads(), name="watchdog")
        self.metrics.set_ready(self.pipeline.info())
        await self._health.set(SERVICE_NAME, is_serving=True)

    async def stop(self) -> None:
        """Drains and stops: refuses new calls after the drain delay and gives calls in work the grace period."""
        if self._listener is None:
            return
        self.metrics.set_ready(None)
        await self._health.shut_down()
        if self._watching is not None:
            self._watching.cancel()
        await asyncio.sleep(self._settings.drain_delay_seconds)
        self._service.drain()
        stopping = asyncio.gather(*(listener.stop(self._settings.grace_seconds) for listener in self._call_listeners))
        # Calls that came just before may have been taken but not begun.
        await asyncio.sleep(_SETTLE_SECONDS)
        idle = asyncio.create_task(self._calls.idle())
        await asyncio.wait((stopping, idle), return_when=asyncio.FIRST_COMPLETED)
        idle.cancel()
        # Clients that check health hold a Watch call open, which alone would take the whole grace period.
        await asyncio.gather(*(listener.stop(0) for listener in self._call_listeners))
        await stopping
        self._file_thread.close()
        await self.pipeline.close()
        await self._end()

    @property
    def is_busy(self) -> bool:
        """Whether a thread is still at work, which would keep the process from ending."""
        return self.pipeline.is_busy or self._file_thread.is_busy

    @property
    def stalled_seconds(self) -> float:
        """Seconds that the oldest job on any thread has been at work."""
        return max(self.pipeline.stalled_seconds, self._file_thread.stalled_seconds)

    @property
    def _call_listeners(self) -> "tuple[Listener | HttpListener, ...]":
        """The listeners that take calls of the service."""
        return tuple(listener for listener in (self._listener, self._http_listener) if listener is not None)

    async def _end(self) -> None:
        """Closes every port and sends the traces that are left."""
        for listener in (*self._call_listeners, self._health_listener):
            if listener is not None:
                await listener.stop(0)
        await asyncio.to_thread(self.metrics.close)
        if self._tracing is not None:
            await asyncio.to_thread(self._tracing.close)

    async def __aenter__(self) -> Self:
        await self.start()
        try:
            await self.load()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _watch_threads(self) -> None:
        """Reports the process as dead while one of its threads hangs, so that its supervisor restarts it."""
        while True:
            is_alive = self.stalled_seconds < self._settings.stall_seconds
            await self._health.set(LIVENESS, is_serving=is_alive)
            await asyncio.sleep(self._watch_seconds)

    def _build(self) -> grpc.aio.Server:
        server = grpc.aio.server(interceptors=(self._calls,), options=server_options(self._settings))
        annotation_pb2_grpc.add_AnnotationServiceServicer_to_server(self._service, server)
        health_pb2_grpc.add_HealthServicer_to_server(self._health, server)
        if self._settings.reflection:
            names = (SERVICE_NAME, _HEALTH_NAME, reflection.SERVICE_NAME)
            reflection.enable_server_reflection(names, server)
        return server

    def _build_http(self, version: str) -> "HttpListener":
        from dateline.server.http_listener import http_listener

        return http_listener(
            self._settings,
            service=self._service,
            calls=self._calls,
            health=self._health,
            file_thread=self._file_thread,
            version=version,
        )

    def _build_health(self) -> grpc.aio.Server:
        """Returns a server of health alone, without TLS, which probes do not speak."""
        server = grpc.aio.server(interceptors=(self._calls,), options=server_options(self._settings))
        health_pb2_grpc.add_HealthServicer_to_server(self._health, server)
        return server


def create_server(annotator: AnnotatorProtocol, *, settings: Settings) -> Server:
    """Returns a server that is not listening yet; must be called in a running event loop.

    Raises InvalidInputError where the server would offer plain text beyond this machine without the setting `insecure`,
    and where a certificate, key or token file cannot be used; MissingExtraError where traces need OpenTelemetry.
    """
    _check_plain_text(settings)
    return Server(annotator, settings=settings, tracing=_tracing(annotator) if settings.traces else None)


def _check_plain_text(settings: Settings) -> None:
    hosts = {"host": settings.host} | ({} if settings.http_port is None else {"http_host": settings.http_host})
    for name, host in hosts.items():
        if settings.tls_certificate is None and not (settings.insecure or is_loopback(host)):
            raise InvalidInputError(
                FieldViolation(
                    name,
                    f"{host} is reachable from elsewhere in plain text; set DATELINE_TLS_CERTIFICATE and "
                    "DATELINE_TLS_KEY, or DATELINE_INSECURE=true (--insecure) to allow it",
                )
            )


def _tracing(annotator: AnnotatorProtocol) -> "Tracing":
    try:
        from dateline.server.telemetry.tracing import open_tracing
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "opentelemetry":
            raise
        raise missing_extra("the setting traces needs OpenTelemetry, which is missing", extras="server,otel") from None
    return open_tracing(service=SERVICE_NAME, version=annotator.version)
