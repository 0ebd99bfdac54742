"""Focus and dateline: which places the article is about, and where it was filed."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from dateline.document import Article, Dateline, Entity, EntityType, FocusPlace, Place, Source, Span

_LEAST_SHARE = 0.15
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DATE = rf"(?:{_MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTH})(?:,?\s+\d{{4}})?"
_AGENCY = r"(?:\([^()\n]{2,40}\)|/[^/\n]{2,40}/)"
_NAME = r"[A-Z][A-Za-zÀ-ÿ.'’-]*(?:[ ][A-Z][A-Za-zÀ-ÿ.'’-]*){0,3}"
_DASH = r"(?:[—–]|--|-\s)"
_FILED_TAILS = (
    rf",?\s+{_DATE}\s*[.,:]?\s*(?:{_AGENCY}|{_DASH}|[.:])",
    rf",?\s*{_AGENCY}\s*(?:{_DASH}|[.:])",
    r"\s*(?:—|–|--)\s",
)
_FILED_FORMS = (
    *(re.compile(rf"\s*(?P<place>{_NAME}?)(?:,\s*{_NAME}?)?{tail}") for tail in _FILED_TAILS),
    re.compile(rf"\s*By\s+{_NAME}\s+in\s+(?P<place>{_NAME})\s*$", re.MULTILINE),
)


def find_dateline(article: Article) -> Span | None:
    """The place name of the dateline that `article.text` begins with, in the usual forms, or None.

    "MOSCOW, June 26. /TASS/", "GENEVA (AP) —", "ASTANA — ", "By Jane Doe in Nairobi".
    """
    for form in _FILED_FORMS:
        if match := form.match(article.text):
            start, end = match.span("place")
            return Span(start, end, article.text[start:end], Source.TEXT)
    return None


def locate_dateline(span: Span | None, entities: Sequence[Entity], *, unnamed: Place | None) -> Dateline | None:
    """The dateline at `span`, with the entity whose mention stands there, or else with the place `unnamed`."""
    if span is None:
        return None
    for entity in entities:
        for mention in entity.mentions:
            inside = span.start_offset <= mention.span.start_offset and mention.span.end_offset <= span.end_offset
            if mention.span.source is span.source and inside and entity.type is EntityType.PLACE:
                return Dateline(mention.span, entity.resolution.place if entity.resolution else None, entity.entity_id)
    return Dateline(span, unnamed)


def find_focus(
    entities: Sequence[Entity],
    *,
    get_place: Callable[[str], Place | None],
    country_place: Callable[[str], Place | None],
) -> tuple[FocusPlace, ...]:
    """The leading country, first-order division and town, each with its share of the salience of all places.

    A place counts for what it lies in. A level whose leader holds less than 15 % has no focus.
    """
    shares: dict[str, float] = defaultdict(float)
    places: dict[str, Place] = {}
    supporters: dict[str, list[str]] = defaultdict(list)
    for entity in entities:
        if entity.resolution is None:
            continue
        own = entity.resolution.place
        around = (own, get_place(own.admin1_id), country_place(own.country_code))
        for place in {place.place_id: place for place in around if place}.values():
            places[place.place_id] = place
            shares[place.place_id] += entity.salience * entity.resolution.confidence
            supporters[place.place_id].append(entity.entity_id)
    total = sum(entity.salience for entity in entities if entity.resolution)
    if not total:
        return ()
    leaders: dict[str, str] = {}
    for place_id in sorted(shares, key=lambda each: (-shares[each], each)):
        leaders.setdefault(_level(places[place_id]), place_id)
    found = (
        FocusPlace(places[place_id], round(shares[place_id] / total, 4), tuple(supporters[place_id]))
        for level, place_id in leaders.items()
        if level and shares[place_id] / total >= _LEAST_SHARE
    )
    return tuple(sorted(found, key=lambda focus: -focus.score))


def _level(place: Place) -> str:
    if place.feature_code.startswith(("PCL", "TERR")):
        return "country"
    if place.feature_code == "ADM1":
        return "division"
    return "town" if place.feature_class == "P" else ""
