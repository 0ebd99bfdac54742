"""Lines of a file that begin within a range of bytes."""

from collections.abc import Iterator
from typing import BinaryIO

PIECE_BYTES = 1 << 20


def lines_within(file: BinaryIO, *, start: int, end: int | None, max_line_bytes: int) -> Iterator[tuple[int, bytes]]:
    """Yields each line that begins in [start, end), and the byte that it begins at; None has no end.

    Each line is yielded for exactly one of ranges that cover the file. A line keeps its end; of one that is longer than
    `max_line_bytes` only so many bytes and one more are yielded. `file` must be buffered.
    """
    offset = start
    if start:
        # The line that holds the byte before begins earlier, unless that byte ends it.
        file.seek(start - 1)
        offset = _end_of_line(file, start - 1, end)
    while end is None or offset < end:
        line = file.readline(max_line_bytes + 1)
        if not line:
            return
        yield offset, line
        offset += len(line)
        if not line.endswith(b"\n"):
            offset = _end_of_line(file, offset, end)


def _end_of_line(file: BinaryIO, offset: int, end: int | None) -> int:
    """Reads on from a byte to the end of its line, or beyond `end`, and returns the byte that is read next.

    A long line is passed over by every range that it covers, so none reads more of it than its own part.
    """
    while (end is None or offset < end) and (piece := file.readline(PIECE_BYTES)):
        offset += len(piece)
        if piece.endswith(b"\n"):
            break
    return offset
