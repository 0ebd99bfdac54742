"""HTTP/2 written by hand, so that it can be written wrong: frames, header blocks, and a server's answers to them."""

import asyncio
import struct
from collections.abc import Sequence
from contextlib import suppress
from typing import cast

import grpc
from hpack import Decoder, Encoder
from hpack.exceptions import HPACKError
from hyperframe.exceptions import HyperframeError
from hyperframe.frame import ContinuationFrame, DataFrame, Frame, GoAwayFrame, HeadersFrame, RstStreamFrame

from fuzz.strange_messages import CANARY

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
END_STREAM, END_HEADERS, PADDED = 0x1, 0x4, 0x8
_HEAD_BYTES = 9

Headers = Sequence[tuple[bytes | str, bytes | str]]


def frame(kind: int, flags: int = 0, stream: int = 0, content: bytes = b"", *, length: int | None = None) -> bytes:
    """Returns a frame that states the length of its content, or `length` instead."""
    length = len(content) if length is None else length
    return struct.pack(">I", length)[1:] + bytes((kind, flags)) + struct.pack(">I", stream) + content


def settings(*values: tuple[int, int]) -> bytes:
    """Returns a frame of settings, each a number and a value."""
    return frame(SETTINGS, content=b"".join(struct.pack(">HI", *value) for value in values))


def block(headers: Headers) -> bytes:
    """Returns a header block."""
    # A new encoder each time keeps no table between blocks, which go to many connections and in any order.
    return bytes(Encoder().encode([(name, value, True) for name, value in headers], huffman=False))


def call_headers(
    path: str | bytes = "/dateline.v1.AnnotationService/AnnotateArticle", /, **changes: str | None
) -> Headers:
    """Returns a call's headers with `changes`, whose names have "_" for "-"; a header of None is left out."""
    fields: dict[str, str | bytes | None] = {
        ":method": "POST",
        ":scheme": "http",
        ":path": path,
        ":authority": "localhost",
        "te": "trailers",
        "content-type": "application/grpc",
        "x-canary": CANARY,
    }
    fields.update({name.replace("_", "-"): value for name, value in changes.items()})
    return [(name, value) for name, value in fields.items() if value is not None]


def message(content: bytes, *, flag: int = 0, length: int | None = None) -> bytes:
    """Returns a message in gRPC's frame, or in one with another flag or length."""
    return bytes((flag,)) + struct.pack(">I", len(content) if length is None else length) + content


class Connection:
    """A connection that sends bytes as they are."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        self._reader = reader
        self._decoder = Decoder(max_header_list_size=1 << 20)

    @classmethod
    async def open(cls, port: int) -> "Connection":
        """Returns a new connection, on which nothing has been sent."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def send(self, content: bytes) -> bool:
        """Sends `content`, and returns whether the other side still takes it."""
        try:
            self.writer.write(content)
            await self.writer.drain()
        except OSError:
            return False
        return True

    async def ends(self, *, seconds: float, last: str = "") -> tuple[set[str], str]:
        """Returns how calls and connection ended within `seconds` or up to the end `last`, and all other content.

        Ends are names of gRPC codes, "HTTP 415" and the like, "RST_STREAM", "GOAWAY", "closed", and "open".
        """
        ends: set[str] = set()
        said = ""
        try:
            async with asyncio.timeout(seconds):
                while last not in ends:
                    kind, content = await self._frame()
                    said += content
                    ends |= kind
        except TimeoutError:
            ends.add("open")
        except (asyncio.IncompleteReadError, OSError):
            ends.add("closed")
        return ends, said

    async def _frame(self) -> tuple[set[str], str]:
        head = await self._reader.readexactly(_HEAD_BYTES)
        if head.startswith(b"HTTP/1"):
            return {"HTTP/1"}, repr(head)
        with suppress(HyperframeError):
            parsed_frame, length = Frame.parse_frame_header(memoryview(head))
            content = await self._reader.readexactly(length)
            parsed_frame.parse_body(memoryview(content))
            if isinstance(parsed_frame, GoAwayFrame):
                return {"GOAWAY"}, repr(content)
            if isinstance(parsed_frame, RstStreamFrame):
                return {"RST_STREAM"}, ""
            if isinstance(parsed_frame, HeadersFrame | ContinuationFrame):
                return self._headers(parsed_frame.data)
            if isinstance(parsed_frame, DataFrame):
                # Data is left out, because annotations may quote the article.
                return {"data"}, ""
        return set(), ""

    def _headers(self, content: bytes) -> tuple[set[str], str]:
        try:
            # Its types are those of raw headers, which nobody asks for here.
            headers = cast("dict[str, str]", dict(self._decoder.decode(content)))
        except HPACKError:
            return {"unreadable headers"}, ""
        ends = set()
        if "grpc-status" in headers:
            codes = {code.value[0]: code.name for code in grpc.StatusCode}
            ends.add(codes.get(int(headers["grpc-status"]), "no code"))
        elif headers.get(":status", "200") != "200":
            ends.add(f"HTTP {headers[':status']}")
        return ends, repr(headers)

    async def close(self, *, is_abrupt: bool) -> None:
        """Closes the connection; where `is_abrupt`, content that is still under way is dropped."""
        if is_abrupt:
            self.writer.transport.abort()
        else:
            self.writer.close()
        with suppress(OSError):
            await self.writer.wait_closed()
