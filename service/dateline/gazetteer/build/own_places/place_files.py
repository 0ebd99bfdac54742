"""Place files: a user's own places, in CSV or GeoJSON, as records; errors name row and column."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from dateline.errors import FieldViolation, InvalidInputError
from dateline.gazetteer.build.geonames.dump_builder import FEATURE_CLASSES
from dateline.gazetteer.build.record import Record
from dateline.gazetteer.folding import MAX_NAME_CHARS, fold
from dateline.values import Coordinates

_NEEDED = ("id", "name", "latitude", "longitude")
_PLACE_ID = re.compile(r"(?P<source>[A-Za-z0-9][A-Za-z0-9._-]*):\S+")
_MAX_ID_CHARS = 200
_OWN_SOURCES = ("geonames", "dateline")
# A locality: "a minor area or place of unspecified or mixed character" (https://www.geonames.org/export/codes.html).
_DEFAULT_FEATURE = ("L", "LCTY")
_COUNTRY_CODES = ("PCL", "TERR", "CONT")
_MAX_VIOLATIONS = 20


class _Wrong(Exception):  # noqa: N818  # it never leaves this module
    """A value that cannot be used."""


def read_places(path: Path, *, is_country: Callable[[str], bool]) -> tuple[Record, ...]:
    """Returns the places of a .csv or .geojson file; `is_country` tells whether a country code is known.

    Raises InvalidInputError, which names file, row or feature, and column of each of the first twenty wrong values.
    """
    readers = {".csv": _csv_rows, ".geojson": _geojson_rows, ".json": _geojson_rows}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise _refused(str(path), "is neither .csv nor .geojson")
    if not path.is_file():
        raise _refused(str(path), "no such file")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(str(path), f"is not UTF-8 (byte {error.start})") from None
    violations: list[FieldViolation] = []
    records: dict[str, Record] = {}
    for where, row in reader(path, text):
        record = _record(where, row, path.name, is_country, violations)
        if record is not None and records.setdefault(record.place_id, record) is not record:
            violations.append(FieldViolation(f"{where}: id", f"{record.place_id!r} was there before"))
        if len(violations) >= _MAX_VIOLATIONS:
            break
    if violations:
        raise InvalidInputError(*violations)
    if not records:
        raise _refused(str(path), "holds no places")
    return tuple(records.values())


def _csv_rows(path: Path, text: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True, restkey="")
    try:
        missing = [column for column in _NEEDED if column not in (reader.fieldnames or ())]
        if missing:
            raise _refused(f"{path}:1", f"has no column {', '.join(missing)}")
        for row in reader:
            where = f"{path}:{reader.line_num}"
            if "" in row:
                raise _refused(where, "has more values than the header has columns")
            yield where, row
    except csv.Error as error:
        # Only the inner reader has counted the line at which it stopped.
        raise _refused(f"{path}:{reader.reader.line_num}", f"is no CSV ({error})") from None


def _geojson_rows(path: Path, text: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    try:
        loaded: Any = json.loads(text)
    except json.JSONDecodeError as error:
        raise _refused(f"{path}:{error.lineno}", f"is not valid JSON: {error.msg} (column {error.colno})") from None
    except (ValueError, RecursionError):
        raise _refused(str(path), "is not valid JSON") from None
    features = (
        loaded.get("features") if isinstance(loaded, dict) and loaded.get("type") == "FeatureCollection" else None
    )
    if not isinstance(features, list):
        raise _refused(str(path), "is no GeoJSON FeatureCollection")
    for number, feature in enumerate(features):
        where = f"{path}: features[{number}]"
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        point = geometry.get("coordinates") if isinstance(geometry, dict) and geometry.get("type") == "Point" else None
        if not (isinstance(point, list) and len(point) >= 2):
            raise _refused(f"{where}.geometry", "is no Point with a longitude and a latitude")
        properties = feature.get("properties")
        if not isinstance(properties, dict):
            raise _refused(f"{where}.properties", "is no object")
        yield where, {"id": feature.get("id"), **properties, "longitude": point[0], "latitude": point[1]}


def _record(
    where: str,
    row: Mapping[str, object],
    source: str,
    is_country: Callable[[str], bool],
    violations: list[FieldViolation],
) -> Record | None:
    violations_before = len(violations)

    def value(column: str, parse: Callable[[object], Any]) -> Any:  # noqa: ANN401  # whatever `parse` returns
        try:
            return parse(row.get(column))
        except _Wrong as error:
            violations.append(FieldViolation(f"{where}: {column}", str(error)))
            return None

    def country(given: object) -> str:
        code = _text(given).upper()
        if code and not is_country(code):
            raise _Wrong(f"{code[:20]!r} is not the ISO 3166-1 alpha-2 code of a country")
        return code

    place_id = value("id", _place_id)
    name = value("name", _name)
    alternate_names = value("alternate_names", _names)
    latitude, longitude = value("latitude", _degrees(90)), value("longitude", _degrees(180))
    feature_class, feature_code = value("feature_class", _feature_class), value("feature_code", _feature_code)
    country_code, population_count = value("country_code", country), value("population", _population)
    if len(violations) > violations_before:
        return None
    if not feature_class:
        feature_class, feature_code = _DEFAULT_FEATURE[0], feature_code or _DEFAULT_FEATURE[1]
    return Record(
        place_id,
        name,
        feature_class,
        feature_code,
        Coordinates(latitude, longitude),
        country_code=country_code,
        population_count=population_count,
        source=source,
        alternate_names=alternate_names,
    )


def _text(value: object) -> str:
    """Returns a value of a table, which may be None, a number or a string, as text."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _Wrong("is neither text nor a number")
    text = str(value).strip()
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise _Wrong("holds half of a surrogate pair")
    return text


def _place_id(value: object) -> str:
    text = _text(value)
    match = _PLACE_ID.fullmatch(text)
    if match is None or len(text) > _MAX_ID_CHARS:
        raise _Wrong(f"{text[:40]!r} is not of the form source:key, of at most {_MAX_ID_CHARS} characters")
    if match["source"].lower() in _OWN_SOURCES:
        raise _Wrong(f"{match['source']} is the gazetteer's own source: take another")
    return text


def _name(value: object) -> str:
    text = _text(value)
    if not fold(text):
        raise _Wrong(f"has more than {MAX_NAME_CHARS} characters" if len(text) > MAX_NAME_CHARS else "is no name")
    return text


def _names(value: object) -> tuple[str, ...]:
    """Returns the names of a list, which GeoJSON may have, or of a text with "|" between them."""
    names = value if isinstance(value, list) else _text(value).split("|")
    return tuple(_name(name) for name in names if not isinstance(name, str) or name.strip())


def _degrees(most: int) -> Callable[[object], float]:
    def parse(value: object) -> float:
        text = _text(value)
        try:
            degrees = float(text)
        except ValueError:
            raise _Wrong(f"{text[:20]!r} is no number") from None
        if not -most <= degrees <= most:
            raise _Wrong(f"{text[:20]} is not within -{most} and {most} degrees")
        return degrees

    return parse


def _feature_class(value: object) -> str:
    text = _text(value).upper()
    if text and (len(text) > 1 or text not in FEATURE_CLASSES):
        raise _Wrong(f"{text[:20]!r} is none of {', '.join(FEATURE_CLASSES)}")
    return text


def _feature_code(value: object) -> str:
    text = _text(value).upper()
    if text and not re.fullmatch(r"[A-Z0-9]{1,10}", text):
        raise _Wrong(f"{text[:20]!r} is no feature code")
    if text.startswith(_COUNTRY_CODES):
        raise _Wrong(f"{text} is for countries and continents, which are the gazetteer's own")
    return text


def _population(value: object) -> int | None:
    text = _text(value)
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise _Wrong(f"{text[:20]!r} is no count of people")
    return int(text)


def _refused(field: str, description: str) -> InvalidInputError:
    return InvalidInputError(FieldViolation(field, description))
