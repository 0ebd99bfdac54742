"""Members of gzip files of web archives, of which each record has one (ISO 28500, annex A), within a range of bytes."""

import io
import re
import zlib
from typing import BinaryIO

_MAGIC = re.compile(rb"\x1f\x8b\x08")
_RECORD = b"WARC/"
_HEAD_BYTES = 1 << 10
_PIECE_BYTES = 1 << 20


class Members(io.RawIOBase):
    """The members of a file that begin in [start, end), as a file of their own that begins at byte `begin` of it.

    Ranges that cover a file have each member once. A file whose records have no members of their own is all of it in
    the range that begins at 0, and other ranges are empty.
    """

    def __init__(self, file: BinaryIO, *, start: int, end: int) -> None:
        self._file = file
        first = start if start == 0 else _next_member(file, start, end=end)
        stop = file.seek(0, io.SEEK_END)
        if first is None:
            self.begin, self._length = stop, 0
        else:
            following = _next_member(file, end, end=stop)
            self.begin, self._length = first, (stop if following is None else following) - first
        self._position = 0

    def readable(self) -> bool:
        """Returns True."""
        return True

    def seekable(self) -> bool:
        """Returns True."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Moves to a byte of the members, and returns it."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._length}[whence]
        self._position = base + offset
        return self._position

    def tell(self) -> int:
        """Returns the byte of the members that is read next."""
        return self._position

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Reads into the buffer, and returns how many bytes."""
        size = min(len(buffer), max(0, self._length - self._position))
        self._file.seek(self.begin + self._position)
        piece = self._file.read(size)
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)


def _next_member(file: BinaryIO, start: int, *, end: int) -> int | None:
    """Returns the byte of the first member in [start, end) that begins a record, or None."""
    file.seek(start)
    data, offset = b"", start
    while offset < end:
        piece = file.read(_PIECE_BYTES)
        data += piece
        # What has too little behind it to be told is looked at with the next piece.
        known = len(data) - _HEAD_BYTES if piece else len(data)
        for found in _MAGIC.finditer(data):
            at = found.start()
            if at >= known or offset + at >= end:
                break
            if _begins_record(data[at : at + _HEAD_BYTES]):
                return offset + at
        if not piece:
            return None
        data, offset = data[max(0, known) :], offset + max(0, known)
    return None


def _begins_record(head: bytes) -> bool:
    try:
        return zlib.decompressobj(wbits=31).decompress(head, len(_RECORD)) == _RECORD
    except zlib.error:
        return False
