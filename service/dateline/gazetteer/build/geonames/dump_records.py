"""The rows of a dump as records."""

from dataclasses import replace

from dateline.gazetteer import tables
from dateline.gazetteer.build.geonames.alternate_names import Alternates
from dateline.gazetteer.build.geonames.divisions import Divisions
from dateline.gazetteer.build.geonames.dump_reader import DumpPlace
from dateline.gazetteer.build.record import GEONAMES, Membership, Record, geonames_id
from dateline.gazetteer.build.source_names import (
    english_division_name,
    is_usable_alternate_name,
    without_division_types,
)

DIVISION_CODES = ("ADM1", "ADM2")
_SOURCE = f"{GEONAMES}, dump"
# Each further name adds this prominence to a feature without inhabitants; a famous mountain has dozens of names.
_FAME_OF_A_NAME = 100.0
_FAME_OF_A_HAMLET = 10.0
_FAME_OF_A_VILLAGES_NAME, _MOST_FAME_OF_A_VILLAGE = 10.0, 190.0
_VILLAGE_CODES = ("PPL", "PPLF", "PPLL", "PPLS")
"""Populated places that are taken for small where GeoNames has no count of people, however many their names."""


def merged_record(record: Record, row: DumpPlace, divisions: Divisions) -> Record:
    """Returns a table's record with the dump's id, point and population, which are better than those from memory."""
    lies_in = divisions.of(row)
    return replace(
        record,
        place_id=geonames_id(row.geonames_id),
        coordinates=row.coordinates,
        admin1_id=record.admin1_id or (lies_in.admin1_id if record.country_code else ""),
        admin2_id=record.admin2_id or (lies_in.admin2_id if record.country_code else ""),
        population_count=row.population_count or record.population_count,
        source=f"{_SOURCE}; name: Dateline's table",
    )


def listed_names(place: DumpPlace) -> Alternates:
    """Returns the names in the row itself, which has no languages."""
    listed = place.alternate_names.split(",") if place.alternate_names else ()
    return Alternates(tuple(filter(is_usable_alternate_name, listed)))


def place_record(place: DumpPlace, known: Alternates, lies_in: Membership) -> Record:
    """Returns the row with its further names and the divisions that it lies in."""
    name = (known.english_name if place.is_country else "") or place.name
    further = known.names if place.name.isascii() else (*known.names, place.ascii_name)
    return Record(
        geonames_id(place.geonames_id),
        name,
        place.feature_class,
        place.feature_code,
        place.coordinates,
        country_code=place.country_code,
        admin1_id=lies_in.admin1_id,
        admin2_id=lies_in.admin2_id,
        population_count=place.population_count or None,
        source=_SOURCE,
        alternate_names=further if name == place.name else (place.name, *further),
        prominence=_prominence(place, name_count=len(known.names)),
    )


def as_division(record: Record, known: Alternates, own: tables.Division | None) -> Record:
    """Returns the record of a division with the names by which it goes in English and in this project's table."""
    if own is not None:
        name = own.name
    elif known.english_name or record.feature_code != "ADM1":
        name = known.english_name or record.name
    else:
        name = english_division_name(record.name, known.names)
    names = (record.name, *record.alternate_names, *(own.names if own else ()))
    return replace(
        record,
        name=name,
        alternate_names=tuple(dict.fromkeys((*names, *without_division_types((name, *names))))),
        population_count=record.population_count or (own.population_count if own else None),
    )


def _prominence(place: DumpPlace, *, name_count: int) -> float | None:
    """Returns the place's prominence where the builder's rule, made for places chosen by hand, is wrong; else None."""
    if place.is_country:
        # Countries of today are in this project's table, so that this one is of the past, or a part of another.
        return float(place.population_count or _FAME_OF_A_NAME * name_count)
    if place.population_count or place.feature_code in DIVISION_CODES:
        return None
    if place.feature_code in _VILLAGE_CODES:
        return _FAME_OF_A_HAMLET + min(_FAME_OF_A_VILLAGES_NAME * name_count, _MOST_FAME_OF_A_VILLAGE)
    return _FAME_OF_A_NAME * name_count + (_FAME_OF_A_HAMLET if place.feature_class == "P" else 0)
