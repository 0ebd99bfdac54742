"""What clients other than well-behaved ones do with a connection."""

import asyncio
import json
import socket

import pytest

from dateline.server import Server
from dateline.web.listener import HttpListener
from support.fake_annotator import TIMEOUT_SECONDS, until
from support.http_calls import SERVICE, article

PATH = f"/{SERVICE}/AnnotateArticle"


async def _exchange(port: int | None, content: bytes) -> bytes:
    """All that is answered until the server closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(content)
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            return await reader.read()
    finally:
        writer.close()


def _post(*headers: str, body: bytes = json.dumps(article()).encode()) -> bytes:
    lines = (
        f"POST {PATH} HTTP/1.1",
        "Host: localhost",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *headers,
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def test_an_offer_of_http_2_is_passed_over(server: Server) -> None:
    """The request of Java's own client is answered as any other, its body included."""
    offer = ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA")
    answers = await _exchange(server.http_port, _post(*offer) + _post("Connection: close"))
    assert answers.count(b"HTTP/1.1 200 OK") == 2
    assert answers.count(b'"fake:Astana"') == 4


async def test_requests_may_be_sent_ahead(server: Server) -> None:
    """Each of several requests that come at once is answered, in their order."""
    ahead = b"".join(_post(f"X-Request-Id: {number}") for number in range(3))
    answers = await _exchange(server.http_port, ahead + _post("X-Request-Id: 3", "Connection: close"))
    ids = [line.removeprefix(b"x-request-id: ") for line in answers.splitlines() if line.startswith(b"x-request-id")]
    assert ids == [b"0", b"1", b"2", b"3"]


async def test_a_large_request_can_ask_first(server: Server) -> None:
    """Who waits for a word before sending gets it, or the refusal in its place."""
    small = await _exchange(server.http_port, _post("Expect: 100-continue", "Connection: close"))
    assert small.startswith(b"HTTP/1.1 100 Continue\r\n")
    assert b"HTTP/1.1 200 OK" in small
    large = _post("Expect: 100-continue").replace(b"Content-Length: ", b"Content-Length: 99999999")
    head, _, _ = large.partition(b"\r\n\r\n")
    reader, writer = await asyncio.open_connection("127.0.0.1", server.http_port)
    writer.write(head + b"\r\n\r\n")
    assert (await reader.readline()).startswith(b"HTTP/1.1 413")
    writer.close()


@pytest.mark.parametrize(
    "content",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: x\r\n\r\n",
    ],
    ids=["tls", "http-2", "two-hosts", "no-host", "not-ascii", "length"],
)
async def test_what_is_no_request_is_answered_and_cut_off(server: Server, content: bytes) -> None:
    """With a typed error, and the connection is closed."""
    head, _, body = (await _exchange(server.http_port, content)).partition(b"\r\n\r\n")
    assert head.startswith((b"HTTP/1.1 400", b"HTTP/1.1 403"))
    assert json.loads(body.splitlines()[0])["code"] in ("invalid_argument", "permission_denied")


@pytest.mark.parametrize("begin", [b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ", b"GET /"])
async def test_headers_without_end_are_cut_off(server: Server, begin: bytes) -> None:
    """The server takes no more of them than their limit, and what it can read at a time."""
    _, writer = await asyncio.open_connection("127.0.0.1", server.http_port)
    writer.write(begin)

    async def fill() -> None:
        for _ in range(10_000):
            writer.write(b"x" * 10_000)
            await writer.drain()

    with pytest.raises(ConnectionError):
        await fill()
    writer.close()


@pytest.mark.parametrize("changes", [{"max_metadata_bytes": 4096}])
@pytest.mark.parametrize(("size", "status"), [(3_500, b"200"), (4_000, b"431")])
async def test_headers_have_a_limit(server: Server, size: int, status: bytes) -> None:
    """That of gRPC's metadata, in whatever pieces they come."""
    content = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Long: " + b"x" * size + b"\r\n\r\n"
    answer = await _exchange(server.http_port, content)
    assert answer.startswith(b"HTTP/1.1 " + status)


@pytest.mark.parametrize("changes", [{"max_request_bytes": 1024}])
async def test_a_damaged_body_ends_the_call(server: Server) -> None:
    """Chunks that are none are answered as what is no request; after an answer, they end the connection."""
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n"
    ).encode()
    assert (await _exchange(server.http_port, head + b"zz\r\n")).startswith(b"HTTP/1.1 400 Bad Request")
    reader, writer = await asyncio.open_connection("127.0.0.1", server.http_port)
    writer.write(head + b"7d0\r\n" + b" " * 2_000 + b"\r\n")
    assert (await reader.readline()).startswith(b"HTTP/1.1 413")
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"zz\r\n")
    async with asyncio.timeout(TIMEOUT_SECONDS):
        assert b"HTTP/1.1" not in await reader.read()
    writer.close()


async def test_answers_are_not_held_back(server: Server) -> None:
    """What is written goes out at once: else the second part of an answer would wait 40 ms for the caller's word."""
    _, writer = await asyncio.open_connection("127.0.0.1", server.http_port)
    listener = server._http_listener
    assert listener is not None
    await until(lambda: bool(listener._state.connections))
    (connection,) = listener._state.connections
    opened = connection.transport.get_extra_info("socket")
    assert opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1
    writer.close()


async def test_who_sends_no_request_is_cut_off() -> None:
    """A connection without the headers of a request does not stay, be it silent, slow, or between two requests."""
    import contextlib
    from typing import Any

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        del scope, receive
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body"})

    listener = HttpListener(app, address=("127.0.0.1", 0), tls=None, most_header_bytes=4096, idle_seconds=0.05)
    listener.bind()
    await listener.start()
    assert await _exchange(listener.port, b"") == b""
    request = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    assert (await _exchange(listener.port, request)).startswith(b"HTTP/1.1 200")
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
    with contextlib.suppress(ConnectionError):
        # A byte at a time, which the server must not take for progress.
        while not reader.at_eof() and not writer.is_closing():
            writer.write(b"G")
            await writer.drain()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(reader.read(1), 0.01)
    writer.close()
    await listener.stop(1)


async def test_it_can_be_stopped_before_it_starts() -> None:
    """The port that was taken is free again."""

    async def app(*_: object) -> None:
        raise AssertionError

    listener = HttpListener(app, address=("127.0.0.1", 0), tls=None, most_header_bytes=4096)
    await listener.stop(0)
    listener.bind()
    await listener.stop(0)
    again = HttpListener(app, address=("127.0.0.1", listener.port), tls=None, most_header_bytes=4096)
    again.bind()
    await again.stop(0)
