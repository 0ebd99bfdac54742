"""The fallback geocoder's answers on toponyms that the gazetteer does not hold, weighed as resolutions.

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
    """Returns the names, in the order of the article, that the gazetteer lacks or only guesses at; no demonyms."""
    names: dict[str, str] = {}
    for toponym in toponyms:
        if toponym.kind is MentionKind.NAME or (toponym.kind is MentionKind.NESTED and nested):
            names.setdefault(toponym.key, " ".join(toponym.name.split()))
    known = {each.key for each in toponyms if any(match.match_type <= MatchType.VARIANT for match in each.matches)}
    return tuple(name for key, name in names.items() if key not in known)


def likeliest_country(resolutions: Sequence[Resolution], article: Article) -> str:
    """Returns the country that most of the resolved places lie in, by confidence, or else the readers', or else ""."""
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
    """Returns the resolutions, those of the answers in place of the gazetteer's where they are surer."""
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
            (Candidate(place, confidence),)[:max_candidates],
            nil_probability=round(1.0 - confidence, 4),
            unlisted_probability=0.0 if max_candidates else confidence,
            areas=(Area(country, confidence),) if country else (),
            match_type=MatchType.EXACT if answer.is_exact else MatchType.VARIANT,
            evidence=tuple(evidence),
        )
    return tuple(_surer(own, found.get(each.key)) for own, each in zip(resolutions, toponyms, strict=True))


def _surer(own: Resolution, other: Resolution | None) -> Resolution:
    """Returns the surer answer; the gazetteer's, for a name that it only guessed at, may be the less likely one."""
    return own if other is None or own.confidence >= other.confidence else other


def _country_weights(resolutions: Sequence[Resolution]) -> dict[str, float]:
    weights: dict[str, float] = defaultdict(float)
    for resolution in resolutions:
        if resolution.place and resolution.place.country_code:
            weights[resolution.place.country_code] += resolution.confidence
    return weights
