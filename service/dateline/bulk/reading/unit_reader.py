"""Reading: the articles of a unit, and what cannot be read, each with its place in the input."""

import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from tempfile import TemporaryFile
from typing import IO, BinaryIO, cast

from dateline.bulk.job import Reading
from dateline.bulk.planning import InputKind
from dateline.bulk.reading.lines import lines_within
from dateline.bulk.reading.members import ArchiveFile
from dateline.bulk.reading.packed_warc import read_packed_warc
from dateline.bulk.reading.parquet import read_parquet
from dateline.bulk.reading.warc import read_warc
from dateline.bulk.storage import Folder
from dateline.bulk.unit import Unit
from dateline.documents import InputArticle, InputFailure, InputFormat
from dateline.documents.document import MAX_DOCUMENT_BYTES, read_alone
from dateline.documents.jsonl import read_json_line
from dateline.documents.reader import read_stream
from dateline.errors import FieldViolation, InvalidInputError

_BUFFER_BYTES = 1 << 20
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_GZIP, _RECORD = b"\x1f\x8b", b"WARC/"
_HEAD_BYTES = len(_RECORD)
_CUT_OFF = "is damaged or cut off: the rest of it cannot be read"


class InputChangedError(InvalidInputError):
    """The error for a file that is another one than was planned; its violation names the file."""


class UnitReader:
    """A reader of a unit: yields each article, and each failure, in order; of lines and records one is in memory.

    What is damaged for good is a failure. Iterating raises OSError where the store or the machine fails, which may
    pass, and InputChangedError where the file is not the one that was planned, before or after it is read.
    """

    def __init__(self, unit: Unit, *, folder: Folder, reading: Reading, buffer_bytes: int = _BUFFER_BYTES) -> None:
        self._unit = unit
        self._folder = folder
        self._reading = reading
        self._buffer_bytes = buffer_bytes
        self.position = unit.start
        """The byte of the file, packed as it is, that has been read up to, buffers included."""

    def __iter__(self) -> Iterator[InputArticle | InputFailure]:
        unit = self._unit
        _check(unit, self._folder)
        with self._folder.open(unit.path) as file, _Source(file) as source:
            try:
                for item in _read(source, unit, self._reading, self._buffer_bytes):
                    if unit.kind != InputKind.PARQUET:  # of which the end is read first
                        self.position = file.tell()
                    yield _filled(item, self._reading)
            except OSError as error:
                if source.error is not None:
                    raise source.error from None
                if error.errno is not None:  # of the system, such as for want of open files
                    raise
                # Libraries say so of content, too; it will not pass.
                yield InputFailure(unit.path, _CUT_OFF)
        self.position = unit.end
        _check(unit, self._folder)


class _Source(io.RawIOBase):
    """A file that remembers the error of its store, which libraries mix up with their own."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.error: OSError | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        try:
            piece = self._file.read(len(buffer))
        except OSError as error:
            self.error = error
            raise
        buffer[: len(piece)] = piece
        return len(piece)


class _PackedFile(io.BufferedReader):
    """A file of which no more is read at once than its buffer holds; gzip asks for 128 KiB since Python 3.12."""

    def __init__(self, source: _Source, buffer_bytes: int) -> None:
        super().__init__(source, buffer_bytes)
        self._buffer_bytes = buffer_bytes

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 0, self._buffer_bytes))


def _check(unit: Unit, folder: Folder) -> None:
    if folder.stat(unit.path).etag != unit.etag:
        raise InputChangedError(FieldViolation(unit.path, "has changed since it was planned"))


def _read(source: _Source, unit: Unit, reading: Reading, buffer_bytes: int) -> Iterator[InputArticle | InputFailure]:
    if unit.kind == InputKind.PARQUET:
        return _rows(source, unit, buffer_bytes)
    head = source.read(_HEAD_BYTES)
    source.seek(0)
    is_packed = head.startswith(_GZIP)
    is_packed_lines = is_packed and unit.kind not in (InputKind.CSV, InputKind.TSV, InputKind.WARC)
    file = cast("BinaryIO", (_PackedFile if is_packed_lines else io.BufferedReader)(source, buffer_bytes))
    if unit.kind in (InputKind.CSV, InputKind.TSV):
        return read_stream(file, name=unit.path, input_format=InputFormat(unit.kind), encoding=reading.encoding)
    if unit.kind == InputKind.WARC:
        # A packed archive may be damaged where it begins; only its name tells then.
        is_packed |= unit.path.lower().endswith(".gz") and not head.startswith(_RECORD)
        return _records(file, unit, buffer_bytes, is_packed=is_packed)
    if not is_packed:
        return _lines(file, unit, reading, end=unit.end)
    if unit.start:  # the file's name does not say that it is packed; its first unit has all of it
        return iter(())
    return _lines(cast("BinaryIO", gzip.GzipFile(fileobj=file)), unit, reading)


def _rows(source: _Source, unit: Unit, buffer_bytes: int) -> Iterator[InputArticle | InputFailure]:
    """Yields the articles of Parquet; a packed file is unpacked first, since it is read from its end.

    Whatever its name says, the first unit of a packed file has all of it, and others find none in it.
    """
    if unit.start or source.read(len(_GZIP)) != _GZIP:
        yield from read_parquet(cast("BinaryIO", source), start=unit.start, end=unit.end, name=unit.path)
        return
    source.seek(0)
    with TemporaryFile(prefix="dateline-") as whole:
        try:
            with gzip.GzipFile(fileobj=_PackedFile(source, buffer_bytes)) as packed:
                while piece := packed.read(_BUFFER_BYTES):
                    _write(whole, piece, source)
        except (gzip.BadGzipFile, EOFError, zlib.error):
            yield InputFailure(unit.path, _CUT_OFF)
            return
        yield from read_parquet(cast("BinaryIO", whole), start=0, end=whole.tell(), name=unit.path)


def _write(whole: IO[bytes], piece: bytes, source: _Source) -> None:
    """Writes a piece of what is unpacked; an error is one of a store, and not of the input."""
    try:
        whole.write(piece)
        whole.flush()
    except OSError as error:
        source.error = error
        raise


def _records(
    file: BinaryIO, unit: Unit, buffer_bytes: int, *, is_packed: bool
) -> Iterator[InputArticle | InputFailure]:
    if is_packed:
        is_whole = unit.byte_count == file.seek(0, io.SEEK_END)
        packed = ArchiveFile(file, buffer_bytes=buffer_bytes)
        return read_packed_warc(packed, name=unit.path, start=unit.start, end=unit.end, is_whole=is_whole)
    if unit.start:  # the file's name says that it is packed, which it is not; its first unit has all of it
        return iter(())
    return read_warc(file, name=unit.path)


def _lines(
    file: BinaryIO, unit: Unit, reading: Reading, *, end: int | None = None
) -> Iterator[InputArticle | InputFailure]:
    """Yields the articles of JSON lines; `where` is the byte that the line begins at, unpacked, as "many.jsonl@52"."""
    offset = unit.start
    try:
        for offset, line in lines_within(file, start=unit.start, end=end, max_line_bytes=MAX_DOCUMENT_BYTES):
            content = line.removeprefix(_BYTE_ORDER_MARK) if offset == 0 else line
            if content.strip():
                where = f"{unit.path}@{offset}"
                yield read_alone(partial(read_json_line, content, where=where, encoding=reading.encoding), where=where)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        yield InputFailure(f"{unit.path}@{offset}", "is a gzip file that is damaged or cut off behind this line")


def _filled(item: InputArticle | InputFailure, reading: Reading) -> InputArticle | InputFailure:
    if isinstance(item, InputFailure):
        return item
    article = replace(
        item.article,
        title=item.article.title or reading.title,
        outlet=item.article.outlet or reading.outlet,
        language_code=item.article.language_code or reading.language_code,
    )
    return replace(item, article=article)
