"""Granularity: the caller's preference where a city and a division share a name."""

from collections.abc import Sequence

import numpy as np

from dateline.resolution.candidates import Floats
from dateline.values import Granularity, NameMatch, Place


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


def _is_preferred(place: Place, likeliest: Place, preference: Granularity) -> bool:
    if preference is Granularity.CITY:
        return place.is_populated_place and likeliest.is_division and place.lies_in(likeliest)
    return likeliest.is_populated_place and place.is_division and likeliest.lies_in(place)
