"""The directory of outlets: a table of well-known ones, and files from callers or from `dateline outlets learn`."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TextIO

from dateline.errors import FieldViolation, InvalidInputError, ResourceMissingError
from dateline.values import Coordinates, Home

COLUMNS = ("outlet", "country_code", "admin1_id", "latitude", "longitude", "town")
_COUNTRY_CODE = re.compile(r"[A-Z]{2}")
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?\s*(?:www\d?\.\s*)*([^/?#]+)")


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet: its domain or name, its readers' home, and the name of their town, for people to read."""

    name: str
    home: Home
    town: str = ""


class OutletDirectory:
    """The homes of outlets by domain, address or name; where two entries name one outlet, the later entry counts.

    A name is that of `names`, which maps names to domains, or one that a domain spells: "Times of Malta" is
    timesofmalta.com. A name that the domains of two homes spell is nobody's.
    """

    def __init__(self, outlets: Iterable[Outlet], *, names: Mapping[str, str] | None = None) -> None:
        self._homes = {outlet_key(outlet.name): outlet.home for outlet in outlets}
        self._keys = _spelt_keys(self._homes)
        self._keys |= {_squeezed(name): outlet_key(domain) for name, domain in (names or {}).items()}
        self._known = self._homes.keys() | set(self._keys.values())

    def __len__(self) -> int:
        return len(self._homes)

    def home(self, outlet: str) -> Home | None:
        """Returns the home of `outlet`, or None where the directory knows no home of it."""
        return self._homes.get(self._key(outlet))

    def knows(self, outlet: str) -> bool:
        """Returns whether `outlet` is known; agencies that write for the whole world are, and have no home."""
        return self._key(outlet) in self._known

    def _key(self, outlet: str) -> str:
        key = outlet_key(outlet)
        if key in self._homes:
            return key
        name = _squeezed(outlet)
        return self._keys.get(name) or self._keys.get(name.removeprefix("the")) or self._keys.get(f"the{name}") or key


def outlet_key(outlet: str) -> str:
    """Returns the key that all spellings of an outlet share, "bbc.com" for "https://www.BBC.com/news", or ""."""
    match = _ADDRESS.match(outlet.strip().lower())
    return _in_one_line(match[1]) if match else ""


def packaged_outlets() -> tuple[Outlet, ...]:
    """Returns the well-known outlets of this package's table."""
    with (files(__package__ or "") / "homes.tsv").open(encoding="utf-8") as lines:
        return tuple(_rows(lines, "homes.tsv"))


def packaged_names() -> Mapping[str, str]:
    """Returns the domains of well-known outlets by the names that these do not spell."""
    with (files(__package__ or "") / "names.tsv").open(encoding="utf-8") as lines:
        rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
        return {name: row["outlet"] for row in rows for name in row["names"].split("|")}


def read_outlets(path: Path) -> tuple[Outlet, ...]:
    """Returns the outlets of a tab-separated file with COLUMNS; blank lines and lines that begin with '#' are skipped.

    Nothing is quoted or escaped. Raises ResourceMissingError where the file cannot be opened, and InvalidInputError,
    naming line and column, where a value is wrong.
    """
    try:
        # Spreadsheets begin their files with a byte order mark.
        with path.open(encoding="utf-8-sig") as lines:
            return tuple(_rows(lines, str(path)))
    except FileNotFoundError:
        raise ResourceMissingError(f"no outlets file at {path}") from None
    except UnicodeDecodeError:
        raise InvalidInputError(FieldViolation(str(path), "is not UTF-8 text")) from None
    except OSError as error:
        raise ResourceMissingError(f"the outlets file {path} cannot be read: {error.strerror}") from error


def write_outlets(lines: TextIO, outlets: Iterable[Outlet]) -> None:
    """Writes outlets as `read_outlets` reads them, with single blanks for white space and degrees to four decimals.

    Raises InvalidInputError, naming `outlets[i]` and the column, for a value that could not be read back.
    """
    lines.write("\t".join(COLUMNS) + "\n")
    for i, outlet in enumerate(outlets):
        home, point = outlet.home, outlet.home.coordinates
        degrees = (f"{point.latitude_degrees:.4f}", f"{point.longitude_degrees:.4f}") if point else ("", "")
        texts = (outlet.name, home.country_code, home.admin1_id, *degrees, outlet.town)
        row = dict(zip(COLUMNS, map(_in_one_line, texts), strict=True))
        _outlet(row, f"outlets[{i}]")
        lines.write("\t".join(row.values()) + "\n")


def _spelt_keys(homes: Mapping[str, Home]) -> dict[str, str]:
    """Returns the keys of outlets by the name that their domain spells, where it is that of one home alone."""
    keys: dict[str, str] = {}
    unclear: set[str] = set()
    for key, home in homes.items():
        name = _squeezed(key.partition(".")[0])
        if name in keys and homes[keys[name]] != home:
            unclear.add(name)
        keys.setdefault(name, key)
    return {name: key for name, key in keys.items() if name not in unclear}


def _squeezed(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def _rows(lines: Iterable[str], path: str) -> Iterator[Outlet]:
    columns: list[str] = []
    for number, line in enumerate(lines, start=1):
        if line.startswith("#") or not line.strip():
            continue
        fields = [field.strip() for field in line.split("\t")]
        if not columns:
            columns = fields
            missing = [column for column in COLUMNS[:-1] if column not in columns]
            if missing:
                raise InvalidInputError(FieldViolation(f"{path}:{number}", f"lacks the columns {', '.join(missing)}"))
        elif len(fields) > len(columns):
            raise InvalidInputError(FieldViolation(f"{path}:{number}", "has more fields than there are columns"))
        else:
            yield _outlet(dict(zip(columns, fields, strict=False)), f"{path}:{number}")
    if not columns:
        raise InvalidInputError(FieldViolation(path, f"lacks the columns {', '.join(COLUMNS[:-1])}"))


def _outlet(row: Mapping[str, str], where: str) -> Outlet:
    name, country_code, admin1_id, latitude, longitude, town = (row.get(column, "") for column in COLUMNS)
    if not outlet_key(name):
        raise InvalidInputError(FieldViolation(f"{where} outlet", "must name an outlet"))
    for column, text in row.items():
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise InvalidInputError(FieldViolation(f"{where} {column}", "holds half of a surrogate pair"))
    if country_code and not _COUNTRY_CODE.fullmatch(country_code):
        raise InvalidInputError(
            FieldViolation(f"{where} country_code", "must be two capital letters (ISO 3166-1 alpha-2)")
        )
    point = None
    if latitude or longitude:
        point = Coordinates(_degrees(latitude, 90, f"{where} latitude"), _degrees(longitude, 180, f"{where} longitude"))
    if point is None and not country_code:
        raise InvalidInputError(FieldViolation(f"{where} country_code", "must be given where there is no point"))
    return Outlet(name, Home(country_code, admin1_id, point), town)


def _degrees(text: str, most: int, where: str) -> float:
    try:
        degrees = float(text)
    except ValueError:
        degrees = float("nan")
    if not -most <= degrees <= most:
        raise InvalidInputError(FieldViolation(where, f"must be a number from -{most} to {most}"))
    return degrees
