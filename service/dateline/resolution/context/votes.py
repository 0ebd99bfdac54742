"""Votes: the support of each candidate by the article's other places, weighed by their own probabilities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log1p

import numpy as np

from dateline.resolution.candidates import (
    CandidateTable,
    Floats,
    Integers,
    arc_km,
    great_circle_km,
    lies_inside,
    number_members,
)
from dateline.resolution.context.conflicts import CONFLICTS, Conflicts
from dateline.resolution.context.lists import LIST_VOTES, LISTED_WITH_UNKNOWN, Lists
from dateline.resolution.features import FARTHEST_KM
from dateline.resolution.landmarks import is_landmark
from dateline.resolution.toponym import Toponym

REGION_VOTES = (
    "country_mass", "country_any", "admin1_mass", "admin1_any", "admin2_mass", "admin2_any", "country_share",
    "beside_country", "beside_admin1", "beside_admin2",
)  # fmt: skip
NEARNESS_VOTES = ("near_30_km", "near_150_km", "near_700_km", "nearest_log_km", "beside_near_150_km")
CONTAINER_VOTES = ("contained", "contains")
SENSE_VOTES = ("sense_count", "unknown_share", LISTED_WITH_UNKNOWN)
"""Columns that are alike for all candidates of a sense; where the gazetteer lacks some names, it may lack more."""
VOTES = (*REGION_VOTES, *NEARNESS_VOTES, *CONTAINER_VOTES, *LIST_VOTES, *CONFLICTS, *SENSE_VOTES)

_LEVELS = ("country", "admin1", "admin2")
"""The rows of `CandidateTable.regions`, in their order."""
_RANGES_KM = {"near_30_km": 30, "near_150_km": 150, "near_700_km": 700}
_BESIDE_MENTIONS, _BESIDE_CHARS, _BESIDE_RANGE_CHARS, _BESIDE_KM = 4, 250, 83.0, 150.0
# These bound the work on articles that are lists of names; the surest voters and the closest neighbours are kept.
_MEASURED_VOTERS, _LEAST_VOTE, _MOST_NEIGHBOURS, _NEIGHBOUR_ROWS = 48, 0.02, 4_000, 16


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Rows paired with their voters; `segments` are the indices where the pairs of a row with another sense begin."""

    rows: Integers
    voters: Integers
    weights: Floats
    segments: Integers


class ContextVotes:
    """The votes on the candidates of one article, counted anew as the probabilities change."""

    def __init__(self, table: CandidateTable, toponyms: Sequence[Toponym]) -> None:
        self._table = table
        sense_of = number_members(table.senses)
        width = int(table.regions.max(initial=0)) + 1
        self._keys = [np.unique(table.sense * width + regions, return_inverse=True) for regions in table.regions]
        self._width = width
        self._beside = _pair_up(table, _neighbours(toponyms, sense_of))
        self._kinship, self._closeness = _relations(table, self._beside)
        self._inner, self._outer = _containers(table, sense_of)
        self._conflicts = Conflicts(table)
        # That a gazetteer lacks a street tells nothing.
        unknown = {
            i
            for i, toponym in enumerate(toponyms)
            if not toponym.matches and not is_landmark(toponym.name, before="", after="")
        }
        self._lists = Lists(table, unknown)
        unknown_names = len({toponyms[i].key for i in unknown})
        self._unknown_share = unknown_names / max(1, unknown_names + len(table.senses))

    def possible_votes(self) -> Floats:
        """Returns the votes under equal probabilities of all candidates of a sense: the votes that are possible."""
        counts = np.diff(self._table.starts)
        return self.votes(np.repeat(1 / np.maximum(counts, 1), counts))

    def votes(self, probabilities: Floats) -> Floats:
        """Returns a row of VOTES for each row of the table; `probabilities` are the weights of the rows as voters."""
        senses = len(self._table.senses)
        columns: dict[str, Floats] = {}
        for level, name in enumerate(_LEVELS):
            mass, presence = self._region_votes(level, probabilities)
            columns[f"{name}_mass"], columns[f"{name}_any"] = np.log1p(mass), presence
            if name == "country":
                columns["country_share"] = mass / max(1, senses - 1)
        columns |= self._beside_votes(probabilities)
        columns |= self._nearness(probabilities)
        columns |= self._conflicts.votes(probabilities)
        columns |= self._lists.votes(probabilities)
        contained, contains = np.zeros(len(probabilities)), np.zeros(len(probabilities))
        np.maximum.at(contained, self._inner, probabilities[self._outer])
        np.maximum.at(contains, self._outer, probabilities[self._inner])
        columns["contained"], columns["contains"] = contained, contains
        columns["sense_count"] = np.full(len(probabilities), log1p(senses))
        columns["unknown_share"] = np.full(len(probabilities), self._unknown_share)
        # By name, so that reordering VOTES changes no column's meaning.
        return np.stack([columns[name] for name in VOTES], axis=1)

    def _region_votes(self, level: int, probabilities: Floats) -> tuple[Floats, Floats]:
        """Returns each row's mass of other senses in its region, and the probability that any of them lies there."""
        regions, (keys, inverse) = self._table.regions[level], self._keys[level]
        mass = np.bincount(inverse, probabilities, minlength=len(keys))
        absent = np.log(np.maximum(1e-6, 1 - mass))
        total = np.bincount(keys % self._width, mass, minlength=self._width)
        all_absent = np.bincount(keys % self._width, absent, minlength=self._width)
        inside = regions > 0
        other_mass = np.where(inside, total[regions] - mass[inverse], 0)
        presence = np.where(inside, 1 - np.exp(all_absent[regions] - absent[inverse]), 0)
        return np.maximum(0, other_mass), presence

    def _nearness(self, probabilities: Floats) -> Mapping[str, Floats]:
        table = self._table
        weights = np.where(table.is_point, probabilities, 0)
        voters = np.argsort(-weights, kind="stable")[:_MEASURED_VOTERS]
        voters = voters[weights[voters] > _LEAST_VOTE]
        if not len(voters):
            nothing = np.zeros(len(probabilities))
            far = np.full(len(probabilities), log1p(FARTHEST_KM))
            return {**dict.fromkeys(_RANGES_KM, nothing), "nearest_log_km": far}
        distances = great_circle_km(table.vectors, table.vectors[voters])
        other = table.sense[:, None] != table.sense[voters][None, :]
        mass = weights[voters] * other
        closeness = {
            name: np.log1p((mass * np.exp(-distances / range_km)).sum(axis=1)) for name, range_km in _RANGES_KM.items()
        }
        # An unlikely voter counts as farther off.
        apart = np.where(other, distances / np.maximum(weights[voters], 0.05), FARTHEST_KM)
        nearest = np.log1p(np.minimum(apart.min(axis=1), FARTHEST_KM))
        return {**closeness, "nearest_log_km": nearest}

    def _beside_votes(self, probabilities: Floats) -> Mapping[str, Floats]:
        regions, near = np.zeros((len(probabilities), 3)), np.zeros(len(probabilities))
        pairs = self._beside
        if len(pairs.rows):
            power = pairs.weights * probabilities[pairs.voters]
            rows = pairs.rows[pairs.segments]
            for level in range(len(_LEVELS)):
                mass = np.add.reduceat(self._kinship[level] * power, pairs.segments)
                np.maximum.at(regions[:, level], rows, mass)
            np.maximum.at(near, rows, np.maximum.reduceat(self._closeness * power, pairs.segments))
        beside: dict[str, Floats] = {f"beside_{name}": regions[:, level] for level, name in enumerate(_LEVELS)}
        return {**beside, "beside_near_150_km": near}


def _neighbours(toponyms: Sequence[Toponym], sense_of: dict[int, int]) -> list[tuple[int, int, float]]:
    """Returns pairs of senses named beside each other, both ways, with weights; the closest _MOST_NEIGHBOURS."""
    closest: dict[tuple[int, int], float] = {}
    placed = sorted(sense_of)
    for position, i in enumerate(placed):
        here = toponyms[i]
        for j in placed[position + 1 : position + 1 + _BESIDE_MENTIONS]:
            there = toponyms[j]
            gap = max(0, there.start_offset - here.end_offset)
            if there.part is not here.part or gap >= _BESIDE_CHARS:
                break
            if sense_of[i] != sense_of[j]:
                weight = exp(-gap / _BESIDE_RANGE_CHARS)
                for pair in ((sense_of[i], sense_of[j]), (sense_of[j], sense_of[i])):
                    closest[pair] = max(weight, closest.get(pair, 0.0))
    ranked = sorted(closest.items(), key=lambda item: -item[1])
    return [(sense, voter, weight) for (sense, voter), weight in ranked[:_MOST_NEIGHBOURS]]


def _pair_up(table: CandidateTable, neighbours: Sequence[tuple[int, int, float]]) -> _Pairs:
    """Returns each sense's rows paired with those of its neighbours, the best known _NEIGHBOUR_ROWS of both."""
    senses = np.array([sense for sense, _, _ in neighbours], np.int64)
    voters = np.array([voter for _, voter, _ in neighbours], np.int64)
    counts = np.minimum(np.diff(table.starts), _NEIGHBOUR_ROWS)
    widths = counts[voters]
    sizes = counts[senses] * widths
    pair = np.repeat(np.arange(len(sizes)), sizes)
    position = np.arange(len(pair)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    row, voter = np.divmod(position, widths[pair])
    weights = np.array([weight for _, _, weight in neighbours])
    return _Pairs(
        table.starts[senses[pair]] + row,
        table.starts[voters[pair]] + voter,
        weights[pair],
        np.flatnonzero(voter == 0),
    )


def _relations(table: CandidateTable, pairs: _Pairs) -> tuple[Floats, Floats]:
    """Returns whether the rows of each pair share a country or division, and how near they are, from 0 to 1."""
    mine, theirs = table.regions[:, pairs.rows], table.regions[:, pairs.voters]
    kinship = ((mine == theirs) & (mine > 0)).astype(np.float64)
    cosines = (table.vectors[pairs.rows] * table.vectors[pairs.voters]).sum(axis=1)
    return kinship, np.exp(-arc_km(cosines) / _BESIDE_KM) * table.is_point[pairs.voters]


def _containers(table: CandidateTable, sense_of: dict[int, int]) -> tuple[Integers, Integers]:
    """Returns pairs of rows, the first lying in the second, where the text names the second as the container."""
    inner: list[Integers] = []
    outer: list[Integers] = []
    for i, sense in enumerate(table.senses):
        for j in {sense_of[container] for container in sense.containers if container in sense_of} - {i}:
            rows, around = table.rows(i), table.rows(j)
            first, second = np.nonzero(lies_inside(table, rows, around))
            inner.append(first + rows.start)
            outer.append(second + around.start)
    if not inner:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return np.concatenate(inner), np.concatenate(outer)
