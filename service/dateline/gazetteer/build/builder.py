"""The builder: puts the records of all sources together in one SQLite file."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from dateline.files.replacement import replacement
from dateline.gazetteer import tables
from dateline.gazetteer.build import cities, packaged, place_names
from dateline.gazetteer.build.divisions import Members, complete_divisions
from dateline.gazetteer.build.progress import progress_bar
from dateline.gazetteer.build.record import Record, demonym_forms
from dateline.gazetteer.build.storage import writing
from dateline.gazetteer.folding import fold
from dateline.gazetteer.languages import fold_in
from dateline.gazetteer.schema import APPLICATION_ID, COUNTRY_PROMINENCE, SCHEMA_VERSION, TABLES
from dateline.values import NameKind

BUILD_VERSION = 7
"""The version of the code that builds, to be raised with every change that makes a build write something else from
equal sources: to folding, to the reading of packages and dumps, or here. Otherwise users keep their old gazetteer."""
_STAGING = "CREATE TEMP TABLE staged_names (folded TEXT, place INTEGER, kind INTEGER);"
_INSERT_PLACE = (
    "INSERT OR IGNORE INTO places (place_id, name, feature_class, feature_code, country_code, admin1_id, admin2_id,"
    " latitude_degrees, longitude_degrees, population_count, source, prominence)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
# Prominence is in people. Divisions count for little, because their names mostly mean the city of that name, but large
# ones for more than small towns called so elsewhere: "Wyoming" is no town in Michigan; capitals
# count double, because they are named more often than other cities of their size; features without inhabitants count
# as well known, because they were chosen for a table; countries come before everything else.
_SET_PROMINENCE = f"""
UPDATE places SET prominence = CASE
    WHEN feature_code LIKE 'PCL%' OR feature_code IN ('TERR', 'CONT')
        THEN {COUNTRY_PROMINENCE:.0f} + ifnull(population_count, 0)
    WHEN feature_code = 'ADM1' AND population_count >= 500000 THEN max(100000, 0.1 * population_count)
    WHEN feature_code = 'ADM1' THEN 0.1 * ifnull(population_count, 0) + 1
    WHEN feature_code IN ('ADM2', 'ADM3', 'ADM4', 'ADM5') THEN 0.03 * ifnull(population_count, 0)
    WHEN feature_code = 'PPLC' THEN 2 * ifnull(population_count, 0) + 10
    WHEN feature_code = 'PPL' THEN ifnull(population_count, 0) + 10
    WHEN population_count IS NOT NULL THEN population_count
    WHEN feature_code IN ('RGN', 'OCN', 'SEA', 'GULF', 'ADM1H', 'ADMD') THEN 1000000
    WHEN feature_class = 'P' THEN 20000
    WHEN feature_class IN ('S', 'R') THEN 50000
    ELSE 150000 END
WHERE prominence < 0
"""  # noqa: S608  # the number is this package's own
_BY_RULE = -1.0
"""Stands for the prominence of a place until _SET_PROMINENCE has set it."""
_COLLECT_NAMES = """
INSERT INTO names SELECT folded, place, MIN(kind) FROM staged_names GROUP BY folded, place ORDER BY folded, place;
DROP TABLE staged_names;
"""
_LOCATE = (
    "INSERT INTO points SELECT id, latitude_degrees, latitude_degrees, longitude_degrees, longitude_degrees "
    "FROM places WHERE feature_class = 'P' AND id > ?"
)
# Whoever opens a gazetteer reads its countries, which should not take a pass over millions of places.
_INDEX_COUNTRIES = f"CREATE INDEX countries ON places (country_code) WHERE prominence >= {COUNTRY_PROMINENCE:.0f}"
_REMOVE_REPLACED = """
DELETE FROM names WHERE place IN (SELECT place FROM replaced);
DELETE FROM place_names WHERE place IN (SELECT place FROM replaced);
DELETE FROM periods WHERE place IN (SELECT place FROM replaced);
DELETE FROM points WHERE id IN (SELECT place FROM replaced);
DELETE FROM places WHERE id IN (SELECT place FROM replaced);
"""
_ROWS_AT_ONCE = 10_000
# What a later record of a place adds to the first one, beside names.
_COMPLETE_PLACE = (
    "UPDATE places SET latitude_degrees = ?, longitude_degrees = ?, population_count = ifnull(population_count, ?)"
    " WHERE place_id = ? AND latitude_degrees IS NULL"
)
# Two ways to write one word; a name that has either is stored with both.
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


def build_gazetteer(  # noqa: PLR0913  # the last five describe `records`
    path: Path,
    *,
    progress: bool = False,
    records: Iterable[Record] | None = None,
    record_count: int | None = None,
    revision: str = "",
    descriptions: Sequence[str] = (),
    whole_countries: Iterable[str] = (),
) -> None:
    """Writes a gazetteer to `path`, whole or not at all, from the packaged sources or from `records`.

    `record_count` is how many records the progress bar expects; `revision` (by default `content_hash()`) and
    `descriptions` name the sources of `records`, and `whole_countries` are the codes of the countries of which these
    are all places.
    """
    if records is None:
        records, record_count = packaged.packaged_records(), packaged.RECORD_COUNT
        descriptions = packaged.descriptions()
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacement(path) as new_path, writing(new_path) as connection:
        connection.executescript(
            f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {SCHEMA_VERSION};"
            f"{TABLES} {_STAGING} BEGIN"
        )
        bar = progress_bar(
            records, total=record_count, desc="building the gazetteer", unit=" places", is_shown=progress
        )
        members = _store(connection, bar)
        steps: tuple[Callable[[], object], ...] = (
            lambda: complete_divisions(connection, members),
            lambda: connection.execute("COMMIT"),
            lambda: connection.execute(_SET_PROMINENCE),
            lambda: connection.executescript(_COLLECT_NAMES),
            lambda: connection.execute(_LOCATE, (0,)),
            lambda: connection.execute(_INDEX_COUNTRIES),
            lambda: describe(connection, revision or content_hash(), descriptions),
            lambda: connection.execute(
                "INSERT INTO meta VALUES ('whole_countries', ?)", (" ".join(sorted(whole_countries)),)
            ),
            lambda: connection.execute("ANALYZE"),
        )
        for step in progress_bar(steps, desc="sorting names and points", unit=" steps", is_shown=progress):
            step()


def add(connection: sqlite3.Connection, records: Sequence[Record]) -> int:
    """Adds `records` to a gazetteer that is open for writing, and returns how many places of equal ids they replace.

    The caller must call `describe` afterwards.
    """
    connection.executescript(_STAGING)
    (last,) = connection.execute("SELECT ifnull(max(id), 0) FROM places").fetchone()
    connection.execute("CREATE TEMP TABLE replaced (place INTEGER PRIMARY KEY)")
    connection.executemany(
        "INSERT INTO replaced SELECT id FROM places WHERE place_id = ?", ((record.place_id,) for record in records)
    )
    (replaced_count,) = connection.execute("SELECT count(*) FROM replaced").fetchone()
    if replaced_count:
        connection.executescript(_REMOVE_REPLACED)
    _store(connection, records)
    connection.execute(_SET_PROMINENCE)
    connection.executescript(_COLLECT_NAMES)
    connection.execute(_LOCATE, (last,))
    return int(replaced_count)


def content_hash() -> str:
    """Returns a digest of all that decides what a build writes: schema, BUILD_VERSION, versions of packages, tables.

    The source code itself is left out, so that a file that is moved or reformatted rebuilds nobody's gazetteer.
    """
    digest = hashlib.sha256(f"schema {SCHEMA_VERSION} build {BUILD_VERSION}\n".encode())
    for package, version in packaged.package_versions().items():
        digest.update(f"{package} {version}\n".encode())
    for name in tables.NAMES:
        digest.update(tables.read_bytes(name))
    digest.update(cities.read_bytes())
    digest.update(place_names.read_bytes())
    return digest.hexdigest()[:16]


def _store(connection: sqlite3.Connection, records: Iterable[Record]) -> dict[str, Members]:
    members: dict[str, Members] = {}
    source_ids: dict[str, int] = dict(connection.execute("SELECT description, id FROM sources"))
    names: list[tuple[str, int, int]] = []
    for record in records:
        source = source_ids.setdefault(record.source, len(source_ids) + 1)
        point = record.coordinates
        inserted = connection.execute(
            _INSERT_PLACE,
            (
                record.place_id, record.name, record.feature_class, record.feature_code, record.country_code,
                record.admin1_id, record.admin2_id, point and point.latitude_degrees, point and point.longitude_degrees,
                record.population_count, source, _BY_RULE if record.prominence is None else record.prominence,
            ),
        )  # fmt: skip
        if inserted.rowcount:
            place = inserted.lastrowid or 0
            _store_period(connection, record, place)
            # The people of a town's section (PPLX) are counted with the town.
            if record.feature_class == "P" and record.feature_code != "PPLX" and point is not None:
                for division in {record.admin1_id, record.admin2_id} - {""}:
                    members.setdefault(division, Members()).add(point, record.population_count or 0)
        else:
            (place,) = connection.execute("SELECT id FROM places WHERE place_id = ?", (record.place_id,)).fetchone()
            if point is not None:
                connection.execute(
                    _COMPLETE_PLACE,
                    (point.latitude_degrees, point.longitude_degrees, record.population_count, record.place_id),
                )
        names.extend((folded, place, kind) for folded, kind in _folded_names(record))
        if len(names) >= _ROWS_AT_ONCE:
            connection.executemany("INSERT INTO staged_names VALUES (?, ?, ?)", names)
            names.clear()
        _store_short_forms(connection, record, place)
        _store_place_names(connection, record, place)
    connection.executemany("INSERT INTO staged_names VALUES (?, ?, ?)", names)
    rows = ((number, text) for text, number in source_ids.items())
    connection.executemany("INSERT OR IGNORE INTO sources VALUES (?, ?)", rows)
    return members


def _folded_names(record: Record) -> Iterator[tuple[str, NameKind]]:
    for name, kind in record.names():
        folded = fold(name)
        if not folded:
            continue
        yield folded, kind
        words = folded.split(" ")
        if not _TWINS.keys().isdisjoint(words[:-1]):
            # The last word stays: there "St" is more likely a street than a saint.
            yield " ".join([*(_TWINS.get(word, word) for word in words[:-1]), words[-1]]), kind


def _store_short_forms(connection: sqlite3.Connection, record: Record, place: int) -> None:
    abbreviations = [
        *(("".join(abbreviation.split()), place, 0) for abbreviation in record.abbreviations),
        *(("".join(abbreviation.split()), place, 1) for abbreviation in record.guarded_abbreviations),
    ]
    if abbreviations:
        connection.executemany("INSERT OR IGNORE INTO abbreviations VALUES (?, ?, ?)", abbreviations)
    if record.demonyms:
        forms = ((form, place) for name in record.demonyms for form in demonym_forms(name))
        connection.executemany("INSERT OR IGNORE INTO demonyms VALUES (?, ?)", forms)


def _store_place_names(connection: sqlite3.Connection, record: Record, place: int) -> None:
    rows, displayed = [], set()
    for place_name in record.place_names:
        code = place_name.language_code
        rows.append((code, fold_in(place_name.name, code), place, place_name.name, code not in displayed))
        displayed.add(code)
    connection.executemany("INSERT OR IGNORE INTO place_names VALUES (?, ?, ?, ?, ?)", rows)


def _store_period(connection: sqlite3.Connection, record: Record, place: int) -> None:
    former = record.former
    period: tuple[int | None, int | None, str]
    if former is not None:
        period = (former.since_year, former.until_year, "|".join(former.successor_ids))
    elif record.since_year is not None:
        period = (record.since_year, None, "")
    else:
        return
    connection.execute("INSERT INTO periods VALUES (?, ?, ?, ?)", (place, *period))


def describe(connection: sqlite3.Connection, revision: str, descriptions: Sequence[str]) -> None:
    """Writes the gazetteer's revision, its counts of places and names, and its sources into the file."""
    (places,) = connection.execute("SELECT count(*) FROM places").fetchone()
    (names,) = connection.execute("SELECT count(*) FROM names").fetchone()
    rows = {
        "revision": revision,
        "place_count": str(places),
        "name_count": str(names),
        "sources": "\n".join(descriptions),
    }
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", rows.items())
