"""The places of a gazetteer file, read by row, id, name and point."""

# ruff: noqa: S608  # statements are put together from this module's own constants

import os.path
import sqlite3
import threading
import weakref
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline.errors import ResourceDamagedError, ResourceMissingError
from dateline.gazetteer.file import build_command
from dateline.gazetteer.folding import fold
from dateline.gazetteer.schema import APPLICATION_ID, COUNTRY_PROMINENCE, SCHEMA_VERSION
from dateline.geodesy import EARTH_RADIUS_KM, boxes_around, distance_km
from dateline.values import Coordinates, Former, GazetteerDescription, MatchType, NameKind, NameMatch, Place

_COLUMNS = (
    "p.place_id, p.name, p.feature_class, p.feature_code, p.latitude_degrees, p.longitude_degrees, p.country_code, "
    "p.admin1_id, ifnull(a1.name, ''), p.admin2_id, ifnull(a2.name, ''), p.population_count, p.source, "
    "p.has_own_point, p.prominence"
)
_JOINS = "LEFT JOIN places a1 ON a1.place_id = p.admin1_id LEFT JOIN places a2 ON a2.place_id = p.admin2_id"
_BY_NAMES = f"SELECT {_COLUMNS}, n.kind FROM names n JOIN places p ON p.id = n.place {_JOINS}"
_BY_NAME = f"{_BY_NAMES} WHERE n.folded = ?"
_BY_PLACE_ID = f"SELECT {_COLUMNS} FROM places p {_JOINS} WHERE p.place_id = ?"
_BY_ROW = f"SELECT {_COLUMNS} FROM places p {_JOINS} WHERE p.id = ?"
_BEHIND_AND_BEFORE = (
    "SELECT folded FROM names WHERE folded >= ? ORDER BY folded LIMIT 1",
    "SELECT folded FROM names WHERE folded < ? ORDER BY folded DESC LIMIT 1",
)
_IN_BOX = (
    "SELECT id, min_latitude, min_longitude FROM points "
    "WHERE min_latitude BETWEEN ? AND ? AND min_longitude BETWEEN ? AND ?"
)
# A place counts for less under a name that is not its main one.
_ALTERNATE_WEIGHT = 0.25
MAX_SPELT = 20
"""The most places that are returned for a name that is not written as the gazetteer has it."""

_Row = tuple[str, str, str, str, float, float, str, str, str, str, str, int | None, int, int, float]


@dataclass(frozen=True, slots=True, weakref_slot=True)
class _HeldConnection:
    """A connection that is closed once nobody holds this object, which its thread does until the thread ends."""

    connection: sqlite3.Connection


class PlaceFile:
    """The places of one gazetteer file; safe to share between threads.

    `path` is the file's, `country_ids` has the place id of each country by its code, and `demonym_names` every demonym,
    plurals included, sorted; `whole_countries` are the codes of the countries whose places are all there, as far as
    GeoNames has them. Raises ResourceMissingError where `path` is no file, and ResourceDamagedError where it is no
    gazetteer of this version.
    """

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self._local = threading.local()
        if not self.path.is_file():
            raise ResourceMissingError(f"no gazetteer at {self.path}: make it with `{build_command(self.path)}`")
        try:
            is_ours = self._has_our_stamp()
            if is_ours:
                self._load()
        except sqlite3.DatabaseError as error:
            self.close()
            raise ResourceDamagedError(
                f"{self.path} cannot be read as a gazetteer ({error}): "
                f"remake it with `{build_command(self.path)} --force`"
            ) from error
        if not is_ours:
            self.close()
            raise ResourceDamagedError(
                f"{self.path} is no gazetteer of this version: remake it with `{build_command(self.path)} --force`"
            )

    def close(self) -> None:
        """Closes the file; a later call opens it again."""
        # What all threads held goes with the old object, and its connections are closed.
        self._local = threading.local()

    def connection(self) -> sqlite3.Connection:
        """Returns the connection of the thread that asks."""
        held: _HeldConnection | None = getattr(self._local, "held", None)
        if held is None:
            # `immutable` saves locks and checks: a finished gazetteer may be replaced, but is never written to.
            uri = f"{self.path.resolve().as_uri()}?mode=ro&immutable=1"
            held = _HeldConnection(sqlite3.connect(uri, uri=True, check_same_thread=False))
            # From Python 3.13 on a connection that is dropped while it is open is a ResourceWarning.
            weakref.finalize(held, held.connection.close)
            self._local.held = held
        return held.connection

    def get(self, place_id: str) -> Place | None:
        """Returns the place with an id, or None."""
        row = self.connection().execute(_BY_PLACE_ID, (place_id,)).fetchone()
        return None if row is None else self._place(row)

    def nearest(self, coordinates: Coordinates, *, limit: int = 1, max_km: float = 100.0) -> tuple[Place, ...]:
        """Returns the populated places within `max_km` of a point, at most `limit` of them, the nearest first."""
        connection = self.connection()
        radius_km = min(5.0, max_km)
        while True:
            distances: dict[int, float] = {}
            for box in boxes_around(coordinates, radius_km):
                for row, latitude, longitude in connection.execute(_IN_BOX, box):
                    distances[row] = distance_km(coordinates, Coordinates(latitude, longitude))
            within = sorted((distance, row) for row, distance in distances.items() if distance <= radius_km)
            if len(within) >= limit or radius_km >= min(max_km, EARTH_RADIUS_KM * 4):
                rows = (connection.execute(_BY_ROW, (row,)).fetchone() for _, row in within[:limit])
                return tuple(map(self._place, rows))
            radius_km = min(radius_km * 4, max_km)

    def of_rows(self, rows: Iterable[tuple[int, NameKind]], *, match_type: MatchType) -> tuple[NameMatch, ...]:
        """Returns the matches of places that are told by their rows in the file, the best known first."""
        return self._ranked([(self._row(row), kind) for row, kind in rows], match_type)

    def called(
        self, name: str, *, after_place: bool = False, match_type: MatchType = MatchType.EXACT
    ) -> tuple[NameMatch, ...]:
        """Returns the places that any source calls `name`, as matches of a type, the best known first.

        `after_place` says that `name` follows another place's name: then abbreviations count that are too ambiguous
        elsewhere.
        """
        folded = fold(name)
        if not folded:
            return ()
        connection = self.connection()
        rows = [(row, kind) for *row, kind in connection.execute(_BY_NAME, (folded,))]
        known = {row[0] for row, _ in rows}
        for place, needs_place_before in self._abbreviated(name):
            if not needs_place_before or after_place:
                row = self._row(place)
                if row[0] not in known:
                    rows.append((row, NameKind.ABBREVIATION))
        return self._ranked(rows, match_type)

    def spelt(self, spellings: tuple[str, ...], *, match_type: MatchType) -> tuple[NameMatch, ...]:
        """Returns at most MAX_SPELT places that have one of the folded spellings, the best known first.

        Of the kinds of names only main and alternate ones count, but for MatchType.EMBEDDED, where all do.
        """
        marks = ",".join("?" * len(spellings))
        statement = f"{_BY_NAMES} WHERE n.folded IN ({marks})"
        if match_type is not MatchType.EMBEDDED:
            statement += f" AND n.kind <= {NameKind.ALTERNATE:d}"
        rows = [(row, kind) for *row, kind in self.connection().execute(statement, spellings)] if spellings else []
        return self._ranked(rows, match_type)[:MAX_SPELT]

    def known_chars(self, folded: str) -> int:
        """Returns how many characters of a folded name are the beginning of some place's name."""
        connection = self.connection()
        # Of all known names in order, the one that shares the longest beginning with `folded` is a neighbour of it.
        neighbours = (connection.execute(query, (folded,)).fetchone() for query in _BEHIND_AND_BEFORE)
        shared = (os.path.commonprefix((folded, *row)) for row in neighbours if row)  # noqa: RUF071  # characters
        return max(map(len, shared), default=0)

    def describe(self) -> GazetteerDescription:
        """Returns the gazetteer's revision, its counts of places and names, and its sources."""
        return GazetteerDescription(
            revision=self._meta["revision"],
            place_count=int(self._meta["place_count"]),
            name_count=int(self._meta["name_count"]),
            sources=tuple(self._meta["sources"].splitlines()),
        )

    def _row(self, row: int) -> list[Any]:
        return list(self.connection().execute(_BY_ROW, (row,)).fetchone())

    def _ranked(self, rows: list[tuple[list[Any], int]], match_type: MatchType) -> tuple[NameMatch, ...]:
        matches = (
            NameMatch(self._place(tuple(row)), NameKind(kind), match_type, row[-1], self._since_years.get(row[0]))
            for row, kind in rows
        )
        return tuple(sorted(matches, key=rank))

    def _abbreviated(self, name: str) -> tuple[tuple[int, bool], ...]:
        key = "".join(name.split())
        places = self._abbreviations.get(key, ())
        # Tokenisers and sentence ends take the last period away: "N.Y".
        return places or (self._abbreviations.get(f"{key}.", ()) if "." in key else ())

    def _place(self, row: _Row) -> Place:
        return Place(
            place_id=row[0],
            name=row[1],
            feature_class=row[2],
            feature_code=row[3],
            coordinates=Coordinates(row[4], row[5]),
            country_code=row[6],
            country_name=self._country_names.get(row[6], ""),
            admin1_id=row[7],
            admin1_name=row[8],
            admin2_id=row[9],
            admin2_name=row[10],
            population_count=row[11],
            source=self._sources.get(row[12], ""),
            former=self._former.get(row[0]),
            has_own_point=bool(row[13]),
        )

    def _has_our_stamp(self) -> bool:
        connection = self.connection()
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
        return bool(application == APPLICATION_ID and schema == SCHEMA_VERSION)

    def _load(self) -> None:
        """Reads the small tables, which every lookup needs."""
        connection = self.connection()
        self._meta: dict[str, str] = dict(connection.execute("SELECT key, value FROM meta"))
        # Files that were built before there were whole countries do not tell of any.
        self.whole_countries = frozenset(self._meta.get("whole_countries", "").split())
        self._sources: dict[int, str] = dict(connection.execute("SELECT id, description FROM sources"))
        countries = connection.execute(
            f"SELECT country_code, name, place_id FROM places WHERE prominence >= {COUNTRY_PROMINENCE:.0f}"
            " AND country_code != '' AND feature_code != 'PCLH'"
        ).fetchall()
        self._country_names: dict[str, str] = {code: name for code, name, _ in countries}
        self.country_ids: dict[str, str] = {code: place_id for code, _, place_id in countries}
        self._since_years: dict[str, int] = {}
        self._former: dict[str, Former] = {}
        periods = "SELECT place_id, since_year, until_year, successor_ids FROM periods JOIN places ON id = place"
        for place_id, since_year, until_year, successor_ids in connection.execute(periods):
            if until_year is None:
                self._since_years[place_id] = since_year
            else:
                self._former[place_id] = Former(since_year, until_year, tuple(successor_ids.split("|")))
        self.demonym_names: tuple[str, ...] = tuple(
            name for (name,) in connection.execute("SELECT DISTINCT demonym FROM demonyms ORDER BY demonym")
        )
        self._abbreviations: dict[str, tuple[tuple[int, bool], ...]] = {}
        rows = connection.execute("SELECT abbreviation, place, needs_place_before FROM abbreviations")
        for abbreviation, place, needs_place_before in rows:
            known = self._abbreviations.get(abbreviation, ())
            self._abbreviations[abbreviation] = (*known, (place, bool(needs_place_before)))


def rank(match: NameMatch) -> tuple[float, int, int, str]:
    """Returns what sorts the best known match first."""
    weight = _ALTERNATE_WEIGHT if match.name_kind is NameKind.ALTERNATE else 1.0
    return -weight * match.prominence, match.name_kind, match.match_type, match.place.place_id
