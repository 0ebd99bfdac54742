"""Conflicts: what the article's other places say against a candidate, above all that it lies in another country.

They tell a village that the gazetteer lacks from a namesake abroad: "Bole, Kenya" has no candidate in Kenya.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from dateline.resolution.candidates import (
    Booleans,
    CandidateTable,
    Floats,
    Integers,
    great_circle_km,
    lies_in_region,
    number_members,
)
from dateline.values import Place

CONTAINER_CONFLICTS = ("outside_container", "all_outside_container", "far_from_container")
COUNTRY_CONFLICTS = (
    "own_country_named", "other_country_named", "unmet_country_named",
    "other_country_share", "unmet_country_share", "lead_elsewhere", "lead_unmet",
)  # fmt: skip
CONFLICTS = (*CONTAINER_CONFLICTS, *COUNTRY_CONFLICTS)
"""Columns: `unmet` and `all_outside` are of the sense, and speak against all of its candidates at once."""

_CONTAINER_ROWS, _FAR_KM = 16, 2_000.0
# Wider than any city and its suburbs.
_TOWN_KM = 100.0


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Rows that stand apart from their containers; `segments` are where the pairs of a row with another one begin."""

    rows: Integers
    outer: Integers
    segments: Integers
    row_count: int

    def largest_mass(self, probabilities: Floats) -> Floats:
        """Returns, for each row of the table, the probability that its container is one that it stands apart from."""
        largest = np.zeros(self.row_count)
        if len(self.rows):
            mass = np.add.reduceat(probabilities[self.outer], self.segments)
            np.maximum.at(largest, self.rows[self.segments], mass)
        return largest


class Conflicts:
    """The conflicts of the candidates of one article with its other places."""

    def __init__(self, table: CandidateTable) -> None:
        self._table = table
        numbers, self._countries = np.unique(table.regions[0], return_inverse=True)
        self._width = len(numbers)
        # Places that lie in no country, and so in no other either.
        self._nowhere = np.flatnonzero(numbers == 0)
        self._is_country = (table.own == table.regions[0]) & (table.own > 0)
        self._met = np.zeros((len(table.senses), self._width), np.bool_)
        self._met[table.sense, self._countries] = True
        self._met[:, self._nowhere] = True
        self._lead = int(np.argmin([sense.members[0] for sense in table.senses]))
        self._outside = _pair_up(table, _is_outside)
        self._far = _pair_up(table, _is_far_from_town)

    def votes(self, probabilities: Floats) -> Mapping[str, Floats]:
        """Returns the columns of CONFLICTS; `probabilities` are the weights of the rows as voters."""
        return self._container_votes(probabilities) | self._country_votes(probabilities)

    def _container_votes(self, probabilities: Floats) -> dict[str, Floats]:
        outside = self._outside.largest_mass(probabilities)
        least = np.minimum.reduceat(outside, self._table.starts[:-1])
        return {
            "outside_container": outside,
            "all_outside_container": least[self._table.sense],
            "far_from_container": self._far.largest_mass(probabilities),
        }

    def _country_votes(self, probabilities: Floats) -> dict[str, Floats]:
        table, senses = self._table, len(self._table.senses)
        cells = table.sense * self._width + self._countries
        size = senses * self._width
        mass = np.bincount(cells, probabilities, minlength=size).reshape(senses, self._width)
        naming = np.bincount(cells, probabilities * self._is_country, minlength=size).reshape(senses, self._width)
        absent = np.log(np.maximum(1e-6, 1 - naming))
        named = 1 - np.exp(absent.sum(axis=0) - absent)
        share = (mass.sum(axis=0) - mass) / max(1, senses - 1)
        named[:, self._nowhere] = share[:, self._nowhere] = 0
        lead = np.broadcast_to(mass[self._lead], mass.shape).copy()
        lead[self._lead] = 0
        lead[:, self._nowhere] = 0
        return {
            "own_country_named": named[table.sense, self._countries],
            "other_country_named": self._elsewhere(named),
            "unmet_country_named": self._unmet(named),
            "other_country_share": self._elsewhere(share),
            "unmet_country_share": self._unmet(share),
            "lead_elsewhere": lead.sum(axis=1)[table.sense] - lead[table.sense, self._countries],
            "lead_unmet": np.where(self._met, 0, lead).sum(axis=1)[table.sense],
        }

    def _elsewhere(self, values: Floats) -> Floats:
        """Returns, for each row, the largest of its sense's values for a country that the row does not lie in."""
        if self._width == 1:
            return np.zeros(len(self._countries))
        top = np.argmax(values, axis=1)
        rest = values.copy()
        rest[np.arange(len(values)), top] = 0
        sense = self._table.sense
        largest: Floats = np.where(top[sense] == self._countries, rest.max(axis=1)[sense], values.max(axis=1)[sense])
        return largest

    def _unmet(self, values: Floats) -> Floats:
        """Returns, for each row, the largest of its sense's values for a country that none of its rows lies in."""
        largest: Floats = np.where(self._met, 0, values).max(axis=1)[self._table.sense]
        return largest


def _pair_up(table: CandidateTable, are_apart: Callable[[CandidateTable, slice, slice], Booleans]) -> _Pairs:
    """Returns the rows that stand apart from rows which the text names as their containers."""
    sense_of = number_members(table.senses)
    rows: list[Integers] = []
    outer: list[Integers] = []
    begins: list[Integers] = []
    count = 0
    for i, sense in enumerate(table.senses):
        for j in {sense_of[container] for container in sense.containers if container in sense_of} - {i}:
            around = table.rows(j)
            around = slice(around.start, min(around.stop, around.start + _CONTAINER_ROWS))
            first, second = np.nonzero(are_apart(table, table.rows(i), around))
            rows.append(first + table.rows(i).start)
            outer.append(second + around.start)
            begins.append(np.flatnonzero(np.diff(first, prepend=-1)) + count)
            count += len(first)
    if not rows:
        nothing = np.zeros(0, np.int64)
        return _Pairs(nothing, nothing, nothing, len(table.matches))
    return _Pairs(np.concatenate(rows), np.concatenate(outer), np.concatenate(begins), len(table.matches))


def _is_area(place: Place) -> bool:
    # No place of today says that it lies in a state that several followed, such as Yugoslavia.
    return bool(place.country_code) if place.is_country else place.is_division


def _is_outside(table: CandidateTable, rows: slice, around: slice) -> Booleans:
    """Returns whether rows lie outside a country or division that does not hold them, or a town of another country."""
    own = table.own[around]
    inside = lies_in_region(table, rows, around) | (table.own[rows, None] == own)
    country, outer_country = table.regions[0, rows, None], table.regions[0, around]
    abroad = (country != outer_country) & (country > 0) & (outer_country > 0)
    is_area = np.array([_is_area(match.place) for match in table.matches[around]], np.bool_)
    outside: Booleans = np.where(is_area, ~inside, abroad)
    if (country == 0).any():
        # What lies in no single country, such as a river, is outside what is far away alone.
        outside &= (country > 0) | (great_circle_km(table.vectors[rows], table.vectors[around]) > _FAR_KM)
    return outside


def _is_far_from_town(table: CandidateTable, rows: slice, around: slice) -> Booleans:
    """Returns whether rows are towns, or landmarks or parts of one, and too far from a town to be in or of it."""
    is_built = table.is_town[rows, None] | table.is_part[rows, None]
    far: Booleans = is_built & table.is_town[around]
    return far & (great_circle_km(table.vectors[rows], table.vectors[around]) > _TOWN_KM)
