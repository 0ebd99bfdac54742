"""Members of gzip files of web archives, of which each record has one (ISO 28500, annex A)."""

import io
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

_MAGIC = re.compile(rb"\x1f\x8b\x08")
_GZIP_BITS = 31
_RECORD = b"WARC/"
_HEAD_BYTES = 1 << 10
_SEARCHED_BYTES = 1 << 20
_PACKED_BYTES = 1 << 10
"""Bytes that are unpacked at a time; where one is damaged none of them are."""
_UNPACKED_BYTES = 1 << 20
_AHEAD_BYTES = 4 << 20


class ArchiveFile:
    """A file that is packed, read from any byte; what is read again a little later is in memory."""

    def __init__(self, file: BinaryIO, *, buffer_bytes: int) -> None:
        self._file = file
        self._buffer_bytes = buffer_bytes
        self._begin = 0
        self._data = b""
        self.error: OSError | None = None
        """The error that its store has raised, of which libraries make errors of their own."""

    def read(self, at: int, size: int) -> bytes:
        """Returns the bytes [at, at + size), fewer only at the end of the file."""
        end = self._begin + len(self._data)
        if not self._begin <= at <= at + size <= end:
            kept = self._data[at - self._begin :] if self._begin <= at < end else b""
            try:
                self._file.seek(at + len(kept))
                self._data = kept + self._file.read(max(self._buffer_bytes, size - len(kept)))
            except OSError as error:
                self.error = error
                raise
            self._begin = at
        return self._data[at - self._begin :][:size]

    def begins_record(self, at: int) -> bool:
        """Returns whether a member that begins a record begins at a byte."""
        return _begins_record(self.read(at, _HEAD_BYTES))

    def next_record(self, start: int, *, end: int) -> int | None:
        """Returns the byte of the first member in [start, end) that begins a record, or None."""
        for offset in range(start, end, _SEARCHED_BYTES):
            # A member that begins at the last of these bytes can be told, too.
            data = self.read(offset, _SEARCHED_BYTES + _HEAD_BYTES)
            for found in _MAGIC.finditer(data, 0, min(_SEARCHED_BYTES, end - offset) + 2):
                if _begins_record(data[found.start() : found.start() + _HEAD_BYTES]):
                    return offset + found.start()
        return None


class Member(io.RawIOBase):
    """What a member that begins a record at byte `begin` of a file holds, unpacked, with those behind that begin none.

    It ends where damage shows: `damage` is the byte that the damaged member begins at, and `end` the byte behind the
    last member that is whole. The first megabytes are unpacked at once, so that of a damaged one behind the first
    nothing is given.
    """

    def __init__(self, file: ArchiveFile, begin: int) -> None:
        self._file = file
        self.begin = self.end = begin
        self.damage: int | None = None
        self._position = 0
        self._pieces = self._unpacked()
        self._ready = memoryview(self._first_pieces())

    def readable(self) -> bool:
        """Returns True."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Returns the byte, unpacked, that is read next, which is all that FastWARC wants to know."""
        if (offset, whence) != (0, io.SEEK_CUR):
            raise io.UnsupportedOperation("a member is read from its begin to its end")
        return self._position

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Reads into the buffer, and returns how many bytes."""
        if not self._ready and self.damage is None:
            try:
                self._ready = memoryview(next(self._pieces, b""))
            except (zlib.error, EOFError):
                self.damage = self.end
        piece, self._ready = self._ready[: len(buffer)], self._ready[len(buffer) :]
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def _first_pieces(self) -> bytes:
        data = bytearray()
        end, whole_bytes = self.end, 0
        try:
            for piece in self._pieces:
                if self.end > end:
                    end, whole_bytes = self.end, len(data)
                data += piece
                if len(data) >= _AHEAD_BYTES:
                    break
        except (zlib.error, EOFError):
            self.damage = self.end
            if self.begin < self.end == end:
                del data[whole_bytes:]
        return bytes(data)

    def _unpacked(self) -> Iterator[bytes]:
        while True:
            yield from self._unpacked_member()
            head = self._file.read(self.end, _HEAD_BYTES)
            if not _MAGIC.match(head) or _begins_record(head):
                return

    def _unpacked_member(self) -> Iterator[bytes]:
        unpacker = zlib.decompressobj(wbits=_GZIP_BITS)
        position = self.end
        while not unpacker.eof:
            packed = unpacker.unconsumed_tail
            if not packed:
                packed = self._file.read(position, _PACKED_BYTES)
                position += len(packed)
            if not packed:
                raise EOFError
            if piece := unpacker.decompress(packed, _UNPACKED_BYTES):
                yield piece
        self.end = position - len(unpacker.unused_data)


def _begins_record(head: bytes) -> bool:
    try:
        return zlib.decompressobj(wbits=_GZIP_BITS).decompress(head, len(_RECORD)) == _RECORD
    except zlib.error:
        return False
