"""Areas: the countries and divisions that the place meant lies in, whichever candidate is right."""

from collections.abc import Callable, Iterator
from typing import Protocol

import numpy as np

from dateline.resolution.candidates import CandidateTable, Floats
from dateline.values import Area, Place

_COUNTRY, _FIRST_ORDER_DIVISION = 0, 1
"""Levels of `CandidateTable.regions`."""
PROBABILITY_DIGITS = 4


class Atlas(Protocol):
    """The part of a gazetteer that gives the countries and divisions that places lie in."""

    def get(self, place_id: str) -> Place | None:
        """Returns the place with this id, or None where there is no such place."""

    def country(self, country_code: str) -> Place | None:
        """Returns the country with this ISO 3166-1 alpha-2 code, or None where there is no such country."""


def sum_areas(table: CandidateTable, sense: int, probabilities: Floats, *, atlas: Atlas) -> tuple[Area, ...]:
    """Returns the likeliest country of a sense and the likeliest first-order division within that country.

    The probability of an area is the sum of those of the candidates that lie in it; here a country or division lies in
    itself. `probabilities` has one for each row of the table. A sense whose candidates lie in no country has no areas.
    """
    return tuple(_areas(table, table.rows(sense), probabilities, atlas))


def _areas(table: CandidateTable, rows: slice, probabilities: Floats, atlas: Atlas) -> Iterator[Area]:
    countries, divisions = table.regions[_COUNTRY, rows], table.regions[_FIRST_ORDER_DIVISION, rows]
    weights = probabilities[rows]
    country = _likeliest(countries, weights)
    if area := _area(country, countries, weights, table, atlas.country):
        yield area
        inside = np.where(countries == country, weights, 0.0)
        if area := _area(_likeliest(divisions, inside), divisions, inside, table, atlas.get):
            yield area


def _likeliest(regions: np.ndarray[tuple[int], np.dtype[np.int64]], weights: Floats) -> int:
    """Returns the number of the region with most weight, or 0 where no weight lies in any region."""
    sums = np.bincount(regions, weights)
    sums[0] = 0.0
    return int(np.argmax(sums))


def _area(
    region: int,
    regions: np.ndarray[tuple[int], np.dtype[np.int64]],
    weights: Floats,
    table: CandidateTable,
    find: Callable[[str], Place | None],
) -> Area | None:
    probability = round(min(1.0, float(weights[regions == region].sum())), PROBABILITY_DIGITS) if region else 0.0
    place = find(table.region_ids[region]) if probability else None
    return Area(place, probability) if place else None
