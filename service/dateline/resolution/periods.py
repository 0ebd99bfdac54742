"""Periods: divisions and states of the past against what is there in the year of the article."""

from collections.abc import Sequence

from dateline.resolution.candidates import Floats
from dateline.values import NameMatch, Place

_KEPT = 0.1
"""The part of its probability that a place keeps in favour of what was there in its stead."""


def prefer_existing(matches: Sequence[NameMatch], probabilities: Floats, year: int | None) -> Floats:
    """Returns the probabilities of a sense's candidates with those preferred that existed in `year`.

    A candidate that was no more, or not yet, hands nine tenths of its probability on to the candidates of its land that
    were there, in proportion to theirs; where there is none it keeps all. Without a year what is there today is
    preferred. A region, such as Alsace today, hands on to the division of its name where that existed in `year`.
    Candidates elsewhere, towns and small divisions neither gain nor lose.
    """
    if not any(match.place.former or match.since_year for match in matches):
        return probabilities
    weighed = probabilities.copy()
    for i, match in enumerate(matches):
        heirs = [j for j, other in enumerate(matches) if _gives_way(match, other, year)]
        total = float(probabilities[heirs].sum())
        if total > 0:
            weighed[heirs] += probabilities[heirs] / total * probabilities[i] * (1 - _KEPT)
            weighed[i] -= probabilities[i] * (1 - _KEPT)
    return weighed


def _gives_way(match: NameMatch, other: NameMatch, year: int | None) -> bool:
    if not _existed(other, year) or not _share_land(match.place, other.place):
        return False
    is_region = match.place.feature_class == "L"
    return not _existed(match, year) or (is_region and other.place.former is not None)


def _existed(match: NameMatch, year: int | None) -> bool:
    former = match.place.former
    if year is None:
        return former is None
    if former is None:
        return match.since_year is None or match.since_year <= year
    return (former.since_year or year) <= year <= former.until_year


def _share_land(place: Place, other: Place) -> bool:
    if place.is_country or other.is_country:
        return not _lands(place).isdisjoint(_lands(other))
    if not (_is_large(place) and _is_large(other)):
        # Before the region of Soum there was the province of Soum in its place.
        return place.is_division and other.is_division and other.lies_in(place)
    return place.country_code == other.country_code


def _is_large(place: Place) -> bool:
    return place.feature_class == "L" or place.feature_code in ("ADM1", "ADM1H")


def _lands(place: Place) -> set[str]:
    return {place.place_id, *(place.former.successor_ids if place.former else ())}
