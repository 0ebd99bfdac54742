"""What the application makes of a request that goes wrong within."""

import json
import logging
from typing import Any

import pytest

from dateline.web.app import App
from dateline.web.guard import Guard
from dateline.web.request import Answer, Request, Route


async def test_a_defect_is_answered_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    """The caller hears that it is one, typed as all errors are, and the log has where it was."""

    async def fail(request: Request) -> Answer:
        raise LookupError(request.path)

    sent: list[dict[str, Any]] = []

    async def send(event: dict[str, Any]) -> None:
        sent.append(event)

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    app = App({"/": Route(fail)}, guard=Guard(bound_host="127.0.0.1"), most_header_bytes=1024)
    scope = {"method": "GET", "path": "/", "query_string": b"", "headers": [(b"host", b"[::1]")], "client": ("::1", 7)}
    with caplog.at_level(logging.ERROR, "dateline.web.app"):
        await app(scope, receive, send)
    start, body = sent
    assert start["status"] == 500
    assert json.loads(body["body"])["code"] == "internal"
    (record,) = caplog.records
    assert record.exc_info is not None
    assert record.exc_info[0] is LookupError
