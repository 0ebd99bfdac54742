"""The port of JSON over HTTP and the page, beside that of gRPC and answered by the same handlers."""

from collections.abc import Mapping
from typing import Any

import grpc

from dateline.convert import server_info_to_message
from dateline.export.message_fields import message_fields
from dateline.server.health import LIVENESS, Health
from dateline.server.interceptor import CallInterceptor
from dateline.server.scheduling.workers import Workers
from dateline.server.security.certificates import server_context
from dateline.server.service import AnnotationService
from dateline.settings import Settings
from dateline.v1 import annotation_pb2, annotation_pb2_grpc
from dateline.values import LANGUAGE_CODES, Limits, ServerInfo
from dateline.web import (
    App,
    Behaviour,
    FileCalls,
    Guard,
    HttpListener,
    UnaryCalls,
    export_formats,
    health_routes,
    openapi_routes,
    page_routes,
)

_SERVICE = annotation_pb2.DESCRIPTOR.services_by_name["AnnotationService"]
_PREFIX = f"/{_SERVICE.full_name}/"


def http_listener(  # noqa: PLR0913  # the parameters are independent
    settings: Settings,
    *,
    service: AnnotationService,
    calls: CallInterceptor,
    health: Health,
    file_thread: Workers,
    version: str,
) -> HttpListener:
    """Returns the listener of `settings.http_port`, which is not listening yet; `file_thread` is where files are read.

    Raises InvalidInputError where a certificate or key cannot be used.
    """
    assert settings.http_port is not None
    files = FileCalls(
        file_thread.submit, limits=Limits.of(settings), deadline_seconds=settings.default_deadline_seconds
    )
    unary_calls = UnaryCalls(
        _SERVICE,
        find_handler=_Handlers(service, calls, others=files.behaviours()).find,
        most_bytes=settings.max_request_bytes,
        body_seconds=settings.default_deadline_seconds,
    )
    routes = unary_calls.routes() | openapi_routes()
    routes |= health_routes(
        is_alive=lambda: health.is_serving(LIVENESS), is_ready=lambda: health.is_serving(_SERVICE.full_name)
    )
    if settings.page:
        routes |= page_routes(_page_settings(settings, version=version))
        routes |= files.routes(unary_calls, prefix=_PREFIX)
    guard = Guard(
        bound_host=settings.http_host,
        allowed_hosts=_items(settings.http_allowed_hosts),
        allowed_origins=_items(settings.http_allowed_origins),
    )
    return HttpListener(
        App(routes, guard=guard, most_header_bytes=settings.max_metadata_bytes),
        address=(settings.http_host, settings.http_port),
        tls=server_context(settings),
        most_header_bytes=settings.max_metadata_bytes,
    )


class _Handlers:
    """The service's handlers, wrapped by the interceptor at each call, as gRPC's server does.

    `others` are behaviours of calls that are served over HTTP alone, by name.
    """

    def __init__(self, service: AnnotationService, calls: CallInterceptor, *, others: Mapping[str, Behaviour]) -> None:
        self._calls = calls
        self._others = {f"{_PREFIX}{name}": behaviour for name, behaviour in others.items()}
        self._generic: tuple[Any, ...] = ()
        # It takes this object for a server, and tells it the handlers.
        annotation_pb2_grpc.add_AnnotationServiceServicer_to_server(service, self)  # type: ignore[arg-type]

    def add_generic_rpc_handlers(self, handlers: tuple[Any, ...]) -> None:
        """Keeps the handlers."""
        self._generic = handlers

    def add_registered_method_handlers(self, service_name: str, handlers: object) -> None:
        """Does nothing: these are the same handlers once more."""

    async def find(self, details: grpc.HandlerCallDetails) -> object:
        """Returns the wrapped handler of the method that is called."""
        return await self._calls.intercept_service(self._plain, details)

    async def _plain(self, details: grpc.HandlerCallDetails) -> Any:  # noqa: ANN401  # as gRPC has it
        if details.method in self._others:
            return grpc.unary_unary_rpc_method_handler(self._others[details.method])
        (generic,) = self._generic
        return generic.service(details)


def _page_settings(settings: Settings, *, version: str) -> dict[str, object]:
    """Returns what the page's script asks before it calls: version, limits, languages, how it is reached."""
    info = ServerInfo(server_version=version, model=None, gazetteer=None, limits=Limits.of(settings))
    return message_fields(server_info_to_message(info)) | {
        "needs_token": settings.token_file is not None,
        "grpc_port": settings.port,
        "export_formats": export_formats(),
        "language_codes": LANGUAGE_CODES,
    }


def _items(text: str) -> tuple[str, ...]:
    """Returns the items of a list with commas."""
    return tuple(item.strip() for item in text.split(",") if item.strip())
