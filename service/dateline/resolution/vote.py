"""Votes: what the article's other places say about a candidate, and the container named beside it."""

from collections import defaultdict
from collections.abc import Sequence
from math import exp, log1p

from dateline.document import EvidenceKind, Place
from dateline.resolution.scorecard import Scorecard
from dateline.resolution.sense import Sense
from dateline.resolution.toponym import contains, is_country
from dateline.sphere import distance_km

_CONTAINED, _CONTAINS = 5.0, 2.5
_SAME_COUNTRY, _SAME_ADMIN1, _SAME_ADMIN2 = 2.4, 2.6, 0.8
_NEARBY, _RANGE_KM = 1.4, 100.0


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
    """Lets each sense's likeliest place, weighed by its probability, vote for the candidates of all others."""
    voters = [(i, *vote) for i, vote in enumerate(chosen) if vote is not None]
    if len(voters) < 2:
        return
    by_region: dict[str, list[tuple[int, Place, float]]] = defaultdict(list)
    for voter in voters:
        place = voter[1]
        regions = {place.country_code, place.admin1_id, place.admin2_id, place.place_id} - {""}
        for region in regions:
            by_region[region].append(voter)
    for i, sense_cards in enumerate(cards):
        if len(sense_cards) < 2:
            continue
        towns = [(place, weight) for j, place, weight in voters if j != i and not is_country(place)]
        for card in sense_cards:
            _vote(card, i, by_region, towns, share=len(voters) - 1)


def _vote(
    card: Scorecard,
    sense: int,
    by_region: dict[str, list[tuple[int, Place, float]]],
    towns: list[tuple[Place, float]],
    *,
    share: int,
) -> None:
    place = card.place
    own_admin1 = place.place_id if place.feature_code == "ADM1" else place.admin1_id
    own_admin2 = place.place_id if place.feature_code == "ADM2" else place.admin2_id
    for region, weight in (
        (place.country_code, _SAME_COUNTRY),
        (own_admin1, _SAME_ADMIN1),
        (own_admin2, _SAME_ADMIN2),
    ):
        others = [(voter, mass) for j, voter, mass in by_region.get(region, ()) if j != sense] if region else []
        if others:
            mass = sum(mass for _, mass in others)
            vote = weight * (mass / share + 0.5 * log1p(mass))
            card.add(EvidenceKind.SHARED_DIVISION, vote, (voter for voter, _ in others[:3]))
    if not is_country(place) and place.feature_code != "ADM1" and towns:
        closeness = [
            (mass * exp(-distance_km(place.coordinates, town.coordinates) / _RANGE_KM), town)
            for town, mass in towns
            if town.feature_code != "ADM1"
        ]
        if closeness:
            nearest, town = max(closeness, key=lambda each: each[0])
            if nearest > 0.05:
                card.add(EvidenceKind.NEARBY, _NEARBY * nearest, (town,))
