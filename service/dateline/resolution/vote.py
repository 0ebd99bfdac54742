"""Votes: what the article's other places say about a candidate, and the container named beside it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp, log1p

from dateline.document import EvidenceKind, Place
from dateline.resolution.scorecard import Scorecard
from dateline.resolution.sense import Sense
from dateline.resolution.toponym import contains, is_country
from dateline.sphere import distance_km

_CONTAINED, _CONTAINS = 7.5, 2.5
_SAME_COUNTRY, _SAME_ADMIN1, _SAME_ADMIN2 = 2.4, 2.6, 0.8
_NEARBY, _RANGE_KM = 1.4, 100.0
_MEASURED_TOWNS, _MEASURED_CANDIDATES, _NAMED_VOTERS = 48, 12, 3


def add_containers(senses: Sequence[Sense], cards: Sequence[Sequence[Scorecard]], sense_of: Sequence[int]) -> None:
    """Rewards candidates that lie in a candidate of the place named beside them, and that candidate in turn."""
    for i, sense in enumerate(senses):
        for outer_sense in {sense_of[container] for container in sense.containers} - {i}:
            rewarded: set[str] = set()
            for inner in cards[i]:
                outers = [outer for outer in cards[outer_sense] if contains(outer.place, inner.place)]
                if outers:
                    best = max(outers, key=lambda card: card.score)
                    inner.add(EvidenceKind.CONTAINED_IN, _CONTAINED, (best.place,))
                    rewarded.update(outer.place.place_id for outer in outers)
            for outer in cards[outer_sense]:
                if outer.place.place_id in rewarded:
                    outer.add(EvidenceKind.SHARED_DIVISION, _CONTAINS)


def add_votes(cards: Sequence[Sequence[Scorecard]], chosen: Sequence[tuple[Place, float] | None]) -> None:
    """Lets each sense's likeliest place, weighed by its probability, vote for the candidates of all others.

    Linear in the number of senses: regions are summed once, and only the surest towns are measured from.
    """
    voters = [_Voter(i, *vote) for i, vote in enumerate(chosen) if vote is not None]
    if len(voters) < 2:
        return
    regions: dict[str, _Region] = defaultdict(_Region)
    for voter in voters:
        for region in voter.regions:
            regions[region].add(voter)
    towns = sorted((voter for voter in voters if voter.is_point), key=lambda voter: (-voter.mass, voter.sense))
    voter_of = {voter.sense: voter for voter in voters}
    for i, sense_cards in enumerate(cards):
        if len(sense_cards) > 1:
            for card in sense_cards:
                _vote_for_regions(card, voter_of[i], regions, share=len(voters) - 1)
            for card in sorted(sense_cards, key=lambda card: -card.score)[:_MEASURED_CANDIDATES]:
                _vote_for_nearness(card, i, towns[:_MEASURED_TOWNS])


@dataclass(frozen=True, slots=True)
class _Voter:
    sense: int
    place: Place
    mass: float

    @property
    def regions(self) -> set[str]:
        place = self.place
        return {place.country_code, place.admin1_id, place.admin2_id, place.place_id} - {""}

    @property
    def is_point(self) -> bool:
        return not is_country(self.place) and self.place.feature_code != "ADM1"


@dataclass(slots=True)
class _Region:
    mass: float = 0.0
    voters: list[_Voter] = field(default_factory=list)

    def add(self, voter: _Voter) -> None:
        self.mass += voter.mass
        if len(self.voters) <= _NAMED_VOTERS:
            self.voters.append(voter)


def _vote_for_regions(card: Scorecard, own: _Voter, regions: dict[str, _Region], *, share: int) -> None:
    place = card.place
    own_admin1 = place.place_id if place.feature_code == "ADM1" else place.admin1_id
    own_admin2 = place.place_id if place.feature_code == "ADM2" else place.admin2_id
    for name, weight in (
        (place.country_code, _SAME_COUNTRY),
        (own_admin1, _SAME_ADMIN1),
        (own_admin2, _SAME_ADMIN2),
    ):
        region = regions.get(name) if name else None
        if region is None:
            continue
        mass = region.mass - (own.mass if name in own.regions else 0.0)
        others = [voter.place for voter in region.voters if voter.sense != own.sense][:_NAMED_VOTERS]
        if others:
            card.add(EvidenceKind.SHARED_DIVISION, weight * (mass / share + 0.5 * log1p(mass)), others)


def _vote_for_nearness(card: Scorecard, sense: int, towns: Sequence[_Voter]) -> None:
    if is_country(card.place) or card.place.feature_code == "ADM1":
        return
    closeness = [
        (town.mass * exp(-distance_km(card.place.coordinates, town.place.coordinates) / _RANGE_KM), town.sense, town)
        for town in towns
        if town.sense != sense
    ]
    if closeness:
        nearest, _, town = max(closeness)
        if nearest > 0.05:
            card.add(EvidenceKind.NEARBY, _NEARBY * nearest, (town.place,))
