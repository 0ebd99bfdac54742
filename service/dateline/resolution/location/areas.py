"""Areas: the country, divisions and town that what is meant lies in, whichever candidate is right, or none."""

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

import numpy as np

from dateline.resolution.candidates import Booleans, CandidateTable, Floats, Integers
from dateline.resolution.location.area_evidence import LEVELS, AreaEvidence, LevelEvidence
from dateline.values import Area, Home, Place

_PROBABILITY_STEPS = 10_000
_LEAST_COUNTRY, _LEAST_BELOW = 0.05, 0.5


class Atlas(Protocol):
    """The part of a gazetteer that gives the countries and divisions that places lie in."""

    @property
    def whole_countries(self) -> frozenset[str]:
        """The codes of the countries whose places are all there."""

    def get(self, place_id: str) -> Place | None:
        """Returns the place with this id, or None where there is no such place."""

    def country(self, country_code: str) -> Place | None:
        """Returns the country with this ISO 3166-1 alpha-2 code, or None where there is no such country."""


class AreaModel:
    """Weights of the evidence on each level of areas, with which NIL's share is dealt out to regions."""

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        self._weights = weights

    def nil_by_country(
        self, evidence: AreaEvidence, probabilities: Floats, home: Home | None
    ) -> tuple[Integers, Floats]:
        """Returns numbers of countries and, for each sense that has candidates, NIL's share of towns in each of them.

        What is called a road or a school is none, so that its shares are 0.
        """
        level = evidence.level(0, probabilities, home)
        shares = _nil_shares(level, self._weights[LEVELS[0]]) * ~evidence.is_landmark[:, None]
        return level.regions, shares[evidence.rows_of]

    def areas(  # noqa: PLR0913  # what the areas depend on
        self,
        evidence: AreaEvidence,
        table: CandidateTable,
        probabilities: Floats,
        nil_probabilities: Floats,
        *,
        home: Home | None,
        atlas: Atlas,
    ) -> list[tuple[Area, ...]]:
        """Returns the areas of each sense of the evidence, the largest first.

        An area's probability is the sum of its candidates' and of its part of NIL's, as far as the article tells where
        a place lies that the gazetteer lacks. A country or division lies in itself here. The country is the likeliest;
        each of divisions and town lies in those before it and is at least as likely as not.
        """
        names = LEVELS if evidence.may_tell_towns else LEVELS[:-1]
        levels = [evidence.level(level, probabilities, home) for level in range(len(names))]
        shares = [
            region_probabilities(level, self._weights[name], nil_probabilities)
            for name, level in zip(names, levels, strict=True)
        ]
        return [tuple(_areas(sense, levels, shares, table, atlas)) for sense in range(len(nil_probabilities))]


def region_probabilities(level: LevelEvidence, weights: Floats, nil_probabilities: Floats) -> Floats:
    """Returns the probability of each region for each sense; what is left of 1 lies elsewhere."""
    probabilities: Floats = level.own + nil_probabilities[:, None] * _nil_shares(level, weights)
    return probabilities


def _nil_shares(level: LevelEvidence, weights: Floats) -> Floats:
    """Returns the share of NIL that lies in each region, for each sense."""
    scores = level.columns @ weights
    top = np.maximum(scores.max(axis=1, initial=0.0), 0.0)
    shares: Floats = np.exp(scores - top[:, None])
    shares /= shares.sum(axis=1, keepdims=True) + np.exp(-top)[:, None]
    return shares


def _areas(
    sense: int, levels: list[LevelEvidence], shares: list[Floats], table: CandidateTable, atlas: Atlas
) -> Iterator[Area]:
    country, above = _likeliest(levels[0], shares[0], sense, around={})
    if above < _LEAST_COUNTRY:
        return
    if area := _area(table.region_ids[country], above, atlas.country):
        yield area
    around = {0: country}
    for number, level in enumerate(levels[1:], start=1):
        if not level.is_told[sense]:
            continue
        region, probability = _likeliest(level, shares[number], sense, around=around)
        # Levels are measured apart; no part is likelier than its whole.
        probability = min(above, probability)
        if probability >= _LEAST_BELOW:
            above, around[number] = probability, region
            if area := _area(table.region_ids[region], probability, atlas.get):
                yield area


def _likeliest(level: LevelEvidence, share: Floats, sense: int, *, around: Mapping[int, int]) -> tuple[int, float]:
    """Returns the likeliest region of a level and its probability; `around` are the regions told, by their levels."""
    inside = _lies_in(level, level.regions, around)
    near = level.together @ share[sense]
    # Of towns side by side the likeliest is told, with the probability of all.
    best = int(np.lexsort((share[sense], near, inside))[-1]) if inside.any() else -1
    probability = float(near[best]) if inside.any() else 0.0
    own = int(level.likeliest[sense])
    if level.likeliest_own[sense] > probability and _lies_in(level, np.array([own]), around).all():
        return own, float(level.likeliest_own[sense])
    return (int(level.regions[best]), probability) if probability > 0 else (0, 0.0)


def _lies_in(level: LevelEvidence, regions: Integers, around: Mapping[int, int]) -> Booleans:
    """Returns which of the regions lie in all of `around`, as far as is known."""
    inside = np.ones(len(regions), np.bool_)
    for number, region in around.items():
        parents = level.parents[number, regions]
        # Many towns tell no second-order division.
        inside &= (parents == region) | ((parents == 0) & (number > 1))
    return inside


def rounded(probability: float) -> float:
    """Returns a probability with four digits, which is at most 1."""
    # `round` goes by way of decimal digits, which takes ten times as long.
    return int(min(1.0, probability) * _PROBABILITY_STEPS + 0.5) / _PROBABILITY_STEPS


def _area(region_id: str, probability: float, find: Callable[[str], Place | None]) -> Area | None:
    place = find(region_id)
    return Area(place, rounded(probability)) if place else None
