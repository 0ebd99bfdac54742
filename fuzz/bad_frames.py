"""Bytes that a gRPC server must survive on a connection; each sequence is sent on a connection of its own."""

import gzip
import struct
from collections.abc import Callable
from random import Random

from dateline.v1 import annotation_pb2 as pb
from fuzz.connection import (
    CONTINUATION,
    DATA,
    END_HEADERS,
    END_STREAM,
    GOAWAY,
    HEADERS,
    PADDED,
    PING,
    PREFACE,
    PRIORITY,
    PUSH_PROMISE,
    RST_STREAM,
    SETTINGS,
    WINDOW_UPDATE,
    Headers,
    block,
    call_headers,
    frame,
    message,
    settings,
)
from fuzz.strange_messages import CANARY

OPENING = PREFACE + settings()
REQUEST = pb.AnnotateArticleRequest(article=pb.Article(text=f"{CANARY} in Oslo")).SerializeToString()
_STREAM = "/dateline.v1.AnnotationService/StreamAnnotateArticles"
_FLOOD = 2_000
_LARGEST = 2**31 - 1


def call(
    body: bytes,
    *,
    stream: int = 1,
    flags: int = END_STREAM,
    path: str | None = None,
    headers: Headers | None = None,
    **changes: str | None,
) -> bytes:
    """Returns the frames of a call; `body` is a message with its gRPC frame."""
    headers = headers or (call_headers(path, **changes) if path else call_headers(**changes))
    return frame(HEADERS, END_HEADERS, stream, block(headers)) + frame(DATA, flags, stream, body)


def _damaged(rng: Random) -> bytes:
    content = bytearray(OPENING + call(message(REQUEST)))
    headers = range(len(OPENING), len(OPENING) + 9 + len(_HEADER_BLOCK))
    for _ in range(rng.randint(1, 6)):
        index = rng.randrange(len(PREFACE), len(content))
        # Bytes above 127 in the headers would make a path that is no text, which is the case of `FELLING`.
        content[index] = rng.randrange(128 if index in headers else 256)
    return bytes(content)


def _random_frames(rng: Random) -> bytes:
    def random_frame() -> bytes:
        content = rng.randbytes(rng.choice((0, 1, 4, 5, 8, 9, 100, 16_384)))
        kind = rng.choice((*range(10), rng.randrange(256)))
        return frame(kind, rng.randrange(256), rng.choice((0, 1, 2, 3, 5, _LARGEST, 2**32 - 1)), content)

    return OPENING + b"".join(random_frame() for _ in range(50))


def _odd_settings(rng: Random) -> bytes:
    numbers = (0, 1, 2, 3, 4, 5, 6, 8, 9, 0xFE03, 0xFFFF)
    values = (0, 1, 2, 16_383, 16_384, 2**24 - 1, 2**24, _LARGEST, 2**31, 2**32 - 1)
    many = [settings((rng.choice(numbers), rng.choice(values))) for _ in range(20)]
    return OPENING + rng.choice(many) + call(message(REQUEST)) + b"".join(many)


def _many(content: bytes, *, before: bytes = b"", count: int = _FLOOD) -> Callable[[Random], bytes]:
    return lambda _: OPENING + before + content * count


def _said(content: bytes) -> Callable[[Random], bytes]:
    return lambda _: OPENING + content


def _resets(_: Random) -> bytes:
    return OPENING + b"".join(
        call(message(REQUEST), stream=stream, flags=0) + frame(RST_STREAM, 0, stream, struct.pack(">I", 8))
        for stream in range(1, 1_000, 2)
    )


def _many_calls(_: Random) -> bytes:
    """Returns the beginnings of more calls than a connection may have."""
    headers = block(call_headers())
    return OPENING + b"".join(frame(HEADERS, END_HEADERS, stream, headers) for stream in range(1, 2_000, 2))


_HEADER_BLOCK = block(call_headers())
_LARGE_HEADER = block([("x-large", CANARY * 2_000)])
_OPEN_CALL = frame(HEADERS, END_HEADERS, 1, _HEADER_BLOCK)
# One large entry is put into the table, and then referred to ten thousand times with a byte each.
_HPACK_BOMB = bytes(b"\x40\x01x\x7f" + b"\xb1\x1e" + b"v" * 4_016) + b"\xbe" * 10_000

FELLING = OPENING + frame(HEADERS, END_HEADERS | END_STREAM, 1, block(call_headers(b"/\xff/x")))
"""Bytes after which gRPC takes no more calls, so that the server must listen anew."""

BAD_CONNECTIONS: dict[str, Callable[[Random], bytes]] = {
    "random bytes": lambda rng: rng.randbytes(rng.randint(1, 5_000)),
    "HTTP/1.1": lambda _: f"GET /{CANARY} HTTP/1.1\r\nHost: {CANARY}\r\n\r\n".encode(),
    "TLS hello": lambda rng: b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + rng.randbytes(500),
    "preface, then random bytes": lambda rng: OPENING + rng.randbytes(rng.randint(1, 5_000)),
    "half a preface": lambda rng: PREFACE[: rng.randrange(1, len(PREFACE))],
    "random frames": _random_frames,
    "damaged call": _damaged,
    "odd settings": _odd_settings,
    "settings flood": _many(settings((4, 65_535))),
    "settings of odd length": _said(frame(SETTINGS, content=b"\0" * 5)),
    "settings on a stream": _said(frame(SETTINGS, 0, 1)),
    "acknowledgement flood": _many(frame(SETTINGS, 1)),
    "ping flood": _many(frame(PING, content=CANARY.encode() + b"\0")),
    "ping of odd length": _said(frame(PING, content=b"\0")),
    "priority flood": _many(frame(PRIORITY, 0, 1, b"\0\0\0\3\x10")),
    "empty data flood": _many(frame(DATA, 0, 1), before=_OPEN_CALL),
    "window flood": _many(frame(WINDOW_UPDATE, content=struct.pack(">I", 1))),
    "window overflow": _many(frame(WINDOW_UPDATE, content=struct.pack(">I", _LARGEST)), count=3),
    "window overflow of a stream": _many(
        frame(WINDOW_UPDATE, 0, 1, struct.pack(">I", _LARGEST)), before=_OPEN_CALL, count=3
    ),
    "window update of nothing": _said(frame(WINDOW_UPDATE, content=bytes(4))),
    "large headers": _said(frame(HEADERS, END_HEADERS | END_STREAM, 1, _HEADER_BLOCK + _LARGE_HEADER)),
    "huge headers": _said(
        frame(HEADERS, 0, 1, _HEADER_BLOCK)
        + b"".join(frame(CONTINUATION, 0, 1, _LARGE_HEADER) for _ in range(60))
        + frame(CONTINUATION, END_HEADERS, 1)
    ),
    "continuation flood": _many(
        frame(CONTINUATION, 0, 1, block([("x", "y")])), before=frame(HEADERS, 0, 1, _HEADER_BLOCK)
    ),
    "empty continuation flood": _many(frame(CONTINUATION, 0, 1), before=frame(HEADERS, 0, 1, _HEADER_BLOCK)),
    "continuation of nothing": _said(frame(CONTINUATION, END_HEADERS, 1, _HEADER_BLOCK)),
    "continuation interrupted": _said(frame(HEADERS, 0, 1, _HEADER_BLOCK) + frame(PING, content=bytes(8))),
    "header bomb": _said(frame(HEADERS, END_HEADERS | END_STREAM, 1, _HEADER_BLOCK + _HPACK_BOMB)),
    "header of no index": _said(frame(HEADERS, END_HEADERS, 1, b"\xff\xff\xff\xff\x0f")),
    "header table of 4 GiB": _said(frame(HEADERS, END_HEADERS, 1, b"\x3f\xe1\xff\xff\xff\x0f" + _HEADER_BLOCK)),
    "header badly packed": _said(frame(HEADERS, END_HEADERS, 1, b"\x40\x81\xff\x81\xff" + _HEADER_BLOCK)),
    "resets": _resets,
    "many calls": _many_calls,
    "frame of 16 MiB": _said(frame(DATA, 0, 1, b"x" * 1_000, length=2**24 - 1)),
    "data for no call": _said(frame(DATA, 0, 1, b"x")),
    "data for the connection": _said(frame(DATA, 0, 0, b"x")),
    "data after the end": _said(call(message(REQUEST)) + frame(DATA, END_STREAM, 1, message(REQUEST))),
    "more padding than frame": _said(_OPEN_CALL + frame(DATA, PADDED, 1, b"\xffx")),
    "an even stream": _said(call(message(REQUEST), stream=2)),
    "falling streams": _said(call(message(REQUEST), stream=9) + call(message(REQUEST), stream=3)),
    "the same stream twice": _said(call(message(REQUEST), flags=0) + call(message(REQUEST))),
    "a stream that depends on itself": _said(frame(PRIORITY, 0, 1, b"\0\0\0\1\x10") + call(message(REQUEST))),
    "push promise": _said(frame(PUSH_PROMISE, END_HEADERS, 1, bytes(4) + _HEADER_BLOCK)),
    "last words": _said(frame(GOAWAY, content=bytes(7) + b"\2" + CANARY.encode() + b"\n") + call(message(REQUEST))),
    "goaway, then a call": _said(frame(GOAWAY, content=bytes(8) + CANARY.encode()) + call(message(REQUEST))),
    "metadata that are no text": _said(
        frame(HEADERS, END_HEADERS, 1, block([*call_headers(), ("x-request-id", b"\xff")]))
        + frame(DATA, END_STREAM, 1, message(REQUEST))
    ),
    "trailers of a caller": _said(_OPEN_CALL + frame(HEADERS, END_HEADERS | END_STREAM, 1, block([("x", CANARY)]))),
}
"""The name of each case, and the function that makes its bytes."""

BAD_CALLS: dict[str, tuple[Callable[[Random], bytes], set[str]]] = {
    name: (_said(content), set(expected.split()))
    for name, content, expected in (
        ("as it should be", call(message(REQUEST)), "OK"),
        ("no message", call(b""), ""),
        ("two messages", call(message(REQUEST) * 2), "OK"),
        ("half a message", call(message(REQUEST)[:-3]), ""),
        ("too short a length", call(message(REQUEST, length=3)), ""),
        ("length of 4 GiB", call(message(REQUEST, length=2**32 - 1)), "RESOURCE_EXHAUSTED"),
        ("compressed, not saying how", call(message(REQUEST, flag=1)), "INTERNAL"),
        ("flags there are not", call(message(REQUEST, flag=255)), ""),
        ("compressed badly", call(message(REQUEST, flag=1), grpc_encoding="gzip"), "INTERNAL"),
        ("compressed, unknown how", call(message(REQUEST, flag=1), grpc_encoding=CANARY.lower()), ""),
        ("compressed well", call(message(gzip.compress(REQUEST), flag=1), grpc_encoding="gzip"), "OK"),
        (
            "compressed a thousandfold",
            call(message(gzip.compress(bytes(10 << 20)), flag=1), grpc_encoding="gzip"),
            "RESOURCE_EXHAUSTED",
        ),
        ("no such method", call(message(REQUEST), path=f"/{CANARY}/{CANARY}"), "UNIMPLEMENTED"),
        ("a path of one part", call(message(REQUEST), path="x"), "UNIMPLEMENTED"),
        ("a path of 8,000 parts", call(message(REQUEST), path="/x" * 5_000), "UNIMPLEMENTED"),
        ("no path", call(message(REQUEST), headers=call_headers(**{":path": None})), ""),
        ("no method", call(message(REQUEST), headers=call_headers(**{":method": None})), ""),
        ("a GET", call(message(REQUEST), headers=call_headers(**{":method": "GET"})), ""),
        ("a text", call(message(REQUEST), content_type="text/plain"), ""),
        ("no content type", call(message(REQUEST), content_type=None), ""),
        ("no te", call(message(REQUEST), te=None), ""),
        ("upper case", call(message(REQUEST), X_Upper="x"), ""),
        ("connection header", call(message(REQUEST), connection="close"), ""),
        ("control characters", call(message(REQUEST), x_odd="a\0b\r\nc\x7f"), ""),
        ("beyond ASCII", call(message(REQUEST), x_odd="é\U0001f600"), ""),
        ("binary that is none", call(message(REQUEST), x_odd_bin="%%%"), ""),
        ("traces that are none", call(message(REQUEST), traceparent=CANARY, grpc_trace_bin="AAAA"), "OK"),
        ("a time that is none", call(message(REQUEST), grpc_timeout="soon"), ""),
        ("a time of nothing", call(message(REQUEST), grpc_timeout="0n"), "DEADLINE_EXCEEDED"),
        ("a time of ages", call(message(REQUEST), grpc_timeout="99999999H"), "OK"),
        ("a time below zero", call(message(REQUEST), grpc_timeout="-1S"), ""),
        (
            "two paths",
            frame(HEADERS, END_HEADERS, 1, block([*call_headers(), (":path", "/x")])) + frame(DATA, 1, 1),
            "",
        ),
        ("a stream of damaged framing", call(message(REQUEST) + b"\x07\xff\xff", path=_STREAM), ""),
    )
}
"""The name of each case, the function that makes its bytes, and the codes expected by the contract or gRPC, if any."""
