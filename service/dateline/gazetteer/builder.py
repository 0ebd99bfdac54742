"""Building: all sources put together in one SQLite file."""

import hashlib
import math
import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from tqdm import tqdm

from dateline.document import Coordinates, NameKind
from dateline.gazetteer import sources, tables
from dateline.gazetteer.folding import fold
from dateline.gazetteer.records import Record, demonym_forms

SCHEMA_VERSION = 1
APPLICATION_ID = 0x44544C4E
"""SQLite's field for telling one application's files from another's: "DTLN"."""

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sources (id INTEGER PRIMARY KEY, description TEXT NOT NULL UNIQUE);
CREATE TABLE places (
    id INTEGER PRIMARY KEY, place_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, feature_class TEXT NOT NULL,
    feature_code TEXT NOT NULL, country_code TEXT NOT NULL, admin1_id TEXT NOT NULL, admin2_id TEXT NOT NULL,
    latitude_degrees REAL, longitude_degrees REAL, population_count INTEGER, source INTEGER NOT NULL,
    prior REAL NOT NULL DEFAULT 0
);
CREATE TABLE names (folded TEXT, place INTEGER, kind INTEGER, PRIMARY KEY (folded, place)) WITHOUT ROWID;
CREATE TABLE abbreviations (
    abbreviation TEXT, place INTEGER, needs_place_before INTEGER, PRIMARY KEY (abbreviation, place)
) WITHOUT ROWID;
CREATE TABLE demonyms (demonym TEXT, place INTEGER, PRIMARY KEY (demonym, place)) WITHOUT ROWID;
CREATE VIRTUAL TABLE points USING rtree (id, min_latitude, max_latitude, min_longitude, max_longitude);
CREATE TEMP TABLE staged_names (folded TEXT, place INTEGER, kind INTEGER);
"""
_INSERT_PLACE = (
    "INSERT OR IGNORE INTO places (place_id, name, feature_class, feature_code, country_code, admin1_id, admin2_id,"
    " latitude_degrees, longitude_degrees, population_count, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
# How many people's worth of fame a place has: a division's name mostly means the city of that name; capitals are named
# more often than other cities of their size; features without inhabitants that made it into a table are known widely;
# countries come before everything.
_SET_PRIORS = """
UPDATE places SET prior = CASE
    WHEN feature_code LIKE 'PCL%' OR feature_code IN ('TERR', 'CONT') THEN 1e10 + ifnull(population_count, 0)
    WHEN feature_code = 'ADM1' THEN 0.1 * ifnull(population_count, 0) + 1
    WHEN feature_code IN ('ADM2', 'ADM3') THEN 0.03 * ifnull(population_count, 0)
    WHEN feature_code = 'PPLC' THEN 2 * ifnull(population_count, 0) + 10
    WHEN feature_code = 'PPL' THEN ifnull(population_count, 0) + 10
    WHEN population_count IS NOT NULL THEN population_count
    WHEN feature_code IN ('RGN', 'OCN', 'SEA', 'GULF', 'ADM1H', 'ADMD') THEN 1000000
    WHEN feature_class = 'P' THEN 20000
    WHEN feature_class IN ('S', 'R') THEN 50000
    ELSE 150000 END
"""
# A division with no member stands at the point of what it lies in.
_INHERIT_DIVISION_POINT = (
    "UPDATE places AS child SET (latitude_degrees, longitude_degrees) = (SELECT latitude_degrees, longitude_degrees "
    "FROM places WHERE place_id = child.admin1_id AND latitude_degrees IS NOT NULL) WHERE latitude_degrees IS NULL"
)
_INHERIT_COUNTRY_POINT = (
    "UPDATE places AS child SET (latitude_degrees, longitude_degrees) = (SELECT latitude_degrees, longitude_degrees "
    "FROM places WHERE country_code = child.country_code AND feature_code LIKE 'PCL%' ORDER BY id LIMIT 1) "
    "WHERE latitude_degrees IS NULL"
)
_ROWS_AT_ONCE = 10_000
_EXPECTED_RECORDS = 290_000
# The ways of writing one word; each stands for the others at the start of any word group of a name.
_TWINS = {
    "saint": "st",
    "st": "saint",
    "sainte": "ste",
    "ste": "sainte",
    "mount": "mt",
    "mt": "mount",
    "fort": "ft",
    "ft": "fort",
}


def build(path: Path, *, records: Iterable[Record] | None = None, progress: bool = False) -> None:
    """Write a gazetteer to `path`, whole or not at all, from the packaged sources or from `records`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    os.close(handle)
    partial = Path(name)
    try:
        with closing(sqlite3.connect(partial, isolation_level=None)) as connection:
            descriptions = sources.descriptions() if records is None else ()
            bar = tqdm(
                sources.packaged_records() if records is None else records,
                total=_EXPECTED_RECORDS if records is None else None,
                desc="building the gazetteer",
                unit=" places",
                file=sys.stderr,
                disable=not progress,
                mininterval=0.5,
            )
            _fill(connection, bar, descriptions=descriptions)
        partial.chmod(0o644)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def content_hash() -> str:
    """A digest of all that decides what `build` writes: package versions, tables and the code that joins them."""
    digest = hashlib.sha256(f"schema {SCHEMA_VERSION}\n".encode())
    for package in sources.PACKAGES:
        digest.update(f"{package} {version(package)}\n".encode())
    for name in tables.NAMES:
        digest.update(tables.read_bytes(name))
    for module in ("builder", "folding", "records", "sources"):
        digest.update((files(__package__ or "") / f"{module}.py").read_bytes())
    return digest.hexdigest()[:16]


@dataclass(slots=True)
class _Members:
    """What the populated places in one division add up to; points are averaged on the sphere."""

    population_count: int = 0
    weight: float = 0.0
    x: float = 0.0
    y: float = 0.0
    z: float = 0.0

    def add(self, coordinates: Coordinates, population_count: int) -> None:
        weight = population_count + 1
        latitude, longitude = math.radians(coordinates.latitude_degrees), math.radians(coordinates.longitude_degrees)
        self.population_count += population_count
        self.weight += weight
        self.x += weight * math.cos(latitude) * math.cos(longitude)
        self.y += weight * math.cos(latitude) * math.sin(longitude)
        self.z += weight * math.sin(latitude)

    def center(self) -> tuple[float, float]:
        latitude = math.degrees(math.atan2(self.z, math.hypot(self.x, self.y)))
        return round(latitude, 5), round(math.degrees(math.atan2(self.y, self.x)), 5)


def _fill(connection: sqlite3.Connection, records: Iterable[Record], *, descriptions: tuple[str, ...]) -> None:
    connection.executescript(
        f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; PRAGMA temp_store = FILE;"
        f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {SCHEMA_VERSION};"
    )
    connection.execute("BEGIN")
    connection.executescript(_SCHEMA)
    connection.execute("BEGIN")
    members = _store(connection, records)
    _complete_divisions(connection, members)
    connection.execute(
        "INSERT INTO names SELECT folded, place, MIN(kind) FROM staged_names "
        "GROUP BY folded, place ORDER BY folded, place"
    )
    connection.execute("DROP TABLE staged_names")
    connection.execute(
        "INSERT INTO points SELECT id, latitude_degrees, latitude_degrees, longitude_degrees, longitude_degrees "
        "FROM places WHERE feature_class = 'P'"
    )
    _describe(connection, descriptions)
    connection.execute("COMMIT")
    connection.execute("ANALYZE")


def _store(connection: sqlite3.Connection, records: Iterable[Record]) -> dict[str, _Members]:
    members: dict[str, _Members] = {}
    source_ids: dict[str, int] = {}
    names: list[tuple[str, int, int]] = []
    for record in records:
        source = source_ids.setdefault(record.source, len(source_ids) + 1)
        point = record.coordinates
        inserted = connection.execute(
            _INSERT_PLACE,
            (
                record.place_id, record.name, record.feature_class, record.feature_code, record.country_code,
                record.admin1_id, record.admin2_id, point and point.latitude_degrees, point and point.longitude_degrees,
                record.population_count, source,
            ),
        )  # fmt: skip
        if inserted.rowcount:
            place = inserted.lastrowid or 0
            if record.feature_class == "P" and point is not None:
                for division in {record.admin1_id, record.admin2_id} - {""}:
                    members.setdefault(division, _Members()).add(point, record.population_count or 0)
        else:
            (place,) = connection.execute("SELECT id FROM places WHERE place_id = ?", (record.place_id,)).fetchone()
        names.extend((folded, place, kind) for folded, kind in _folded_names(record))
        if len(names) >= _ROWS_AT_ONCE:
            connection.executemany("INSERT INTO staged_names VALUES (?, ?, ?)", names)
            names.clear()
        _store_short_forms(connection, record, place)
    connection.executemany("INSERT INTO staged_names VALUES (?, ?, ?)", names)
    connection.executemany("INSERT INTO sources VALUES (?, ?)", ((number, text) for text, number in source_ids.items()))
    return members


def _folded_names(record: Record) -> Iterator[tuple[str, NameKind]]:
    for name, kind in record.names():
        folded = fold(name)
        if not folded:
            continue
        yield folded, kind
        words = folded.split(" ")
        if not _TWINS.keys().isdisjoint(words[:-1]):
            # Not the last word, which is more likely a street.
            yield " ".join([*(_TWINS.get(word, word) for word in words[:-1]), words[-1]]), kind


def _store_short_forms(connection: sqlite3.Connection, record: Record, place: int) -> None:
    abbreviations = [
        *(("".join(each.split()), place, 0) for each in record.abbreviations),
        *(("".join(each.split()), place, 1) for each in record.guarded_abbreviations),
    ]
    if abbreviations:
        connection.executemany("INSERT OR IGNORE INTO abbreviations VALUES (?, ?, ?)", abbreviations)
    if record.demonyms:
        forms = ((form, place) for name in record.demonyms for form in demonym_forms(name))
        connection.executemany("INSERT OR IGNORE INTO demonyms VALUES (?, ?)", forms)


def _complete_divisions(connection: sqlite3.Connection, members: dict[str, _Members]) -> None:
    """Give divisions what their members say, and every place its prior."""
    connection.executemany(
        "UPDATE places SET population_count = ? WHERE place_id = ? AND population_count IS NULL",
        ((each.population_count, division) for division, each in members.items()),
    )
    connection.executemany(
        "UPDATE places SET latitude_degrees = ?, longitude_degrees = ? WHERE place_id = ? AND latitude_degrees IS NULL",
        ((*each.center(), division) for division, each in members.items()),
    )
    connection.execute(_INHERIT_DIVISION_POINT)
    connection.execute(_INHERIT_COUNTRY_POINT)
    # One that lies in nothing known is left out: a place is nothing without a point.
    connection.execute("DELETE FROM staged_names WHERE place IN (SELECT id FROM places WHERE latitude_degrees IS NULL)")
    connection.execute("DELETE FROM places WHERE latitude_degrees IS NULL")
    connection.execute(_SET_PRIORS)


def _describe(connection: sqlite3.Connection, descriptions: tuple[str, ...]) -> None:
    (places,) = connection.execute("SELECT count(*) FROM places").fetchone()
    (names,) = connection.execute("SELECT count(*) FROM names").fetchone()
    rows = {
        "revision": content_hash(),
        "place_count": str(places),
        "name_count": str(names),
        "sources": "\n".join(descriptions),
    }
    connection.executemany("INSERT INTO meta VALUES (?, ?)", rows.items())
