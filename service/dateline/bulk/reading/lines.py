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
        offset += _skip_line(file) - 1
    while end is None or offset < end:
        line = file.readline(max_line_bytes + 1)
        if not line:
            return
        yield offset, line
        offset += len(line)
        if not line.endswith(b"\n"):
            offset += _skip_line(file)


def _skip_line(file: BinaryIO) -> int:
    """Reads on to the end of a line, and returns the number of bytes read."""
    count = 0
    while piece := file.readline(PIECE_BYTES):
        count += len(piece)
        if piece.endswith(b"\n"):
            break
    return count
