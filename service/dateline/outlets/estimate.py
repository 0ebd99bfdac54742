"""Estimates of an outlet's home, from the places that its own articles name, without labels.

A local paper names its town and the towns around it in most of its articles, a national paper its country; no other
place recurs. Each article has one voice, however often it names a place, so that one report from abroad does not
outweigh the paper's own beat. After Lieberman, Samet and Sankaranarayanan 2010 ("local lexicons").
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from dateline.geodesy import distance_km
from dateline.values import Home, Place

LEAST_ARTICLES = 3
_BEAT_KM = 40.0
_OUT_OF_EARSHOT_DEGREES = 2.0
"""Latitudes this far apart need no distance: at 222 km a voice counts for less than a two-hundredth."""
_LEAST_LOCAL_SHARE, _LEAST_COUNTRY_SHARE = 0.35, 0.4
_CONSIDERED_TOWNS = 200


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """A place that an article may name, with the probability that it does; `article` is the number of the article."""

    article: int
    place: Place
    probability: float


@dataclass(frozen=True, slots=True)
class HomeEstimate:
    """An estimated home.

    `local_share` is the share of the articles that name the town or places near it, among those that name places. It is
    weighed by probability and nearness, and is 0 where only the country could be told.
    """

    home: Home
    town: str
    local_share: float


def estimate_home(readings: Sequence[PlaceReading]) -> HomeEstimate | None:
    """Returns the home that most articles speak for, which is the country alone where no town stands out.

    Returns None where no country stands out either, and where fewer than LEAST_ARTICLES articles name places.
    """
    articles = len({reading.article for reading in readings})
    if articles < LEAST_ARTICLES:
        return None
    towns = [reading for reading in readings if reading.place.is_populated_place]
    support: dict[str, float] = defaultdict(float)
    places: dict[str, Place] = {}
    for reading in towns:
        support[reading.place.place_id] += reading.probability
        places[reading.place.place_id] = reading.place
    considered = sorted(support, key=lambda place_id: (-support[place_id], place_id))[:_CONSIDERED_TOWNS]
    if considered:
        shares = {place_id: _local_share(places[place_id], towns, articles) for place_id in considered}
        best = max(considered, key=lambda place_id: (shares[place_id], support[place_id], place_id))
        if shares[best] >= _LEAST_LOCAL_SHARE:
            town = places[best]
            home = Home(town.country_code, town.admin1_id, town.coordinates)
            return HomeEstimate(home, town.name, shares[best])
    return _country(readings, articles)


def _local_share(center: Place, towns: Sequence[PlaceReading], articles: int) -> float:
    voices: dict[int, float] = defaultdict(float)
    latitude_degrees = center.coordinates.latitude_degrees
    for reading in towns:
        if abs(reading.place.coordinates.latitude_degrees - latitude_degrees) > _OUT_OF_EARSHOT_DEGREES:
            continue
        nearness = exp(-distance_km(center.coordinates, reading.place.coordinates) / _BEAT_KM)
        voices[reading.article] = max(voices[reading.article], reading.probability * nearness)
    return sum(voices.values()) / articles


def _country(readings: Sequence[PlaceReading], articles: int) -> HomeEstimate | None:
    voices: dict[tuple[str, int], float] = defaultdict(float)
    for reading in readings:
        key = (reading.place.country_code, reading.article)
        voices[key] = max(voices[key], reading.probability)
    shares: dict[str, float] = defaultdict(float)
    for (code, _), voice in voices.items():
        shares[code] += voice / articles
    shares.pop("", None)
    best = max(shares, key=lambda code: (shares[code], code), default="")
    if not best or shares[best] < _LEAST_COUNTRY_SHARE:
        return None
    return HomeEstimate(Home(best), "", 0.0)
