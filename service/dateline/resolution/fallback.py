"""Resolutions from the fallback geocoder's answers to names that the gazetteer lacks.

Their confidence is set by hand and modest, since no corpus says how often such answers are right: 0.5 where the
geocoder's name of the place is the article's, else 0.25; 1.4 times that where other places of the article lie in the
same country, and 0.6 times that where they all lie in other countries. A country that the geocoder was told to look in
changes nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from dateline.resolution.toponym import Toponym
from dateline.values import (
    Area,
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


def unknown_names(toponyms: Sequence[Toponym], *, nested: bool = True) -> tuple[str, ...]:
    """Returns the names, in the order of the article, that the gazetteer lacks or only guesses at.

    Demonyms are left out, and with `nested` False nested mentions, too.
    """
    names: dict[str, str] = {}
    for toponym in toponyms:
        if toponym.kind is MentionKind.NAME or (toponym.kind is MentionKind.NESTED and nested):
            names.setdefault(toponym.key, " ".join(toponym.name.split()))
    known = {toponym.key for toponym in toponyms if any(match.match_type.is_of_known_name for match in toponym.matches)}
    return tuple(name for key, name in names.items() if key not in known)


def likeliest_country(resolutions: Sequence[Resolution], article: Article) -> str:
    """Returns the code of the country that most resolved places lie in, by confidence, or else the readers', or ""."""
    weights = _country_weights(resolutions)
    if weights:
        return min(weights, key=lambda code: (-weights[code], code))
    return article.reader_region.country_code if article.reader_region else ""


def add_fallback_answers(
    resolutions: Sequence[Resolution],
    toponyms: Sequence[Toponym],
    fallback: FallbackAnswers,
    *,
    country_place: Callable[[str], Place | None],
    max_candidates: int,
) -> tuple[Resolution, ...]:
    """Returns the resolutions, with the fallback geocoder's in place of the gazetteer's where they are surer."""
    countries = _country_weights(resolutions).keys()
    answered: dict[str, Resolution] = {}
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
        answered[" ".join(answer.name.casefold().split())] = Resolution(
            place,
            confidence,
            (Candidate(place, confidence),)[:max_candidates],
            nil_probability=round(1.0 - confidence, 4),
            unlisted_probability=0.0 if max_candidates else confidence,
            areas=(Area(country, confidence),) if country else (),
            match_type=MatchType.EXACT if answer.is_exact else MatchType.VARIANT,
            evidence=tuple(evidence),
        )
    return tuple(_surer(own, answered.get(toponym.key)) for own, toponym in zip(resolutions, toponyms, strict=True))


def _surer(own: Resolution, other: Resolution | None) -> Resolution:
    """Returns the surer of two resolutions; the gazetteer's may be less sure where it only guessed at the name."""
    return own if other is None or own.confidence >= other.confidence else other


def _country_weights(resolutions: Sequence[Resolution]) -> dict[str, float]:
    weights: dict[str, float] = defaultdict(float)
    for resolution in resolutions:
        if resolution.place and resolution.place.country_code:
            weights[resolution.place.country_code] += resolution.confidence
    return weights
