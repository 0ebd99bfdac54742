"""Articles of web archives: pages of WARC files, and the plain text of WET files (ISO 28500; Common Crawl)."""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from typing import Any, BinaryIO

from dateline.documents import InputArticle, InputFailure, InputFormat, read_document
from dateline.documents.document import MAX_DOCUMENT_BYTES, UnusableError, read_alone, too_long
from dateline.documents.metadata import host_of
from dateline.errors import missing_extra
from dateline.values import Article

_PAGES = ("text/html", "application/xhtml+xml")
_CUT_OFF = "is cut off, and so is the archive"
NO_RECORDS = "holds no records of pages or of their text"
_LEAST_STATUS, _MOST_STATUS = 200, 299


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """What was read of a record: its place, whether it is of a kind that pages and texts have, and its articles."""

    where: str
    has_content: bool
    items: Sequence[InputArticle | InputFailure] = ()


def read_warc(file: BinaryIO, *, name: str) -> Iterator[InputArticle | InputFailure]:
    """Yields the article of each HTML page that was fetched, as `documents` reads pages, and of each record of WET.

    `where` is the byte that the record begins at, as "crawl.warc@1024". Other records, such as requests, images and
    redirects, are passed over. Raises MissingExtraError without FastWARC or trafilatura, before it reads anything.
    """
    has_content = False
    for record in read_records(file, lambda at: f"{name}@{at}"):
        has_content |= record.has_content
        yield from record.items
    if not has_content:
        yield InputFailure(name, NO_RECORDS)


def read_records(file: BinaryIO, place: Callable[[int], str]) -> Iterator[ReadRecord]:
    """Yields what `read_warc` reads of each record; `place` makes its `where` of the byte that it begins at."""
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ModuleNotFoundError as error:
        raise missing_extra(f"web archives need {error.name}, which is missing", extras="server,bulk") from None
    if find_spec("trafilatura") is None:  # else every page would be a failure
        raise missing_extra("pages of web archives need trafilatura, which is missing", extras="server,bulk,documents")
    for record in ArchiveIterator(file, record_types=WarcRecordType.any_type, auto_decode="none"):
        where = place(record.stream_pos)
        if record.record_type == WarcRecordType.conversion:
            yield ReadRecord(where, has_content=True, items=(read_alone(partial(_plain, record, where), where=where),))
        elif record.record_type == WarcRecordType.response:
            item = read_alone(partial(_page, record, where), where=where)
            yield ReadRecord(where, has_content=True, items=() if item is None else (item,))
        else:
            yield ReadRecord(where, has_content=False)


def _is_page(record: Any) -> bool:  # noqa: ANN401 - FastWARC has no types
    headers = record.http_headers
    return bool(
        headers is not None
        and _LEAST_STATUS <= (headers.status_code or 0) <= _MOST_STATUS
        and (record.http_content_type or "").lower() in _PAGES
    )


def _page(record: Any, where: str) -> InputArticle | InputFailure | None:  # noqa: ANN401 - same
    if not _is_page(record):
        return None
    address = _address(record)
    try:
        data = _content(record)
    except UnusableError as error:
        return InputFailure(where, str(error))
    (item,) = read_document(data, name=where, input_format=InputFormat.HTML, encoding=_encoding(record, data))
    if isinstance(item, InputArticle):
        return InputArticle(where, _fetched(item.article, address, where))
    return InputFailure(where, item.message)


def _content(record: Any) -> bytes:  # noqa: ANN401 - same
    """Returns the content of a response, decoded where it was encoded to be sent; raises UnusableError without one.

    What is encoded is decoded apart from the archive, of which an error in it would be the end.
    """
    if not _is_encoded(record):
        data: bytes = record.reader.read(MAX_DOCUMENT_BYTES + 1)
        if _is_cut_off(record, data):
            raise UnusableError(_CUT_OFF)
        return data
    from fastwarc.warc import ArchiveIterator

    if int(record.content_length) > MAX_DOCUMENT_BYTES:
        raise too_long(MAX_DOCUMENT_BYTES)
    copy = io.BytesIO()
    record.write(copy)
    copy.seek(0)
    try:
        return bytes(next(iter(ArchiveIterator(copy, auto_decode="all"))).reader.read(MAX_DOCUMENT_BYTES + 1))
    except OSError:
        raise UnusableError("is not encoded as its server said, or is damaged") from None


def _is_encoded(record: Any) -> bool:  # noqa: ANN401 - same
    return any(record.http_headers.get(name) for name in ("Content-Encoding", "Transfer-Encoding"))


def _encoding(record: Any, data: bytes) -> str:  # noqa: ANN401 - same
    """Returns the encoding that the server declared, where the page fits it, else an empty string."""
    declared = record.http_charset or ""
    try:
        data.decode(declared)
    except (LookupError, ValueError):
        return ""
    return str(declared)


def _plain(record: Any, where: str) -> InputArticle | InputFailure:  # noqa: ANN401 - same
    data = record.reader.read(MAX_DOCUMENT_BYTES + 1)
    if _is_cut_off(record, data):
        return InputFailure(where, _CUT_OFF)
    text = data.decode("utf-8", "replace").strip()
    if len(data) > MAX_DOCUMENT_BYTES:
        return InputFailure(where, f"is longer than {MAX_DOCUMENT_BYTES >> 20} MiB")
    if not text:
        return InputFailure(where, "has no text")
    return InputArticle(where, _fetched(Article(id=where, text=text), _address(record), where))


def _is_cut_off(record: Any, data: bytes) -> bool:  # noqa: ANN401 - same
    """Returns whether a record that is not encoded ends before its length, which FastWARC does not mind."""
    return len(data) < min(int(record.content_length), MAX_DOCUMENT_BYTES)


def _address(record: Any) -> str:  # noqa: ANN401 - same
    return str(record.headers.get("WARC-Target-URI") or "").strip("<> ")


def _fetched(article: Article, address: str, where: str) -> Article:
    """Returns the article with what the record says where the page says nothing."""
    return replace(
        article,
        id=address if article.id == where and address else article.id,
        outlet=article.outlet or host_of(address),
    )
