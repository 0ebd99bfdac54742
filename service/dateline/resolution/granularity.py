"""Granularity: the caller's preference where a city and a division share a name."""

from collections.abc import Sequence

import numpy as np

from dateline.geodesy import distance_km
from dateline.resolution.candidates import Floats
from dateline.values import Granularity, MatchType, NameMatch, Place

_HANDED_ON, _LEAST_SHARE, _CITY_KM = 0.9, 0.35, 20.0


def prefer_granularity(matches: Sequence[NameMatch], probabilities: Floats, preference: Granularity) -> Floats:
    """Returns the probabilities of a sense's candidates with the caller's preference applied.

    Where the likeliest candidate is a division and the caller prefers cities, the city of that name in it gets the
    probability of both, and where it is a city and the caller prefers divisions, so does the division that it lies in.
    All other probabilities stay.
    """
    if preference is Granularity.LIKELIEST:
        return probabilities
    best = int(np.argmax(probabilities))
    namesakes = [i for i, match in enumerate(matches) if _is_preferred(match.place, matches[best].place, preference)]
    if not namesakes:
        return probabilities
    preferred = max(namesakes, key=lambda i: (probabilities[i], -i))
    moved = probabilities.copy()
    moved[preferred] += moved[best]
    moved[best] = 0.0
    return moved


def prefer_cities(matches: Sequence[NameMatch], probabilities: Floats) -> Floats:
    """Returns the probabilities of a sense's candidates, with cities preferred to the divisions that are these cities.

    Berlin is a city and a state of Germany, one as large as the other: who writes of Berlin means the city. The
    division hands nine tenths of its probability on. The state of New York, which is not its city, keeps its own.
    """
    divisions = {match.place.place_id: i for i, match in enumerate(matches) if match.place.is_division}
    if not divisions:
        return probabilities
    weighed = probabilities
    for i, match in enumerate(matches):
        if match.match_type not in (MatchType.EXACT, MatchType.INFLECTED):
            # "Sokoto State" is not the city's name.
            continue
        for region in {match.place.admin1_id, match.place.admin2_id} & divisions.keys():
            division = divisions[region]
            if _is_city(match.place, matches[division].place):
                if weighed is probabilities:
                    weighed = probabilities.copy()
                moved = _HANDED_ON * weighed[division]
                weighed[i] += moved
                weighed[division] -= moved
    return weighed


def _is_city(town: Place, division: Place) -> bool:
    """Returns whether a division is a town and no more: it stands at its point, and has few people beside the town's.

    The people of a division count double where its quarters are entries, too.
    """
    is_most = (town.population_count or 0) >= _LEAST_SHARE * (division.population_count or 0)
    return town.is_populated_place and is_most and distance_km(town.coordinates, division.coordinates) <= _CITY_KM


def _is_preferred(place: Place, likeliest: Place, preference: Granularity) -> bool:
    if preference is Granularity.CITY:
        return place.is_populated_place and likeliest.is_division and place.lies_in(likeliest)
    return likeliest.is_populated_place and place.is_division and likeliest.lies_in(place)
