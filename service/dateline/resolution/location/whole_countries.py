"""Whole countries: where the gazetteer has all villages of a country, what it lacks is hardly one of them.

The ranker is trained with a gazetteer that lacks most villages, and so expects too often that it lacks one.
"""

from collections.abc import Set as AbstractSet

import numpy as np

from dateline.resolution.candidates import CandidateTable, Floats, Integers

_STILL_LACKING = 0.05
"""The share of NIL that stays with a whole country, for a farm or a new estate."""


def believe_whole_countries(
    table: CandidateTable,
    probabilities: Floats,
    nil_probabilities: Floats,
    *,
    nil_by_country: tuple[Integers, Floats],
    whole_countries: AbstractSet[str],
) -> tuple[Floats, Floats]:
    """Returns the probabilities of rows and of NIL, after NIL's share in whole countries went to the candidates there.

    `nil_by_country` are numbers of countries and, for each sense of the table, the share of NIL that lies in each of
    them. Populated places gain in proportion to their probabilities, unless they are guesses at the name; where a
    country has none, its share stays with NIL.
    """
    countries, shares = nil_by_country
    is_whole = np.array([table.region_ids[country] in whole_countries for country in countries], np.bool_)
    columns = np.full(len(table.region_ids), -1)
    columns[countries[is_whole]] = np.flatnonzero(is_whole)
    column = columns[table.regions[0]]
    may_gain = np.array(
        [match.place.is_populated_place and match.match_type.is_of_known_name for match in table.matches], np.bool_
    )
    rows = np.flatnonzero(may_gain & (column >= 0))
    cells = table.sense[rows] * len(countries) + column[rows]
    mass = np.bincount(cells, probabilities[rows], minlength=shares.size)
    moved = np.where(mass > 0, (1 - _STILL_LACKING) * nil_probabilities.repeat(len(countries)) * shares.ravel(), 0)
    believed = probabilities.copy()
    believed[rows] *= 1 + (moved / np.where(mass > 0, mass, 1))[cells]
    return believed, nil_probabilities - moved.reshape(shares.shape).sum(axis=1)
