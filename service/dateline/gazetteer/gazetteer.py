"""The gazetteer: a file of places and their names, opened for reading."""

# ruff: noqa: S608  # statements are put together from this module's own constants

import os.path
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Self

from dateline.errors import ResourceDamagedError, ResourceMissingError
from dateline.gazetteer.contained_names import ContainedName, read_contained_name
from dateline.gazetteer.file import build_command
from dateline.gazetteer.folding import MAX_NAME_CHARS, fold
from dateline.gazetteer.inflection import base_forms
from dateline.gazetteer.languages import displayed_languages, fold_in, read_languages
from dateline.gazetteer.main_names import MainNames
from dateline.gazetteer.place_names import WIDELY_KNOWN_PROMINENCE, PlaceNames, is_known_at_home
from dateline.gazetteer.schema import APPLICATION_ID, COUNTRY_PROMINENCE, SCHEMA_VERSION
from dateline.gazetteer.spelling import misspellings, respaced, transliterations
from dateline.gazetteer.variants import are_common, says_republic, variants
from dateline.geodesy import EARTH_RADIUS_KM, boxes_around, distance_km
from dateline.values import Coordinates, Former, GazetteerDescription, MatchType, NameKind, NameMatch, Place

_CACHED_LOOKUPS = 1_024
_COLUMNS = (
    "p.place_id, p.name, p.feature_class, p.feature_code, p.latitude_degrees, p.longitude_degrees, p.country_code, "
    "p.admin1_id, ifnull(a1.name, ''), p.admin2_id, ifnull(a2.name, ''), p.population_count, p.source, p.prominence"
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
_MAX_SPELT, _LONGEST_PART_WORDS = 20, 4

_Row = tuple[str, str, str, str, float, float, str, str, str, str, str, int | None, int, float]


class Gazetteer:
    """The places of one gazetteer file, by name, id and point; safe to share between threads and to pickle.

    Raises ResourceMissingError where `path` is no file, and ResourceDamagedError where it is no gazetteer of this
    version.
    """

    def __init__(self, path: Path) -> None:
        self._path = Path(path)
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        # For gazetteers that nobody closes: from Python 3.13 on a connection that is left open is a ResourceWarning.
        weakref.finalize(self, _close_all, self._connections)
        self._lock = threading.Lock()
        if not self._path.is_file():
            raise ResourceMissingError(f"no gazetteer at {self._path}: make it with `{build_command(self._path)}`")
        try:
            is_ours = self._has_our_stamp()
            if is_ours:
                self._load()
        except sqlite3.DatabaseError as error:
            self.close()
            raise ResourceDamagedError(
                f"{self._path} cannot be read as a gazetteer ({error}): "
                f"remake it with `{build_command(self._path)} --force`"
            ) from error
        if not is_ours:
            self.close()
            raise ResourceDamagedError(
                f"{self._path} is no gazetteer of this version: remake it with `{build_command(self._path)} --force`"
            )
        self._place_names = PlaceNames(self._connection)
        self._find = lru_cache(_CACHED_LOOKUPS)(self._find_uncached)
        self._get = lru_cache(_CACHED_LOOKUPS)(self._get_uncached)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __reduce__(self) -> tuple[type["Gazetteer"], tuple[Path]]:
        return type(self), (self._path,)

    @property
    def path(self) -> Path:
        """The gazetteer's file."""
        return self._path

    @property
    def whole_countries(self) -> frozenset[str]:
        """The ISO 3166-1 alpha-2 codes of the countries whose places are all there, as far as GeoNames has them."""
        return self._whole_countries

    def close(self) -> None:
        """Closes the file; a later call opens it again."""
        with self._lock:
            _close_all(self._connections)
            self._local = threading.local()

    def lookup(self, name: str, *, after_place: bool = False, language_code: str = "en") -> tuple[NameMatch, ...]:
        """Returns the places called `name` in a text of a language (BCP-47), the best known first.

        Where no place is called so, the places of other forms of the name are returned, inflected ones first.
        `after_place` says that `name` follows another place's name ("Portland, OR"): then abbreviations that are too
        ambiguous elsewhere count, too.
        """
        # Checked here, so that the cache never holds whole articles.
        return self._find(name, after_place, read_languages(language_code)) if len(name) <= MAX_NAME_CHARS else ()

    def called(self, name: str, *, language_code: str = "en") -> tuple[NameMatch, ...]:
        """Returns the places that are called `name` itself, the best known first; no other form is looked for."""
        return self._called(name, read_languages(language_code))

    def contained(self, name: str, *, language_code: str = "en") -> ContainedName | None:
        """Returns the names of a place and of its container that `name` is made of, as in "Nairobi Kenya", or None.

        None is also the answer where a place is called `name` as a whole, or but for words such as "West".
        """
        if len(name) > MAX_NAME_CHARS:
            return None
        languages = read_languages(language_code)
        contained = read_contained_name(name, called=partial(self._called, languages=languages))
        return None if contained and self._known(name, languages, after_place=False) else contained

    def in_language(self, place: Place, language_code: str) -> Place:
        """Returns the place with the names that it, its country and its divisions have in a language, where known."""
        names = self._place_names.displayed(displayed_languages(language_code))
        country_id = self._country_ids.get(place.country_code, "")
        return replace(
            place,
            name=names.get(place.place_id, place.name),
            country_name=names.get(country_id, place.country_name),
            admin1_name=names.get(place.admin1_id, place.admin1_name),
            admin2_name=names.get(place.admin2_id, place.admin2_name),
        )

    def demonyms(self, name: str) -> tuple[Place, ...]:
        """Returns the places whose people or things `name` means, plurals included, the best known first."""
        return tuple(match.place for match in self._as_written(name) if match.name_kind is NameKind.DEMONYM)

    def demonym_names(self) -> tuple[str, ...]:
        """Returns every demonym as it is written, plurals included, sorted."""
        return self._demonym_names

    def main_names(self, language_code: str) -> MainNames:
        """Returns the names of countries and capitals that count in a text of a language (BCP-47), none in English."""
        return self._place_names.main(read_languages(language_code))

    def get(self, place_id: str) -> Place | None:
        """Returns the place with the id `place_id`, or None."""
        return self._get(place_id)

    def country(self, country_code: str) -> Place | None:
        """Returns the country or dependent territory of an ISO 3166-1 alpha-2 code, or None."""
        place_id = self._country_ids.get(country_code)
        return self.get(place_id) if place_id else None

    def nearest(self, coordinates: Coordinates, *, limit: int = 1, max_km: float = 100.0) -> tuple[Place, ...]:
        """Returns the populated places within `max_km` of a point, at most `limit` of them, the nearest first."""
        connection = self._connection()
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

    def describe(self) -> GazetteerDescription:
        """Returns the gazetteer's revision, its counts of places and names, and its sources."""
        return GazetteerDescription(
            revision=self._meta["revision"],
            place_count=int(self._meta["place_count"]),
            name_count=int(self._meta["name_count"]),
            sources=tuple(self._meta["sources"].splitlines()),
        )

    def _get_uncached(self, place_id: str) -> Place | None:
        row = self._connection().execute(_BY_PLACE_ID, (place_id,)).fetchone()
        return None if row is None else self._place(row)

    def _find_uncached(self, name: str, after_place: bool, languages: tuple[str, ...]) -> tuple[NameMatch, ...]:  # noqa: FBT001  # cached by position
        matches = self._known(name, languages, after_place=after_place)
        called = partial(self._called, languages=languages)
        if not matches:
            matches = list(self._spelt(respaced(fold(name)), MatchType.VARIANT))
        if not matches and (contained := read_contained_name(name, called=called)):
            matches = [replace(match, match_type=MatchType.VARIANT) for match in contained.matches]
        if not matches:
            # All three are guesses, and no one of them is sure enough to leave out the others.
            folded = fold(name)
            matches += self._spelt(transliterations(folded), MatchType.TRANSLITERATED)
            matches += self._embedded(name)
            matches += self._misspelt(folded)
        return _unique(matches)

    def _known(self, name: str, languages: tuple[str, ...], *, after_place: bool) -> list[NameMatch]:
        """Returns the matches of the name as it is written, or else inflected, or else without the words around it."""
        matches = list(self._called(name, languages, after_place=after_place))
        if languages and not any(is_known_at_home(match, languages[0]) for match in matches):
            # What is only the name of a hamlet somewhere may be an inflected form of a name that the language has.
            matches = sorted((*self._inflected(name, languages, matches), *matches), key=_rank)
        written = bool(matches)
        for variant in variants(name):
            # "Granville County" may be an entry, and the county that the gazetteer calls "Granville" be meant.
            if matches and (not written or not variant.feature_class):
                continue
            wanted = variant.feature_class
            reduced = self._called(variant.name, languages, after_place=after_place, match_type=MatchType.VARIANT)
            if written:
                reduced = tuple(match for match in reduced if match.place.feature_class == wanted)
            matches += sorted(reduced, key=lambda match: bool(wanted) and match.place.feature_class != wanted)
        countries = [match for match in matches if match.place.is_country] if says_republic(name) else []
        return countries or matches

    def _called(
        self,
        name: str,
        languages: tuple[str, ...] = (),
        *,
        after_place: bool = False,
        match_type: MatchType = MatchType.EXACT,
    ) -> tuple[NameMatch, ...]:
        """Returns the places that have the name in one of `languages`, or that any source gives it to."""
        written = self._as_written(name, after_place=after_place, match_type=match_type)
        if not languages:
            return written
        folded = (fold_in(name, languages[0]),)
        named = self._place_names.called(folded, languages)
        return _unique(sorted((*self._matches_in_language(named, match_type), *written), key=_rank))

    def _inflected(self, name: str, languages: tuple[str, ...], written: Sequence[NameMatch]) -> tuple[NameMatch, ...]:
        """Returns the places that `name` may be an inflected name of; `written` are those that are called so."""
        forms = base_forms(name, languages[0])
        if not forms:
            return ()
        named = self._place_names.called(forms, languages)
        if not named and any(match.prominence >= WIDELY_KNOWN_PROMINENCE for match in written):
            return ()
        # A city may share the name of its division, and the language have a name for the division alone.
        known = self._place_names.known(tuple(set(named.values())) if named else forms, languages[0])
        matches = self._ranked([(self._row(row), kind) for row, kind in known], MatchType.INFLECTED)
        return (*self._matches_in_language(named, MatchType.INFLECTED), *matches)[:_MAX_SPELT]

    def _matches_in_language(self, places: Iterable[int], match_type: MatchType) -> tuple[NameMatch, ...]:
        """Returns the matches of places that have the name in the language of the text."""
        matches = self._ranked([(self._row(place), NameKind.PRIMARY) for place in places], match_type)
        return tuple(replace(match, is_local_name=True) for match in matches)

    def _row(self, row: int) -> list[Any]:
        return list(self._connection().execute(_BY_ROW, (row,)).fetchone())

    def _as_written(
        self, name: str, *, after_place: bool = False, match_type: MatchType = MatchType.EXACT
    ) -> tuple[NameMatch, ...]:
        folded = fold(name)
        if not folded:
            return ()
        connection = self._connection()
        rows = [(row, kind) for *row, kind in connection.execute(_BY_NAME, (folded,))]
        known = {row[0] for row, _ in rows}
        for place, needs_place_before in self._abbreviated(name):
            if not needs_place_before or after_place:
                row = self._row(place)
                if row[0] not in known:
                    rows.append((row, NameKind.ABBREVIATION))
        return self._ranked(rows, match_type)

    def _embedded(self, name: str) -> tuple[NameMatch, ...]:
        """Returns the matches of the longest parts of a name that have any: Dubai of "Dubai World Cup"."""
        words = name.split()
        for length in range(min(len(words) - 1, _LONGEST_PART_WORDS), 0, -1):
            parts = (words[i : i + length] for i in range(len(words) - length + 1))
            known = [part for part in parts if part[0][:1].isupper() and len(part[0]) > 2 and not are_common(part)]
            matches = self._spelt(tuple(fold(" ".join(part)) for part in known), MatchType.EMBEDDED)
            if matches:
                return matches
        return ()

    def _misspelt(self, folded: str) -> tuple[NameMatch, ...]:
        connection = self._connection()
        # Of all known names in order, the one that shares the longest beginning with `folded` is a neighbour of it.
        neighbours = (connection.execute(query, (folded,)).fetchone() for query in _BEHIND_AND_BEFORE)
        shared = (os.path.commonprefix((folded, *row)) for row in neighbours if row)  # noqa: RUF071  # characters
        known_chars = max(map(len, shared), default=0)
        return self._spelt(misspellings(folded, known_chars=known_chars), MatchType.MISSPELT)

    def _spelt(self, spellings: tuple[str, ...], match_type: MatchType) -> tuple[NameMatch, ...]:
        marks = ",".join("?" * len(spellings))
        statement = f"{_BY_NAMES} WHERE n.folded IN ({marks})"
        if match_type is not MatchType.EMBEDDED:
            statement += f" AND n.kind <= {NameKind.ALTERNATE:d}"
        rows = [(row, kind) for *row, kind in self._connection().execute(statement, spellings)] if spellings else []
        return self._ranked(rows, match_type)[:_MAX_SPELT]

    def _ranked(self, rows: list[tuple[list[Any], int]], match_type: MatchType) -> tuple[NameMatch, ...]:
        matches = (
            NameMatch(self._place(tuple(row)), NameKind(kind), match_type, row[-1], self._since_years.get(row[0]))
            for row, kind in rows
        )
        return tuple(sorted(matches, key=_rank))

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
        )

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            # `immutable` saves locks and checks: a finished gazetteer may be replaced, but is never written to.
            uri = f"{self._path.resolve().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            with self._lock:
                self._connections.append(connection)
            self._local.connection = connection
        return connection

    def _has_our_stamp(self) -> bool:
        connection = self._connection()
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
        return bool(application == APPLICATION_ID and schema == SCHEMA_VERSION)

    def _load(self) -> None:
        """Reads the small tables, which every lookup needs."""
        connection = self._connection()
        self._meta: dict[str, str] = dict(connection.execute("SELECT key, value FROM meta"))
        # Files that were built before there were whole countries do not tell of any.
        self._whole_countries = frozenset(self._meta.get("whole_countries", "").split())
        self._sources: dict[int, str] = dict(connection.execute("SELECT id, description FROM sources"))
        countries = connection.execute(
            f"SELECT country_code, name, place_id FROM places WHERE prominence >= {COUNTRY_PROMINENCE:.0f}"
            " AND country_code != '' AND feature_code != 'PCLH'"
        ).fetchall()
        self._country_names: dict[str, str] = {code: name for code, name, _ in countries}
        self._country_ids: dict[str, str] = {code: place_id for code, _, place_id in countries}
        self._since_years: dict[str, int] = {}
        self._former: dict[str, Former] = {}
        periods = "SELECT place_id, since_year, until_year, successor_ids FROM periods JOIN places ON id = place"
        for place_id, since_year, until_year, successor_ids in connection.execute(periods):
            if until_year is None:
                self._since_years[place_id] = since_year
            else:
                self._former[place_id] = Former(since_year, until_year, tuple(successor_ids.split("|")))
        self._demonym_names: tuple[str, ...] = tuple(
            name for (name,) in connection.execute("SELECT DISTINCT demonym FROM demonyms ORDER BY demonym")
        )
        self._abbreviations: dict[str, tuple[tuple[int, bool], ...]] = {}
        rows = connection.execute("SELECT abbreviation, place, needs_place_before FROM abbreviations")
        for abbreviation, place, needs_place_before in rows:
            known = self._abbreviations.get(abbreviation, ())
            self._abbreviations[abbreviation] = (*known, (place, bool(needs_place_before)))


def _rank(match: NameMatch) -> tuple[float, int, int, str]:
    weight = _ALTERNATE_WEIGHT if match.name_kind is NameKind.ALTERNATE else 1.0
    return -weight * match.prominence, match.name_kind, match.match_type, match.place.place_id


def _unique(matches: Iterable[NameMatch]) -> tuple[NameMatch, ...]:
    """Returns the first match of each place."""
    unique: dict[str, NameMatch] = {}
    for match in matches:
        unique.setdefault(match.place.place_id, match)
    return tuple(unique.values())


def _close_all(connections: list[sqlite3.Connection]) -> None:
    while connections:
        connections.pop().close()
