"""Scorecards: what speaks for each candidate of a sense, in the unit of log-odds."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import exp, log10

from dateline.document import EvidenceKind, NameKind, NameMatch, Place, PublisherRegion
from dateline.resolution.sense import Sense
from dateline.resolution.toponym import contains, is_country, is_division
from dateline.sphere import distance_km

# Log-odds, set by hand on the development toponym corpora: what is given up on local papers is won on world news.
_POPULATION_WEIGHT = 1.1
_NAME_WEIGHTS = {NameKind.PRIMARY: 0.9, NameKind.ALTERNATE: 0.0, NameKind.ABBREVIATION: 2.0, NameKind.DEMONYM: 3.0}
_COUNTRY, _LARGE_FEATURE, _ADM1, _ADM2, _CAPITAL = 3.0, 3.0, 1.0, -1.2, 3.0
# What other places of the article vouch for outweighs it: a local paper's small towns come through.
_LITTLE_TOWN, _LITTLE_TOWN_POPULATION = -1.4, 50_000
_NAMED_AFTER_ITS_TOWN = -2.5
_SAID_DIVISION, _SAID_TOWN = 3.0, 2.0
_PUBLISHER_COUNTRY, _PUBLISHER_NEARBY, _PUBLISHER_RANGE_KM = 1.5, 3.0, 150.0


@dataclass(frozen=True, slots=True)
class Contribution:
    """One reason for a candidate, its weight, and the places it rests on."""

    kind: EvidenceKind
    weight: float
    places: tuple[Place, ...] = ()


@dataclass(slots=True)
class Scorecard:
    """A candidate and its contributions so far."""

    place: Place
    contributions: list[Contribution] = field(default_factory=list)

    @property
    def score(self) -> float:
        """The sum of all contributions."""
        return sum(each.weight for each in self.contributions)

    def weight_of(self, kind: EvidenceKind) -> float:
        """The sum of the contributions of one kind."""
        return sum(each.weight for each in self.contributions if each.kind is kind)

    def add(self, kind: EvidenceKind, weight: float, places: Iterable[Place] = ()) -> None:
        """Adds a contribution, unless it weighs nothing."""
        if weight:
            self.contributions.append(Contribution(kind, weight, tuple(places)))


def open_scorecards(sense: Sense, region: PublisherRegion | None) -> list[Scorecard]:
    """What is known of each candidate before the article's other places are looked at.

    Where a town and the division around it share a name, the town is meant unless the text says "province" or the like.
    """
    towns = [match.place for match in sense.matches if match.place.feature_class == "P"]
    cards = [_open(match, sense, region) for match in sense.matches]
    for card in cards:
        named_alike = is_division(card.place) and any(contains(card.place, town) for town in towns)
        if named_alike and not sense.says_division:
            card.add(EvidenceKind.FEATURE_CLASS, _NAMED_AFTER_ITS_TOWN)
    return cards


def _open(match: NameMatch, sense: Sense, region: PublisherRegion | None) -> Scorecard:
    place = match.place
    card = Scorecard(place)
    card.add(EvidenceKind.POPULATION, _POPULATION_WEIGHT * log10((place.population_count or 0) + 10))
    named = EvidenceKind.DEMONYM if match.name_kind is NameKind.DEMONYM else EvidenceKind.PRIMARY_NAME
    card.add(named, _NAME_WEIGHTS[match.name_kind])
    card.add(EvidenceKind.FEATURE_CLASS, _feature_weight(place, sense))
    if region is not None:
        _add_region(card, region)
    return card


def _feature_weight(place: Place, sense: Sense) -> float:
    if is_country(place):
        return _COUNTRY
    if place.feature_class in ("L", "H", "T"):
        return _LARGE_FEATURE
    weight = 0.0
    if is_division(place):
        weight = _ADM1 if place.feature_code == "ADM1" else _ADM2
        weight += _SAID_DIVISION * sense.says_division
    elif place.feature_class == "P":
        weight = _CAPITAL * (place.feature_code == "PPLC") + _SAID_TOWN * sense.says_town
        weight += _LITTLE_TOWN * ((place.population_count or 0) < _LITTLE_TOWN_POPULATION)
    return weight


def _add_region(card: Scorecard, region: PublisherRegion) -> None:
    if region.country_code and region.country_code == card.place.country_code:
        card.add(EvidenceKind.PUBLISHER_REGION, _PUBLISHER_COUNTRY)
    if region.coordinates and not is_country(card.place):
        distance = distance_km(region.coordinates, card.place.coordinates)
        card.add(EvidenceKind.PUBLISHER_REGION, _PUBLISHER_NEARBY * exp(-distance / _PUBLISHER_RANGE_KM))
