"""Articles of web archives with gzip: a member that is damaged costs its own records, and no others."""

from collections.abc import Generator, Iterator
from typing import BinaryIO, cast

from dateline.bulk.reading.members import ArchiveFile, Member
from dateline.bulk.reading.warc import NO_RECORDS, ReadRecord, read_records
from dateline.documents import InputArticle, InputFailure

_DAMAGED = "is damaged or cut off, as its gzip member is"
_NO_MEMBER = "is where bytes begin that are no gzip member"
_NO_RECORD = "is damaged, or its gzip member holds something else than records"
_LOOKED_AT_BYTES = 1 << 16


def read_packed_warc(
    file: ArchiveFile, *, name: str, start: int, end: int, is_whole: bool
) -> Iterator[InputArticle | InputFailure]:
    """Yields what `read_warc` does of a gzip file: of the records whose members begin in [start, end).

    Ranges that cover the file have each record once; where records have no members of their own the range that begins
    at 0 has all of them. A member that is damaged, or bytes that are none, are a failure each, and the records before
    and behind are read. `where` is the byte that the member begins at, as "crawl.warc.gz@1024", and for a record behind
    another in its member the byte of it, unpacked, as well: "crawl.warc.gz@0+5120". `is_whole` says that the range is
    all of the file.
    """
    is_empty = True
    begin = start if start == 0 else file.next_record(start, end=end)
    while begin is not None and begin < end:
        member = Member(file, begin)
        is_empty &= not (yield from _read_member(member, file, f"{name}@{begin}"))
        if member.damage is None and file.begins_record(member.end):
            begin = member.end
            continue
        if member.damage is None:
            if file.read(member.end, _LOOKED_AT_BYTES).strip(b"\0"):  # some archives are filled up by zeros
                yield InputFailure(f"{name}@{member.end}", _NO_MEMBER)
        elif member.damage > begin:
            yield InputFailure(f"{name}@{member.damage}", _DAMAGED)
        begin = file.next_record(max(begin + 1, member.end), end=end)
    if is_empty and is_whole:
        yield InputFailure(name, NO_RECORDS)


def _read_member(member: Member, file: ArchiveFile, place: str) -> Generator[InputArticle | InputFailure, None, bool]:
    """Yields the articles and failures of a member at `place`; returns whether there may be any."""
    has_content = False
    last = ReadRecord(place, has_content=False)
    try:
        for record in read_records(cast("BinaryIO", member), lambda at: f"{place}+{at}" if at else place):
            yield from last.items
            last = record
            has_content |= record.has_content
    except OSError as error:
        if file.error is not None or error.errno is not None:  # libraries' errors of content have no number
            raise
        yield from last.items
        yield InputFailure(last.where, _NO_RECORD)
        return True
    if member.damage == member.begin:  # which ends the last of its records
        yield InputFailure(last.where, _DAMAGED)
        return True
    yield from last.items
    return has_content
