import gzip
import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.bulk.reading.members import ArchiveFile
from dateline.bulk.reading.packed_warc import read_packed_warc
from dateline.documents import InputArticle, InputFailure
from support.web_archive import PAGE, conversion, response, warcinfo


def text(number):
    """A text that is packed to about half of it, so that damage in the middle shows."""
    return " ".join(str(random.Random(number * 1000 + word).random()) for word in range(40))  # noqa: S311


MEMBERS = [gzip.compress(conversion(f"https://a.example/{number}", text(number))) for number in range(6)]
BEGINS = [sum(map(len, MEMBERS[:number])) for number in range(7)]


def read(content, *, size=None):
    """Read a file in ranges of a size, and tell where what was found, by the number of its article."""
    size = size or len(content)
    items = [
        item
        for start in range(0, len(content), size)
        for item in read_packed_warc(
            ArchiveFile(io.BytesIO(content), buffer_bytes=1 << 12),
            name="c", start=start, end=min(start + size, len(content)), is_whole=size >= len(content),
        )
    ]  # fmt: skip
    return [(item.where, item.article.id[-1] if isinstance(item, InputArticle) else item.message) for item in items]


def damaged(member, at, *, count=4):
    return member[:at] + bytes(byte ^ 255 for byte in member[at : at + count]) + member[at + count :]


@given(st.integers(5, 900))
def test_records_are_those_of_the_whole_however_it_is_cut(size):
    """Each with the byte that it begins at."""
    assert read(b"".join(MEMBERS), size=size) == [(f"c@{begin}", str(n)) for n, begin in enumerate(BEGINS[:6])]


@pytest.mark.parametrize("size", [None, 300])
@pytest.mark.parametrize("lost", [0, 2, 5])
@pytest.mark.parametrize("at", [0, 11, 200, -8, -3])
def test_a_damaged_member_costs_its_record_alone(size, lost, at):
    """In its head, its data, its checksum or its length; those before and behind it are read."""
    member = damaged(MEMBERS[lost], at % len(MEMBERS[lost]), count=3)
    told = read(b"".join([*MEMBERS[:lost], member, *MEMBERS[lost + 1 :]]), size=size)
    failures = [(where, message) for where, message in told if len(message) > 1]
    assert [number for _, number in told if len(number) == 1] == [str(n) for n in range(6) if n != lost]
    assert [where for where, _ in failures] == [f"c@{BEGINS[lost]}"]
    assert "gzip member" in failures[0][1]


@pytest.mark.parametrize("size", [None, 300])
def test_bytes_that_are_lost_or_put_in_cost_what_they_touch(size):
    """The rest goes on at the next member; zeros at the end of an archive are no damage."""
    content = b"".join(MEMBERS)
    cut = content[: BEGINS[2] + 100] + content[BEGINS[3] + 100 :]
    assert [told for _, told in read(cut, size=size)] == [
        "0",
        "1",
        "is damaged or cut off, as its gzip member is",
        "4",
        "5",
    ]
    put_in = content[: BEGINS[3]] + b"junk" * 50 + content[BEGINS[3] :]
    told = read(put_in, size=size)
    assert [number for _, number in told if len(number) == 1] == ["0", "1", "2", "3", "4", "5"]
    assert told[3] == (f"c@{BEGINS[3]}", "is where bytes begin that are no gzip member")
    assert len(read(content + bytes(900), size=size)) == 6


def test_an_archive_that_is_cut_off_says_so():
    """The record that is not whole is a failure; those before it are articles, though all are one member."""
    records = [conversion(f"https://a.example/{number}", text(number)) for number in range(3)]
    for content in (b"".join(map(gzip.compress, records)), gzip.compress(b"".join(records))):
        (*whole, (where, message)) = read(content[:-200])
        assert [number for _, number in whole] == ["0", "1"]
        assert message == "is damaged or cut off, as its gzip member is"
        assert where == f"c@{BEGINS[2]}" or where == f"c@0+{len(records[0] + records[1])}"


def test_records_that_share_a_member_have_places_of_their_own():
    """The member's byte, and the record's in it."""
    records = [warcinfo(), *(conversion(f"https://a.example/{number}", text(number)) for number in range(3))]
    places = [sum(map(len, records[:number])) for number in range(1, 4)]
    assert read(gzip.compress(b"".join(records))) == [(f"c@0+{at}", str(number)) for number, at in enumerate(places)]


def test_damage_in_a_large_member_shows_where_it_is(monkeypatch):
    """The record that it is in is a failure, with those behind it in the member."""
    monkeypatch.setattr("dateline.bulk.reading.members._AHEAD_BYTES", 1000)
    records = [conversion(f"https://a.example/{number}", text(number) * 20) for number in range(40)]
    packed = gzip.compress(b"".join(records))
    told = read(damaged(packed, len(packed) - 300) + MEMBERS[0])
    assert [number for _, number in told[:3]] == ["0", "1", "2"]
    assert [message for _, message in told if len(message) > 1] == ["is damaged or cut off, as its gzip member is"]
    assert told[-1] == (f"c@{len(packed)}", "0")


def test_a_member_that_holds_something_else_is_a_failure():
    """What is behind it is read."""
    told = read(gzip.compress(b"nothing of the kind") + MEMBERS[0])
    assert told[0] == ("c@0", "is damaged, or its gzip member holds something else than records")
    assert told[1][1] == "0"
    told = read(gzip.compress(conversion("https://a.example/7", "Rain.") + b"nothing of the kind") + MEMBERS[0])
    assert [number for _, number in told] == [
        "7",
        "is damaged, or its gzip member holds something else than records",
        "0",
    ]


def test_an_archive_without_pages_is_told():
    """A file without records of pages is one failure; a part of one need not have any."""
    content = gzip.compress(warcinfo())
    assert read(content) == [("c", "holds no records of pages or of their text")]
    assert read(content, size=10) == []
    page = gzip.compress(response("https://a.example/1.png", "x", content_type="image/png"))
    assert read(page) == []
    (item,) = read_packed_warc(
        ArchiveFile(io.BytesIO(gzip.compress(response("https://a.example/5", PAGE))), buffer_bytes=99),
        name="c", start=0, end=9, is_whole=False,
    )  # fmt: skip
    assert not isinstance(item, InputFailure)


def test_an_error_of_the_store_is_no_damage(monkeypatch):
    """It is raised, since it may pass."""
    monkeypatch.setattr("dateline.bulk.reading.members._AHEAD_BYTES", 1000)
    content = gzip.compress(conversion("https://a.example/1", "".join(map(text, range(200)))))

    class Breaking(io.BytesIO):
        def read(self, size=-1):
            if self.tell() > 20_000:
                raise OSError("the connection was reset")
            return super().read(size)

    file = ArchiveFile(Breaking(content), buffer_bytes=1 << 12)
    with pytest.raises(OSError, match="reset"):
        list(read_packed_warc(file, name="c", start=0, end=len(content), is_whole=True))
