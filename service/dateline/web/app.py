"""The ASGI application (spec 2.3): it checks where a request comes from, and answers it by the route of its path."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from typing import Any, TypeAlias

from dateline.errors import (
    FieldViolation,
    InternalError,
    InvalidInputError,
    ServiceUnavailableError,
    UnsupportedCallError,
)
from dateline.web.connect import error_answer
from dateline.web.guard import Guard
from dateline.web.request import Answer, Headers, Receive, RefusedError, Request, Route, Routes

_logger = logging.getLogger(__name__)

Send: TypeAlias = Callable[[dict[str, Any]], Awaitable[None]]

_SECURITY_HEADERS = (
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
)
"""Headers of every answer that has none of the same name."""
_WITHOUT_CONTENT = (204, 304)
_LINGER_SECONDS = 2.0
_HEADER_BYTES = 32


class App:
    """The application of the routes that it is given.

    The headers of a request and its path have at most `most_header_bytes`, counted as gRPC counts: 32 for each header
    beside its name and value.
    """

    def __init__(self, routes: Routes, *, guard: Guard, most_header_bytes: int) -> None:
        self._routes = routes
        self._guard = guard
        self._most_header_bytes = most_header_bytes

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answers one request."""
        request = _request(scope, receive)
        try:
            answer = await self._answer(request)
        except asyncio.CancelledError:
            # The server has broken the call off, at the end of the time that it gives calls when it stops.
            answer = error_answer(ServiceUnavailableError("the server is stopping"))
        except Exception:
            _logger.exception("a request could not be answered")
            answer = error_answer(InternalError("internal error"))
        try:
            await _send(answer, request, send)
        finally:
            answer.sent()

    async def _answer(self, request: Request) -> Answer:
        route = self._routes.get(request.path)
        granted: Headers = ()
        try:
            self._check_size(request)
            if route is None or not route.is_open:
                granted = self._guard.check(request)
            answer = await self._routed(route, request, granted=granted)
        except RefusedError as refused:
            answer = error_answer(refused.error, status=refused.status, headers=refused.headers)
        return Answer(answer.status, (*answer.headers, *granted), answer.body, answer.sent)

    def _check_size(self, request: Request) -> None:
        """Raises RefusedError where the headers are too large, which the connection only sees while they come."""
        size = sum(len(name) + len(value) + _HEADER_BYTES for name, value in request.headers)
        if size + len(request.path) + len(request.query) > self._most_header_bytes:
            violation = FieldViolation("headers", f"have more than {self._most_header_bytes} bytes with the path")
            raise RefusedError(431, InvalidInputError(violation))

    async def _routed(self, route: Route | None, request: Request, *, granted: Headers) -> Answer:
        if route is None:
            raise RefusedError(404, UnsupportedCallError("path: nothing is served here; /openapi.json lists what is"))
        if granted and (headers := self._guard.preflight(request, methods=route.methods)) is not None:
            return Answer(204, headers)
        if request.method not in route.methods:
            methods = ", ".join(route.methods)
            violation = FieldViolation("method", f"must be one of {methods}")
            raise RefusedError(405, InvalidInputError(violation), headers=(("allow", methods),))
        return await route.answer(request)


def _request(scope: dict[str, Any], receive: Receive) -> Request:
    host, port = scope["client"] or ("", 0)
    return Request(
        method=scope["method"],
        path=scope["path"],
        query=scope["query_string"].decode("latin-1"),
        headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]),
        client=f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        receive=receive,
    )


async def _send(answer: Answer, request: Request, send: Send) -> None:
    given = {name for name, _ in answer.headers}
    length = () if answer.status in _WITHOUT_CONTENT else (("content-length", str(len(answer.body))),)
    headers = [
        ("date", formatdate(usegmt=True)),
        *length,
        *answer.headers,
        *((name, value) for name, value in _SECURITY_HEADERS if name not in given),
    ]
    encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": encoded})
    is_lingering = ("connection", "close") in answer.headers
    await send({"type": "http.response.body", "body": answer.body, "more_body": is_lingering})
    if is_lingering:
        await _drain(request)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _drain(request: Request) -> None:
    """Drops what the caller still sends: were the connection closed at once, the caller might not see the answer."""
    try:
        async with asyncio.timeout(_LINGER_SECONDS):
            while (await request.receive()).get("more_body"):
                pass
    except TimeoutError:
        pass
