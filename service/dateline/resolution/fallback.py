"""FallbackAnswers: what a geocoder outside says of toponyms that the gazetteer does not hold, weighed as resolutions.

Its confidence is set by hand and modest, for no corpus says how often such answers are right: one in two where the
geocoder calls the place just what the article does, one in four where it does not; 1.4 times as much where places of
the same country are resolved in the article, 0.6 times where only those of other countries are. A country that the
geocoder was told to look in speaks neither way.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from dateline.resolution.toponym import Toponym
from dateline.values import (
    Article,
    Candidate,
    Evidence,
    EvidenceKind,
    FallbackAnswers,
    MatchType,
    MentionKind,
    Place,
    Resolution,
)

_EXACT, _INEXACT = 0.5, 0.25
_SAME_COUNTRY, _OTHER_COUNTRY = 1.4, 0.6


def unknown_names(toponyms: Sequence[Toponym], *, include_nested: bool = True) -> tuple[str, ...]:
    """The names, in the order of the article, that the gazetteer does not hold or only guesses at; no demonyms."""
    names: dict[str, str] = {}
    for toponym in toponyms:
        if toponym.kind is MentionKind.NAME or (toponym.kind is MentionKind.NESTED and include_nested):
            names.setdefault(toponym.key, " ".join(toponym.name.split()))
    known = {each.key for each in toponyms if any(match.match_type <= MatchType.VARIANT for match in each.matches)}
    return tuple(name for key, name in names.items() if key not in known)


def likeliest_country(resolutions: Sequence[Resolution | None], article: Article) -> str:
    """The country that most of the resolved places lie in, by their confidence, else the publisher's, else none."""
    weights = _country_weights(resolutions)
    if weights:
        return min(weights, key=lambda code: (-weights[code], code))
    return article.publisher_region.country_code if article.publisher_region else ""


def add_fallback_answers(
    resolutions: Sequence[Resolution | None],
    toponyms: Sequence[Toponym],
    fallback: FallbackAnswers,
    *,
    country_place: Callable[[str], Place | None],
    max_alternatives: int,
) -> tuple[Resolution | None, ...]:
    """The resolutions, with the places that the fallback have for their toponyms where those are surer."""
    countries = _country_weights(resolutions).keys()
    found: dict[str, Resolution] = {}
    for answer in fallback.answers:
        if answer.place is None:
            continue
        code = answer.place.country_code
        country = country_place(code)
        evidence = [Evidence(EvidenceKind.FALLBACK_GEOCODER, f"found by {fallback.geocoder}, not in the gazetteer")]
        confidence = _EXACT if answer.is_exact else _INEXACT
        if code and countries and code != fallback.country_code:
            confidence *= _SAME_COUNTRY if code in countries else _OTHER_COUNTRY
            if code in countries and country:
                words = f"lies in {country.name}, as other places of the article do"
                evidence.append(Evidence(EvidenceKind.SHARED_DIVISION, words, country.place_id))
        confidence = round(confidence, 4)
        place = replace(answer.place, country_name=country.name if country else "")
        found[" ".join(answer.name.casefold().split())] = Resolution(
            place,
            confidence,
            (Candidate(place, confidence),)[:max_alternatives],
            round(1.0 - confidence, 4) if max_alternatives else 1.0,
            tuple(evidence),
        )
    return tuple(_surer(own, found.get(each.key)) for own, each in zip(resolutions, toponyms, strict=True))


def _surer(own: Resolution | None, other: Resolution | None) -> Resolution | None:
    """The gazetteer's answer, which for a name it only guessed at may be the less likely one."""
    if own is None or other is None:
        return own or other
    return own if own.confidence >= other.confidence else other


def _country_weights(resolutions: Sequence[Resolution | None]) -> dict[str, float]:
    weights: dict[str, float] = defaultdict(float)
    for resolution in resolutions:
        if resolution and resolution.place.country_code:
            weights[resolution.place.country_code] += resolution.confidence
    return weights
