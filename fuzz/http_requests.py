"""Attacks by requests over HTTP: odd in their messages, their headers or their framing, or never finished."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from random import Random
from typing import TypeAlias

from google.protobuf.any_pb2 import Any as PackedDetail
from google.protobuf.json_format import MessageToJson, Parse, SerializeToJsonError
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from google.rpc import code_pb2, status_pb2

from dateline.v1 import annotation_pb2 as pb
from fuzz.contract import answer_complaints, has_canary, parsed, status_complaints
from fuzz.strange_messages import CANARY, samples
from fuzz.target import MAX_REQUEST_BYTES, Target

HttpAttack: TypeAlias = Callable[[Target, Random], Awaitable[None]]

_SECONDS = 20.0
_LISTEN_SECONDS = 1.0
_SERVICE = "/dateline.v1.AnnotationService"
_PATH = f"{_SERVICE}/AnnotateArticle"
_GOOD = json.dumps({"article": {"text": f"{CANARY} in Oslo"}}).encode()
_MESSAGES_A_METHOD = 15
_REFUSALS = {400, 403, 404, 405, 408, 413, 415, 431, 501}
_BUSY = {429, 503, 504}
_METHODS = [
    method for method in pb.DESCRIPTOR.services_by_name["AnnotationService"].methods if not method.client_streaming
]


def request(*headers: str, path: str = _PATH, body: bytes = _GOOD, verb: str = "POST") -> bytes:
    """Returns a request with the usual headers unless `headers` has others of the same name."""
    usual = {
        "Host": "localhost",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Connection": "close",
    }
    given = {header.partition(":")[0].lower() for header in headers}
    lines = [f"{name}: {value}" for name, value in usual.items() if name.lower() not in given]
    return "\r\n".join([f"{verb} {path} HTTP/1.1", *lines, *headers]).encode("latin-1") + b"\r\n\r\n" + body


BAD_REQUESTS: dict[str, Callable[[Random], bytes]] = {
    "as it should be": lambda _: request(),
    "random bytes": lambda rng: rng.randbytes(rng.randint(1, 5_000)),
    "damaged": lambda rng: _damaged(request(), rng),
    "cut off": lambda rng: request()[: rng.randrange(1, len(request()))],
    "HTTP/2": lambda _: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/1.0": lambda _: request().replace(b"HTTP/1.1", b"HTTP/1.0"),
    "HTTP/9.9": lambda _: request().replace(b"HTTP/1.1", b"HTTP/9.9"),
    "many at once": lambda _: request("Connection: keep-alive") * 100 + request(),
    "half a body": lambda _: request("Content-Length: 9999"),
    "two lengths": lambda _: request("Content-Length: 1", f"Content-Length: {len(_GOOD)}"),
    "length of ages": lambda _: request("Content-Length: " + "9" * 300),
    "a length below zero": lambda _: request("Content-Length: -1"),
    "chunks": lambda _: request("Transfer-Encoding: chunked", body=b"%x\r\n%s\r\n0\r\n\r\n" % (len(_GOOD), _GOOD)),
    "chunks of one": lambda _: request("Transfer-Encoding: chunked", body=b"1\r\nx\r\n" * 20_000 + b"0\r\n\r\n"),
    "chunks that are none": lambda _: request("Transfer-Encoding: chunked", body=b"zz\r\n"),
    "a chunk of 4 GiB": lambda _: request("Transfer-Encoding: chunked", body=b"ffffffff\r\n" + b"x" * 2_000_000),
    "chunks and a length": lambda _: request("Transfer-Encoding: chunked", "Content-Length: 3", body=b"0\r\n\r\n"),
    "too large": lambda _: request(body=b" " * (MAX_REQUEST_BYTES + 1)),
    "packed a thousandfold": lambda _: request("Content-Encoding: gzip", body=_bomb()),
    "packed badly": lambda rng: request("Content-Encoding: gzip", body=rng.randbytes(500)),
    "packed, unknown how": lambda _: request(f"Content-Encoding: {CANARY}"),
    "large headers": lambda _: request(f"X-Large: {CANARY * 3_000}"),
    "many headers": lambda _: request(*(f"X-{number}: {CANARY}" for number in range(2_000))),
    "headers without end": lambda _: request(f"X-Large: {CANARY * 50_000}")[:-200],
    "header over two lines": lambda _: request(f"X-Folded: {CANARY}\r\n  {CANARY}"),
    "control characters": lambda _: request("X-Odd: a\0b\x7f"),
    "beyond ASCII": lambda _: request("X-Odd: \xe9\xff", "X-Request-Id: \xe9"),
    "no host": lambda _: request().replace(b"Host: localhost\r\n", b""),
    "two hosts": lambda _: request("Host: localhost", f"Host: {CANARY}"),
    "another host": lambda _: request(f"Host: {CANARY}"),
    "another origin": lambda _: request(f"Origin: https://{CANARY}"),
    "an origin that is none": lambda _: request("Origin: http://[" + CANARY),
    "a host that is none": lambda _: request("Host: [::" + CANARY),
    "no content type": lambda _: request("Content-Type: "),
    "a form": lambda _: request("Content-Type: application/x-www-form-urlencoded"),
    "a time that is none": lambda _: request("Connect-Timeout-Ms: soon"),
    "a time of nothing": lambda _: request("Connect-Timeout-Ms: 0"),
    "a time of ages": lambda _: request("Connect-Timeout-Ms: 9999999999"),
    "an upgrade": lambda _: request("Connection: close, Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: x"),
    "a question first": lambda _: request("Expect: 100-continue"),
    "an expectation that is none": lambda _: request(f"Expect: {CANARY}"),
    "traces that are none": lambda _: request(f"Traceparent: {CANARY}", f"Tracestate: {CANARY}"),
    "another verb": lambda rng: request(verb=rng.choice(["PUT", "TRACE", "CONNECT", "HEAD", "OPTIONS", CANARY])),
    "another path": lambda _: request(path=f"/{CANARY}"),
    "a path out of the folder": lambda _: request(path="/page/../../settings.py", verb="GET"),
    "an escaped path out of the folder": lambda _: request(path="/page/%2e%2e/%2e%2e/settings.py", verb="GET"),
    "an address for a path": lambda _: request(path=f"http://{CANARY}/"),
    "a star for a path": lambda _: request(path="*", verb="OPTIONS"),
    "a badly escaped path": lambda _: request(path="/%ff%zz%00"),
    "a query that is none": lambda _: request(path=f"{_PATH}?&&=%&encoding=json&message=%ff", verb="GET"),
    "a query of many": lambda _: request(path=f"{_PATH}?" + "a=b&" * 2_000, verb="GET"),
}
"""The name of each case, and the function that makes its bytes."""


def _bomb() -> bytes:
    import gzip

    return gzip.compress(b" " * (64 << 20), 1)


def _damaged(content: bytes, rng: Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(rng.randint(1, 6)):
        damaged[rng.randrange(len(damaged))] = rng.randrange(256)
    return bytes(damaged)


async def bad_requests(target: Target, rng: Random) -> None:
    """Sends each of `BAD_REQUESTS` on a connection of its own."""
    for name, make in BAD_REQUESTS.items():
        kind, content = f"http: {name}", make(rng)
        answer = await _answer(target, content, seconds=_LISTEN_SECONDS)
        statuses = _statuses(answer)
        target.record.answer(kind, "+".join(sorted(set(map(str, statuses)))) or "closed")
        if not set(statuses) <= {200, *_REFUSALS, *_BUSY}:
            target.record.finding(kind, f"{statuses}", content)
        if 200 not in statuses and has_canary(answer.decode("latin-1")):
            target.record.finding(kind, "quotes its input", content)


async def odd_json(target: Target, rng: Random) -> None:
    """Sends messages of every kind to every unary method, as JSON, damaged JSON, and binary."""
    for method in _METHODS:
        kind, answer_kind = GetMessageClass(method.input_type), GetMessageClass(method.output_type)
        contents = await asyncio.to_thread(
            samples, method.input_type, number=rng.getrandbits(64), count=_MESSAGES_A_METHOD
        )
        for content in contents:
            message = parsed(kind, content)
            path = f"{_SERVICE}/{method.name}"
            await _send(target, path, content, message, answer_kind, codec="proto")
            if message is None:
                continue
            with suppress(SerializeToJsonError):
                message.DiscardUnknownFields()
                text = MessageToJson(message, indent=None).encode()
                await _send(target, path, text, message, answer_kind, codec="json")
                await _send(target, path, _damaged(text, rng), None, answer_kind, codec="json")


async def _send(
    target: Target, path: str, content: bytes, message: Message | None, answer_kind: type[Message], *, codec: str
) -> None:
    """Sends a message, and records where the answer breaks the contract; `message` is None where that is not known."""
    kind = f"http {codec}" + (", damaged" if message is None else "")
    answer = await _answer(target, request(f"Content-Type: application/{codec}", path=path, body=content))
    head, _, body = answer.partition(b"\r\n\r\n")
    status = (_statuses(head) or [0])[0]
    target.record.answer(kind, str(status))
    if status == 200:
        complaints = _answer_complaints(body, message, answer_kind(), codec=codec)
    elif status == 0:
        complaints = ["no answer"]
    else:
        complaints = _error_complaints(status, head, json.loads(body), content, message)
    for complaint in complaints:
        target.record.finding(kind, complaint, content)


def _answer_complaints(body: bytes, message: Message | None, answer: Message, *, codec: str) -> list[str]:
    if codec == "json":
        Parse(body, answer)
    else:
        answer.ParseFromString(body)
    return [] if message is None else list(answer_complaints([answer], message.SerializeToString(), message))


def _error_complaints(
    status: int, head: bytes, error: dict[str, object], content: bytes, message: Message | None
) -> list[str]:
    if has_canary(f"{head!r}{error}"):
        return ["quotes its input"]
    if len(content) > MAX_REQUEST_BYTES:
        return [] if status == 413 else [f"{status} of a message that is too large"]
    if message is None:
        return [] if status in (400, 500, *_BUSY) else [f"{status}: {error['message']}"]
    return list(status_complaints(_status_of(error), content, message))


def _status_of(error: dict[str, object]) -> status_pb2.Status:
    """Returns the status that an error's JSON says."""
    code = str(error["code"]).upper().replace("CANCELED", "CANCELLED")
    status = status_pb2.Status(code=code_pb2.Code.Value(code), message=str(error["message"]))
    details = error.get("details", [])
    assert isinstance(details, list)
    for detail in details:
        value = base64.b64decode(detail["value"] + "==")
        status.details.append(PackedDetail(type_url=f"type.googleapis.com/{detail['type']}", value=value))
    return status


async def half_requests(target: Target, rng: Random) -> None:
    """Opens connections that stop at some point, and that nobody closes; some go on a byte a second."""
    whole = request()
    for size in (0, 5, whole.index(b"\r\n\r\n"), whole.index(b"\r\n\r\n") + 4, len(whole) - 1, len(whole)):
        _, writer = await asyncio.open_connection("127.0.0.1", target.http_port)
        writer.write(whole[:size])
        target.held.append(writer)
        target.record.answer("http half-open", "held")
    _, writer = await asyncio.open_connection("127.0.0.1", target.http_port)
    target.held.append(writer)
    target.start(_drip(writer, whole, start=rng.randrange(len(whole))))
    target.record.answer("http slow writer", "held")


async def slow_http_readers(target: Target, rng: Random) -> None:
    """Asks for large answers, many at once, and does not read them."""
    body = json.dumps({"article": {"text": f"A{CANARY} " * rng.randint(1_000, 4_000)}}).encode()
    for _ in range(3):
        _, writer = await asyncio.open_connection("127.0.0.1", target.http_port)
        writer.write(request("Connection: keep-alive", body=body) * 20)
        target.held.append(writer)
        target.record.answer("http slow reader", "held")


async def leavers(target: Target, rng: Random) -> None:
    """Leaves at any moment of a call, politely or not."""
    for _ in range(20):
        _, writer = await asyncio.open_connection("127.0.0.1", target.http_port)
        writer.write(request())
        await asyncio.sleep(rng.random() / 100)
        writer.transport.abort() if rng.random() < 0.5 else writer.close()
        target.record.answer("http leaver", "left")


async def _drip(writer: asyncio.StreamWriter, content: bytes, *, start: int) -> None:
    with suppress(ConnectionError):
        for index in range(start, len(content)):
            writer.write(content[index : index + 1])
            await writer.drain()
            await asyncio.sleep(1)


async def _answer(target: Target, content: bytes, *, seconds: float = _SECONDS) -> bytes:
    """Returns all that is answered until the server closes the connection, within so many seconds."""
    reader, writer = await asyncio.open_connection("127.0.0.1", target.http_port)
    parts = []
    with suppress(ConnectionError, TimeoutError):
        writer.write(content)
        async with asyncio.timeout(seconds):
            while part := await reader.read(1 << 16):
                parts.append(part)
    writer.close()
    return b"".join(parts)


def _statuses(answer: bytes) -> list[int]:
    """Returns the status of each answer, but for those that only say to go on."""
    lines = [line for line in answer.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]
    return [int(line.split()[1]) for line in lines if not line.startswith(b"HTTP/1.1 100")]


HTTP_ATTACKS: tuple[HttpAttack, ...] = (bad_requests, odd_json, half_requests, slow_http_readers, leavers)
