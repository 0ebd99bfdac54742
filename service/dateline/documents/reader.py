"""Readers: a stream of bytes, or a document in memory, handed to the reader of its format."""

import gzip
import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

from dateline.documents.csv import read_table
from dateline.documents.document import (
    MAX_DOCUMENT_BYTES,
    DocumentLimits,
    InputArticle,
    InputFailure,
    UnusableError,
    too_long,
)
from dateline.documents.encodings import HEAD_BYTES, checked_encoding, decode, tell_encoding, text_lines
from dateline.documents.feed import read_feed
from dateline.documents.formats import InputFormat, is_markup, refuse_binary, tell_format
from dateline.documents.html import read_html
from dateline.documents.jsonl import read_json, read_json_lines
from dateline.documents.newsml import read_newsml
from dateline.documents.nitf import read_nitf
from dateline.documents.xml import parse_xml
from dateline.values import Article

NO_LIMITS = DocumentLimits()
_GZIP = b"\x1f\x8b"


def read_document(
    data: bytes,
    *,
    name: str,
    input_format: InputFormat | None = None,
    encoding: str = "",
    limits: DocumentLimits = NO_LIMITS,
) -> Iterator[InputArticle | InputFailure]:
    """Yields the articles of a document, which `where` and failures call `name`; no file or network is touched.

    Without `input_format` the format is told from the content, and from the ending of `name` where that leaves it open.
    `encoding` overrides what the document says of itself. What is beyond the limits is a failure.
    Raises InvalidInputError for an unknown encoding.
    """
    return read_stream(
        io.BytesIO(data),
        name=name,
        input_format=input_format,
        encoding=checked_encoding(encoding),
        limits=limits,
    )


def read_stream(
    stream: BinaryIO,
    *,
    name: str,
    input_format: InputFormat | None = None,
    encoding: str = "",
    limits: DocumentLimits = NO_LIMITS,
) -> Iterator[InputArticle | InputFailure]:
    """Yields the articles of a stream as `read_document` does; JSON lines and tables are read as they come."""
    input_format = None if input_format is None else InputFormat(input_format)
    try:
        head = _head(stream)
        stream = io.BufferedReader(_Rejoined(head, stream, limits.max_bytes), HEAD_BYTES)
        if head.startswith(_GZIP):
            stream = cast("BinaryIO", gzip.GzipFile(fileobj=stream))
            head = _head(stream)
            stream = io.BufferedReader(_Rejoined(head, stream, limits.max_bytes), HEAD_BYTES)
            if head.startswith(_GZIP):
                raise UnusableError("is compressed more than once; unpack it first")  # noqa: TRY301
        yield from _read(stream, head, name, input_format, encoding, limits)
    except UnusableError as error:
        yield InputFailure(name, str(error))
    except (gzip.BadGzipFile, EOFError, zlib.error):
        yield InputFailure(name, "is a gzip file that is damaged or cut off")


def _read(  # noqa: PLR0913, PLR0917 - split from `read_stream`
    stream: BinaryIO,
    head: bytes,
    name: str,
    input_format: InputFormat | None,
    encoding: str,
    limits: DocumentLimits,
) -> Iterator[InputArticle | InputFailure]:
    if not head:
        raise UnusableError("is empty")
    refuse_binary(head)
    told = input_format
    if told is None:
        told = tell_format(_readable(head, encoding), name=name)
    if told is InputFormat.JSONL:
        yield from read_json_lines(stream, name=name, input_format=input_format, encoding=encoding)
    elif told in (InputFormat.CSV, InputFormat.TSV):
        named = tell_encoding(head, encoding=encoding, is_cut=True)
        yield from read_table(text_lines(stream, encoding=named), name=name, input_format=told)
    else:
        data = stream.read(MAX_DOCUMENT_BYTES + 1)
        text = decode(data, encoding=encoding)
        if (
            told is InputFormat.TEXT and input_format is None and is_markup(text)
        ):  # beyond the head that told its format
            told = InputFormat.HTML
        if told is InputFormat.HTML and len(data) > limits.max_html_bytes:
            raise UnusableError(f"is a page of more than {limits.max_html_bytes >> 20} MiB; save its article alone")
        yield from _read_text(text, name, told, input_format)


def _read_text(
    text: str, name: str, told: InputFormat, input_format: InputFormat | None
) -> Iterator[InputArticle | InputFailure]:
    if told in (InputFormat.JSON, InputFormat.NINJS):
        yield from read_json(text, name=name, input_format=input_format)
    elif told is InputFormat.FEED:
        yield from read_feed(text, name=name)
    elif told is InputFormat.NEWSML:
        yield from read_newsml(parse_xml(text), name=name)
    elif told is InputFormat.NITF:
        yield InputArticle(name, read_nitf(parse_xml(text), where=name))
    elif told is InputFormat.HTML:
        yield InputArticle(name, read_html(text, where=name))
    elif not text:  # but for its byte order mark
        raise UnusableError("is empty")
    else:
        yield InputArticle(name, Article(id=name, text=text))


def _readable(head: bytes, encoding: str) -> str:
    """Returns the beginning of a document well enough to tell its format."""
    try:
        named = tell_encoding(head, encoding=encoding, is_cut=True)
    except UnusableError:  # told when the whole is decoded: of JSON lines a single one may be wrong
        named = "latin-1"
    return head.decode(named, "replace")


def _head(stream: BinaryIO) -> bytes:
    """Returns as much of a stream as its format is told from; of JSON lines, which may come slowly, one line."""
    head = b""
    while len(head) < HEAD_BYTES and not (head.lstrip().startswith(b"{") and b"\n" in head):
        piece = _available(stream, HEAD_BYTES - len(head))
        if not piece:
            break
        head += piece
    return head


def _available(stream: BinaryIO, size: int) -> bytes:
    return cast("io.BufferedReader", stream).read1(size) if hasattr(stream, "read1") else stream.read(size)


class _Rejoined(io.RawIOBase):
    """A stream whose first bytes have been read, from its beginning; one of more than `max_bytes` is an error."""

    def __init__(self, head: bytes, rest: BinaryIO, max_bytes: int | None) -> None:
        self._head = memoryview(head)
        self._rest = rest
        self._max_bytes = max_bytes
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        piece = bytes(self._head[: len(buffer)]) or _available(self._rest, len(buffer))
        self._head = self._head[len(piece) :]
        buffer[: len(piece)] = piece
        self._count += len(piece)
        if self._max_bytes is not None and self._count > self._max_bytes:
            raise too_long(self._max_bytes)
        return len(piece)
