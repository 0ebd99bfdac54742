import gzip
import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.bulk.reading.members import ArchiveFile, Member
from support.web_archive import conversion

TEXTS = st.lists(st.sampled_from(["Rain in Oslo.", "\x1f\x8b\x08 is no member.", "x" * 3000, "Snow."]), max_size=12)


def opened(content, *, buffer_bytes=1 << 12):
    return ArchiveFile(io.BytesIO(content), buffer_bytes=buffer_bytes)


def packed(*records):
    return [gzip.compress(record) for record in records]


@given(TEXTS, st.integers(5, 900), st.integers(1, 3000))
def test_every_member_is_the_next_of_one_range(texts, size, buffer_bytes):
    """However an archive is cut, and however much of it is read at a time."""
    members = packed(*(conversion(f"https://a.example/{number}", text) for number, text in enumerate(texts)))
    content = b"".join(members)
    begins = [sum(map(len, members[:number])) for number in range(len(members))]
    file = opened(content, buffer_bytes=buffer_bytes)
    found = set()
    for start in range(0, len(content), size):
        end = min(start + size, len(content))
        begin = file.next_record(start, end=end)
        assert begin == next((begin for begin in begins if start <= begin < end), None)
        while begin is not None and begin < end:
            found.add(begin)
            begin = file.next_record(begin + 1, end=end)
    assert sorted(found) == begins


def test_members_are_found_across_what_is_searched_at_a_time(monkeypatch):
    """Where a member begins at the end of it, too."""
    monkeypatch.setattr("dateline.bulk.reading.members._SEARCHED_BYTES", 640)
    members = packed(*(conversion(f"https://a.example/{n}", "Rain" + "x" * n) for n in range(200)))
    content = b"".join(members)
    for number in range(1, 200):
        begin = sum(map(len, members[:number]))
        before = begin - len(members[number - 1]) + 1
        assert opened(content).next_record(before, end=len(content)) == begin
        assert opened(content).next_record(before, end=begin) is None


@pytest.mark.parametrize("ahead", [1 << 22, 100])
def test_a_member_has_what_it_packs_and_no_more(monkeypatch, ahead):
    """Unpacked, to the begin of the next; members behind it that begin no record are its own."""
    monkeypatch.setattr("dateline.bulk.reading.members._AHEAD_BYTES", ahead)
    first, second = conversion("https://a.example/1", "Rain" * 9000), conversion("https://a.example/2", "Snow")
    content = gzip.compress(first[:500]) + gzip.compress(first[500:]) + gzip.compress(second)
    member = Member(opened(content), 0)
    assert member.read() == first
    assert (member.damage, member.seek(0, io.SEEK_CUR)) == (None, len(first))
    rest = Member(opened(content), member.end)
    assert (rest.read(), rest.end) == (second, len(content))
    with pytest.raises(io.UnsupportedOperation):
        rest.seek(0)


@pytest.mark.parametrize("ahead", [1 << 22, 100])
def test_damage_ends_a_member_and_is_told(monkeypatch, ahead):
    """By the byte that the damaged member begins at; of one behind the first nothing is given, unless it is large."""
    monkeypatch.setattr("dateline.bulk.reading.members._AHEAD_BYTES", ahead)
    content = random.Random(16).randbytes(5_000)  # noqa: S311 - what does not get smaller
    one = gzip.compress(content)
    for damaged in (one[:-8] + bytes(8), one[:-9]):
        member = Member(opened(damaged), 0)
        given = member.read()
        assert content.startswith(given)
        assert len(given) > 3_000
        assert (member.damage, member.end, member.read()) == (0, 0, b"")
        member = Member(opened(one + damaged), 0)
        assert (len(member.read()) > len(content)) == (ahead < len(content))
        assert (member.damage, member.end) == (len(one), len(one))


def test_an_error_of_the_store_is_known():
    """Libraries make errors of their own of it."""

    class Broken(io.BytesIO):
        def read(self, _size=-1):
            raise OSError("reset")

    file = ArchiveFile(Broken(), buffer_bytes=10)
    with pytest.raises(OSError, match="reset"):
        Member(file, 0)
    assert str(file.error) == "reset"
