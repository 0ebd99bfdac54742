"""Requests over HTTP of tests, and their answers."""

import base64
import json
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import aiohttp
from google.protobuf.any_pb2 import Any as PackedDetail
from google.rpc import status_pb2

from dateline.server import Server
from support.calls import details
from support.fake_annotator import TIMEOUT_SECONDS

SERVICE = "dateline.v1.AnnotationService"


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """The answer to a request."""

    status: int
    headers: Any
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def details(self) -> dict[str, Any]:
        """The details of an error, as clients of the protocol read them."""
        packed = []
        for each in self.json["details"]:
            value = base64.b64decode(each["value"] + "==")
            packed.append(PackedDetail(type_url=f"type.googleapis.com/{each['type']}", value=value))
        return details(status_pb2.Status(details=packed))

    @property
    def fields(self) -> list[str]:
        """The paths of the fields that an error names."""
        return [violation.field for violation in self.details["BadRequest"].field_violations]


async def fetch(server: Server, path: str, *, method: str = "GET", **options: Any) -> HttpAnswer:
    """Asks for a path, on a connection of its own."""
    url = f"http://127.0.0.1:{server.http_port}{path}"
    timeout = aiohttp.ClientTimeout(TIMEOUT_SECONDS)
    async with (
        aiohttp.ClientSession(timeout=timeout) as session,
        session.request(method, url, **options) as response,
    ):
        return HttpAnswer(response.status, response.headers, await response.read())


async def call(
    server: Server, method: str, request: object, *, headers: dict[str, str] | None = None, **options: Any
) -> HttpAnswer:
    """Calls a method of the service with a request in JSON."""
    return await fetch(
        server,
        f"/{SERVICE}/{method}",
        method="POST",
        data=json.dumps(request).encode(),
        headers={"content-type": "application/json"} | (headers or {}),
        **options,
    )


async def send_file(server: Server, content: bytes, name: str = "page", **headers: str) -> HttpAnswer:
    """Has a file read; `headers` are sent beside its type."""
    sent = {"content-type": "application/octet-stream"} | headers
    return await fetch(server, f"/documents?name={name}", method="POST", data=BytesIO(content), headers=sent)


def article(text: str = "Talks in Astana", **fields: object) -> dict[str, object]:
    """A request to annotate an article."""
    return {"article": {"text": text, **fields}}
