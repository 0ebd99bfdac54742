import io

from hypothesis import given
from hypothesis import strategies as st

from dateline.bulk.reading.lines import PIECE_BYTES, lines_within

CONTENTS = st.lists(st.sampled_from([b"", b"a", b"bc", b"\xc3\xa9", b"\r", b"xyz" * 5, b"\n"]), max_size=30).map(
    b"\n".join
)


@given(CONTENTS, st.integers(1, 40))
def test_slices_have_every_line_once_and_in_order(content, size):
    """However a file is cut, its lines are those of the whole, each with the byte that it begins at."""
    whole = list(lines_within(io.BytesIO(content), start=0, end=None, max_line_bytes=1 << 20))
    assert b"".join(line for _, line in whole) == content
    assert all(content[offset:].startswith(line) for offset, line in whole)
    sliced = [
        pair
        for start in range(0, len(content), size)
        for pair in lines_within(
            io.BytesIO(content), start=start, end=min(start + size, len(content)), max_line_bytes=1 << 20
        )
    ]
    assert sliced == whole


@given(CONTENTS, st.integers(1, 40), st.integers(1, 12))
def test_slices_agree_on_lines_that_are_too_long(content, size, most):
    """What is cut off a long line is no line of the next slice."""
    whole = list(lines_within(io.BytesIO(content), start=0, end=None, max_line_bytes=most))
    assert all(len(line) <= most + 1 for _, line in whole)
    sliced = [
        pair
        for start in range(0, len(content), size)
        for pair in lines_within(io.BytesIO(content), start=start, end=start + size, max_line_bytes=most)
    ]
    assert sliced == whole
    assert len(whole) == len(content.splitlines(keepends=True)) or b"\r" in content


def test_a_long_line_is_read_by_each_range_in_part():
    """A range that a line covers reads no more of it than its own part, so that all read it once together."""
    file = io.BytesIO(b"x" * (5 * PIECE_BYTES) + b"\n{}\n")
    for start in (1, PIECE_BYTES):
        assert not list(lines_within(file, start=start, end=start + 10, max_line_bytes=9))
        assert file.tell() < start + PIECE_BYTES
    file.seek(0)
    ((offset, _),) = lines_within(file, start=0, end=10, max_line_bytes=20)
    assert (offset, file.tell()) == (0, 21)
    end = 5 * PIECE_BYTES + 4
    assert list(lines_within(file, start=11, end=end, max_line_bytes=9)) == [(end - 3, b"{}\n")]
