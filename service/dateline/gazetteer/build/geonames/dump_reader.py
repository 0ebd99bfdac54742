"""Dumps: the files that GeoNames publishes, read row by row; errors name the line.

https://download.geonames.org/export/dump/readme.txt describes them: text in UTF-8 without a header, one row a line,
columns separated by tabs, each file mostly inside a zip file.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import IO, NoReturn

from dateline.errors import FieldViolation, InvalidInputError
from dateline.gazetteer.build.progress import progress_bar
from dateline.values import Coordinates, is_country_feature

_PLACE_COLUMNS = (
    "geonameid", "name", "asciiname", "alternatenames", "latitude", "longitude", "feature class", "feature code",
    "country code", "cc2", "admin1 code", "admin2 code", "admin3 code", "admin4 code", "population", "elevation", "dem",
    "timezone", "modification date",
)  # fmt: skip
_NAME_COLUMNS = (
    "alternateNameId", "geonameid", "isolanguage", "alternate name", "isPreferredName", "isShortName", "isColloquial",
    "isHistoric", "from", "to",
)  # fmt: skip
_LINK_COLUMNS = ("parentId", "childId", "type")
_ASIDE = ("readme.txt", "iso-languagecodes.txt")
"""Members of the zip files that hold no rows."""
_MAX_LINE_BYTES = 1 << 20
_READ_BYTES = 1 << 20
_LINES_BETWEEN_UPDATES = 1 << 14
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class DumpPlace:
    """A row of allCountries or of a country's file; commas separate `alternate_names`, and 0 people mean unknown."""

    geonames_id: int
    name: str
    ascii_name: str
    alternate_names: str
    coordinates: Coordinates
    feature_class: str
    feature_code: str
    country_code: str
    admin1_code: str
    admin2_code: str
    population_count: int

    @property
    def is_country(self) -> bool:
        """Whether the place is a country or a dependent territory."""
        return is_country_feature(self.feature_class, self.feature_code)


@dataclass(frozen=True, slots=True)
class DumpName:
    """A row of alternateNamesV2; `language` is an ISO 639 code, or GeoNames' word for a kind of row that is no name."""

    geonames_id: int
    language: str
    name: str
    is_preferred: bool
    is_short: bool
    is_colloquial: bool
    is_historic: bool


@dataclass(frozen=True, slots=True)
class DumpLink:
    """A row of hierarchy: the child lies in the parent."""

    parent_id: int
    child_id: int


def read_places(path: Path, *, progress: str = "") -> Iterator[DumpPlace]:
    """Yields the rows of allCountries; `progress`, if given, heads a bar on standard error.

    Raises InvalidInputError, which names file and line, for another kind of file or one that is cut short; so do
    `read_names` and `read_links`.
    """
    for number, row in _rows(path, _PLACE_COLUMNS, progress=progress):
        try:
            place = DumpPlace(
                _whole(row[0]), row[1], row[2], row[3], Coordinates(float(row[4]), float(row[5])), row[6], row[7],
                row[8], row[10], row[11], max(0, _whole(row[14] or "0")),
            )  # fmt: skip
        except ValueError:
            _refuse_numbers(path, number, row, _PLACE_COLUMNS)
        point = place.coordinates
        if not (-90 <= point.latitude_degrees <= 90 and -180 <= point.longitude_degrees <= 180):
            _refuse(path, number, f"{row[4]}, {row[5]} is no point on Earth")
        yield place


def read_names(path: Path, *, progress: str = "") -> Iterator[DumpName]:
    """Yields the rows of alternateNamesV2."""
    for number, row in _rows(path, _NAME_COLUMNS, progress=progress):
        try:
            geonames_id = _whole(row[1])
        except ValueError:
            _refuse_numbers(path, number, row, _NAME_COLUMNS)
        yield DumpName(geonames_id, row[2], row[3], row[4] == "1", row[5] == "1", row[6] == "1", row[7] == "1")


def read_links(path: Path, *, progress: str = "") -> Iterator[DumpLink]:
    """Yields the rows of hierarchy; their column `type` may be missing."""
    for number, row in _rows(path, _LINK_COLUMNS, progress=progress, optional_count=1):
        try:
            link = DumpLink(_whole(row[0]), _whole(row[1]))
        except ValueError:
            _refuse_numbers(path, number, row, _LINK_COLUMNS)
        yield link


def _rows(
    path: Path, columns: tuple[str, ...], *, progress: str, optional_count: int = 0
) -> Iterator[tuple[int, list[str]]]:
    number = unreported_bytes = 0
    with (
        _opened(path) as (file, size_bytes),
        progress_bar(total=size_bytes, desc=progress, unit="B", unit_scale=True, is_shown=bool(progress)) as bar,
    ):
        while True:
            try:
                line = file.readline(_MAX_LINE_BYTES)
            except _BROKEN as error:
                _refuse(path, number + 1, f"the zip file is broken here ({error})")
            if not line:
                break
            number += 1
            if not line.endswith(b"\n"):
                _refuse(path, number, "the file ends, or has no end of line, amid a row: was it cut short?")
            try:
                row = line.decode().rstrip("\r\n").split("\t")
            except UnicodeDecodeError as error:
                _refuse(path, number, f"is not UTF-8 (byte {error.start})")
            if not len(columns) - optional_count <= len(row) <= len(columns):
                _refuse(
                    path, number, f"has {len(row)} tab-separated columns instead of {len(columns)} ({columns[0]}, ...)"
                )
            yield number, row
            unreported_bytes += len(line)
            if number % _LINES_BETWEEN_UPDATES == 0:
                bar.update(unreported_bytes)
                unreported_bytes = 0
        bar.update(unreported_bytes)
    if not number:
        _refuse(path, 1, "the file is empty")


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes], int]]:
    """Yields the rows of a zip or text file, as a file of bytes, and their size in bytes."""
    if not path.is_file():
        _refuse(path, 0, "no such file")
    with path.open("rb") as file:
        is_zip = file.read(4) == b"PK\x03\x04"
    if not is_zip:
        with path.open("rb", buffering=_READ_BYTES) as file:
            yield file, path.stat().st_size
        return
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN as error:
        _refuse(path, 0, f"the zip file is broken ({error}): was it cut short?")
    with archive:
        members = [
            member
            for member in archive.infolist()
            if member.filename.endswith(".txt") and member.filename not in _ASIDE
        ]
        if len(members) != 1:
            held = ", ".join(member.filename for member in archive.infolist()[:5]) or "nothing"
            _refuse(path, 0, f"does not hold one file of rows, but {held}")
        try:
            raw = archive.open(members[0])
        except _BROKEN as error:
            _refuse(path, 0, f"the zip file is broken ({error})")
        with BufferedReader(raw, _READ_BYTES) as file:  # type: ignore[type-var]  # any file of bytes will do
            yield file, members[0].file_size


def _whole(text: str) -> int:
    number = int(text)
    if abs(number) >= 1 << 63:
        raise ValueError(text)
    return number


_NUMBERS: dict[str, Callable[[str], object]] = {
    "geonameid": _whole, "latitude": float, "longitude": float, "population": _whole, "parentId": _whole,
    "childId": _whole,
}  # fmt: skip


def _refuse_numbers(path: Path, number: int, row: list[str], columns: tuple[str, ...]) -> NoReturn:
    for column, value in zip(columns, row, strict=False):
        try:
            _NUMBERS.get(column, str)(value)
        except ValueError:
            _refuse(path, number, f"{column}: {value[:40]!r} is no number")
    raise AssertionError(columns)


def _refuse(path: Path, number: int, description: str) -> NoReturn:
    """Raises InvalidInputError for the line `number` of the file, or for the whole file where `number` is 0."""
    raise InvalidInputError(FieldViolation(f"{path}:{number}" if number else str(path), description)) from None
