"""Reading GeoNames' files."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dateline.errors import InvalidInputError
from dateline.gazetteer.build.geonames.dump_reader import (
    DumpLink,
    DumpName,
    DumpPlace,
    read_links,
    read_names,
    read_places,
)
from dateline.values import Coordinates
from support.tiny_dump import LINKS, NAMES, PLACES, name_line, place_line, write_zip


def test_places_are_read_alike_from_zip_and_text(tmp_path: Path) -> None:
    """It makes no difference whether the dump was unpacked, and the zip's own readme is no dump."""
    zipped = write_zip(tmp_path / "GB.zip", PLACES, aside=["readme.txt"])
    (tmp_path / "GB.txt").write_text("".join(PLACES), encoding="utf-8")
    places = tuple(read_places(zipped))
    assert places == tuple(read_places(tmp_path / "GB.txt"))
    assert len(places) == len(PLACES)
    assert places[2] == DumpPlace(
        6254925, "Kentucky", "Kentucky", "", Coordinates(38.20042, -84.87762), "A", "ADM1", "US", "KY", "", 4206074
    )


def test_names_and_links_are_read(tmp_path: Path) -> None:
    """Flags of names are flags, and a link may come without its type."""
    names = tuple(read_names(write_zip(tmp_path / "alternateNamesV2.zip", NAMES, aside=["iso-languagecodes.txt"])))
    assert names[1] == DumpName(
        484048, "en", "Tatarstan", is_preferred=True, is_short=True, is_colloquial=False, is_historic=False
    )
    links = tuple(read_links(write_zip(tmp_path / "hierarchy.zip", LINKS)))
    assert links[-1] == DumpLink(4302561, 98)
    assert len(links) == len(LINKS)


def test_lines_end_at_line_feeds_only(tmp_path: Path) -> None:
    """Other characters that count as line ends elsewhere are part of names, and a Windows line end of none."""
    path = tmp_path / "a.txt"
    path.write_bytes(place_line(1, "A\u2028B\x85C", "P/PPL").replace("\n", "\r\n").encode())
    (place,) = read_places(path)
    assert place.name == "A\u2028B\x85C"


GOOD = place_line(1, "Good", "P/PPL")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"id,name,latitude\n1,a,2\n", "a.txt:1: has 1 tab-separated columns instead of 19 (geonameid, ...)"),
        ("".join(NAMES).encode(), "a.txt:1: has 10 tab-separated columns instead of 19 (geonameid, ...)"),
        ((GOOD + "2\tBad\n").encode(), "a.txt:2: has 2 tab-separated columns instead of 19 (geonameid, ...)"),
        ((GOOD + GOOD[:-5]).encode(), "a.txt:2: the file ends, or has no end of line, amid a row: was it cut short?"),
        (b"x" * 3_000_000, "a.txt:1: the file ends, or has no end of line, amid a row: was it cut short?"),
        (place_line(10**19, "B", "P/PPL").encode(), f"a.txt:1: geonameid: '{10**19}' is no number"),
        ((GOOD + place_line("x2", "B", "P/PPL")).encode(), "a.txt:2: geonameid: 'x2' is no number"),
        (place_line(1, "B", "P/PPL", latitude="north").encode(), "a.txt:1: latitude: 'north' is no number"),
        (place_line(1, "B", "P/PPL", longitude=181).encode(), "a.txt:1: 1.5, 181 is no point on Earth"),
        (place_line(1, "B", "P/PPL", latitude="nan").encode(), "a.txt:1: nan, 2.5 is no point on Earth"),
        (place_line(1, "B", "P/PPL", population="many").encode(), "a.txt:1: population: 'many' is no number"),
        ((GOOD * 2).encode() + GOOD.encode("utf-8").replace(b"Good", b"G\xf6d"), "a.txt:3: is not UTF-8 (byte 3)"),
        (b"", "a.txt:1: the file is empty"),
    ],
    ids="csv names columns cut binary huge id latitude range nan population utf8 empty".split(),
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, content: bytes, complaint: str) -> None:
    """A file that is no dump, or no whole one, is refused with what is wrong and where."""
    (tmp_path / "a.txt").write_bytes(content)
    with pytest.raises(InvalidInputError) as refused:
        list(read_places(tmp_path / "a.txt"))
    assert str(refused.value) == f"{tmp_path}/{complaint}"


@pytest.mark.parametrize(
    ("read", "line", "complaint"),
    [
        (read_names, name_line("x", "en", "A"), "geonameid: 'x' is no number"),
        (read_links, "1\tx\tADM\n", "childId: 'x' is no number"),
        (read_links, "1\n", "has 1 tab-separated columns instead of 3 (parentId, ...)"),
    ],
)
def test_names_and_links_are_checked_too(
    tmp_path: Path, read: Callable[[Path], object], line: str, complaint: str
) -> None:
    """The other files are refused in the same way."""
    (tmp_path / "a.txt").write_text(line)
    with pytest.raises(InvalidInputError) as refused:
        list(read(tmp_path / "a.txt"))  # type: ignore[call-overload]
    assert str(refused.value) == f"{tmp_path}/a.txt:1: {complaint}"


def test_broken_zip_files_are_refused(tmp_path: Path) -> None:
    """A download cut short, or with a byte gone wrong, is found out; the latter with the line it was reached at."""
    lines = [place_line(i, f"Place {i * i * 7919 % 10007}", "P/PPL") for i in range(20_000)]
    whole = write_zip(tmp_path / "a.zip", lines).read_bytes()
    (tmp_path / "a.zip").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InvalidInputError, match=r"a\.zip: the zip file is broken .*: was it cut short\?"):
        list(read_places(tmp_path / "a.zip"))
    middle = len(whole) // 2
    (tmp_path / "a.zip").write_bytes(whole[:middle] + bytes(50) + whole[middle + 50 :])
    with pytest.raises(InvalidInputError, match=r"a\.zip:\d+: "):
        list(read_places(tmp_path / "a.zip"))
    # Rows that are well-formed and yet not those that were packed.
    checksum = whole.rindex(b"PK\x01\x02") + 16
    (tmp_path / "a.zip").write_bytes(whole[:checksum] + bytes(4) + whole[checksum + 4 :])
    with pytest.raises(InvalidInputError, match=r"a\.zip:\d+: the zip file is broken here \(Bad CRC-32"):
        list(read_places(tmp_path / "a.zip"))


def test_zip_files_of_other_things_are_refused(tmp_path: Path) -> None:
    """Nothing is guessed where a zip file holds no rows, or two files that may."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("photo.jpg", "")
    with pytest.raises(InvalidInputError, match=r"a\.zip: does not hold one file of rows, but photo\.jpg"):
        list(read_places(tmp_path / "a.zip"))
    with pytest.raises(InvalidInputError, match=r"but a\.txt, b\.txt"):
        list(read_places(write_zip(tmp_path / "a.zip", PLACES, aside=["b.txt"])))


def test_zip_files_that_need_a_password_are_refused(tmp_path: Path) -> None:
    """An encrypted zip file is called broken, without a traceback."""
    path = write_zip(tmp_path / "a.zip", PLACES)
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    path.write_bytes(data)
    with pytest.raises(InvalidInputError, match=r"a\.zip: the zip file is broken"):
        list(read_places(path))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """What is not there is said as plainly."""
    with pytest.raises(InvalidInputError, match=r"none\.zip: no such file"):
        list(read_places(tmp_path / "none.zip"))


def test_progress_counts_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A bar with a heading runs to the end of the file."""
    list(read_places(write_zip(tmp_path / "a.zip", PLACES * 1100), progress="reading divisions"))
    assert "reading divisions: 100%" in capsys.readouterr().err
