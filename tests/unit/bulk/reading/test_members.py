import gzip
import io

from hypothesis import given
from hypothesis import strategies as st

from dateline.bulk.reading.members import Members
from dateline.bulk.reading.warc import read_warc
from support.web_archive import conversion

TEXTS = st.lists(st.sampled_from(["Rain in Oslo.", "\x1f\x8b\x08 is no member.", "x" * 3000, "Snow."]), max_size=12)


def slices(content, size):
    return [
        Members(io.BytesIO(content), start=start, end=min(start + size, len(content)))
        for start in range(0, len(content), size)
    ]


@given(TEXTS, st.integers(5, 900))
def test_ranges_have_every_record_once_and_in_order(texts, size):
    """However an archive is cut, the parts are whole members, which make up all of it."""
    packed = [gzip.compress(conversion(f"https://a.example/{number}", text)) for number, text in enumerate(texts)]
    content = b"".join(packed)
    parts = [(members.begin, members.read()) for members in slices(content, size)]
    assert b"".join(part for _, part in parts) == content
    begins = {sum(map(len, packed[:number])) for number in range(len(packed))}
    assert {begin for begin, part in parts if part} <= begins
    assert all(content[begin:].startswith(part) for begin, part in parts)


def test_records_are_those_of_the_whole():
    """Each with the byte that it begins at."""
    content = b"".join(gzip.compress(conversion(f"https://a.example/{n}", f"Rain {n} in Oslo.")) for n in range(40))
    whole = list(read_warc(io.BytesIO(content), name="c"))
    cut = [
        item
        for members in slices(content, 700)
        for item in read_warc(io.BufferedReader(members), name="c", begin=members.begin, is_whole=False)
    ]
    assert cut == whole
    assert len(whole) == 40


def test_an_archive_that_is_one_member_is_all_in_the_first_range():
    """It cannot be read from the middle."""
    content = gzip.compress(b"".join(conversion(f"https://a.example/{n}", f"Rain {n}." * 20) for n in range(40)))
    first, *others = slices(content, 100)
    assert first.read() == content
    assert others
    assert all(members.read() == b"" for members in others)
    assert (first.seek(-3, io.SEEK_END), first.tell(), first.read()) == (
        len(content) - 3,
        len(content) - 3,
        content[-3:],
    )


def test_members_are_found_across_pieces(monkeypatch):
    """Where a member begins at the end of what is read at a time, too."""
    monkeypatch.setattr("dateline.bulk.reading.members._PIECE_BYTES", 1500)
    content = b"".join(gzip.compress(conversion(f"https://a.example/{n}", "Rain" + "x" * n)) for n in range(200))
    for size in (640, 1499, 4001):
        assert b"".join(members.read() for members in slices(content, size)) == content
