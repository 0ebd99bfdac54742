"""Granularity: whether a name that city and division share means the one or the other, where the caller has a say."""

from collections.abc import Sequence

import numpy as np

from dateline.resolution.candidates import Floats
from dateline.values import Granularity, NameMatch, Place


def prefer_granularity(matches: Sequence[NameMatch], probabilities: Floats, preference: Granularity) -> Floats:
    """The probabilities of a sense's candidates, once the caller's preference has been heard.

    Where the likeliest is a division and the caller prefers the city of that name in it (or the other way round), the
    two are one answer: the preferred one takes the probability of both. Nothing else changes, and without a preference
    the likeliest stands.
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
