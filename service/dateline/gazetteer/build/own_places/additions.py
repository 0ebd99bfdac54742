"""Additions: a user's own places put into a gazetteer file, whole or not at all."""

import hashlib
import shutil
import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock

from dateline.errors import ResourceDamagedError
from dateline.files.replacement import replacement
from dateline.gazetteer.build.builder import add, describe
from dateline.gazetteer.build.own_places.place_files import read_places
from dateline.gazetteer.build.record import Record
from dateline.gazetteer.build.storage import writing
from dateline.gazetteer.gazetteer import Gazetteer

ADDED = "+added:"
"""The mark in a revision that stands before the digest of the added places."""
_NEIGHBOUR_KM = 25.0


@dataclass(frozen=True, slots=True)
class Added:
    """How many places were added, and how many of them replaced a place of the same id."""

    place_count: int
    replaced_count: int


def add_places(places: Path, gazetteer: Path, *, output: Path | None = None) -> Added:
    """Adds the places of a .csv or .geojson file to a copy of `gazetteer`, which then replaces `output`.

    `output` is by default `gazetteer` itself; processes that have that file open keep reading the old one. A place with
    a country code gets the divisions of the nearest populated place of that country within 25 km. Raises
    InvalidInputError for a file of places that is wrong, ResourceMissingError and ResourceDamagedError for a gazetteer
    that cannot be read.
    """
    output = output or gazetteer
    output.parent.mkdir(parents=True, exist_ok=True)
    try:
        # An addition that runs at the same time must start from the outcome of this one.
        with FileLock(output.with_suffix(".lock")):
            return _add(places, gazetteer, output)
    except sqlite3.DatabaseError as error:
        raise ResourceDamagedError(f"{gazetteer} cannot be read as a gazetteer ({error})") from error


def _add(places: Path, gazetteer: Path, output: Path) -> Added:
    with Gazetteer(gazetteer) as opened:
        records = read_places(places, is_country=lambda code: opened.country(code) is not None)
        records = tuple(_placed(record, opened) for record in records)
        description = opened.describe()
    digest = hashlib.sha256(places.read_bytes()).hexdigest()[:12]
    before, _, added_before = description.revision.partition(ADDED)
    added = hashlib.sha256(f"{added_before} {digest}".encode()).hexdigest()[:12]
    kept = (source for source in description.sources if not source.startswith(f"{places.name}: "))
    source = f"{places.name}: {len(records)} places added, sha256 {digest}"
    output.parent.mkdir(parents=True, exist_ok=True)
    with replacement(output) as copy:
        shutil.copyfile(gazetteer, copy)
        with writing(copy) as connection:
            replaced_count = add(connection, records)
            describe(connection, f"{before}{ADDED}{added}", (*kept, source))
    return Added(len(records), replaced_count)


def _placed(record: Record, gazetteer: Gazetteer) -> Record:
    """Returns the record with the divisions that it lies in; a division lies in itself."""
    if not record.country_code or record.coordinates is None:
        return record
    near = gazetteer.nearest(record.coordinates, limit=10, max_km=_NEIGHBOUR_KM)
    neighbour = next((place for place in near if place.country_code == record.country_code), None)
    first, second = (neighbour.admin1_id, neighbour.admin2_id) if neighbour else ("", "")
    if record.feature_code == "ADM1":
        first, second = record.place_id, ""
    elif record.feature_code == "ADM2":
        second = record.place_id
    return replace(record, admin1_id=first, admin2_id=second)
