"""Focus: which places the article is about.

Every mention of a place weighs something; what it weighs counts for its place, for the first-order division and the
country that it lies in, and nowhere twice. A place's score is its share of the weight of all mentions of places, and
the leaders of each level are in focus; those of divisions and towns among what lies in the leading countries.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dateline.annotation.weights import position_weight
from dateline.resolution import Atlas, Lookup
from dateline.values import Entity, FocusPlace, Mention, MentionKind, Place, Span

_KIND_WEIGHTS = {MentionKind.NAME: 1.0, MentionKind.DEMONYM: 0.3, MentionKind.NESTED: 0.5}
"""Who acts ("Syrian", "Paris Police") says less of what an article is about than where things happen."""
_DATELINE_WEIGHT = 0.1
"""A dateline or byline says where the reporter was, which counts only where the article names no other place."""
_LEAST_CONFIDENCE = 0.25
"""A place that is less likely than this is no ground to say what an article is about."""
_LEAST_SCORE = 0.15
_TIE_RATIO = 0.7
"""Who has this share of the leader's score leads with it."""
_LEVELS = ("region", "country", "division", "town")
_MOST_LEADERS = 3
"""Where more places lead, the article is a list of them and about none."""


@dataclass(slots=True)
class _Contender:
    place: Place
    weight: float = 0.0
    entity_ids: list[str] = field(default_factory=list)


def find_focus(
    entities: Sequence[Entity], *, line: Span | None, atlas: Atlas, lookup: Lookup
) -> tuple[FocusPlace, ...]:
    """Returns the places the article is about, the highest score first; `line` is its dateline or byline.

    Places that share the lead of their level are all in focus. A division that only its namesake town speaks for
    ("Aleppo") is not listed beside it.
    """
    contenders: dict[str, _Contender] = {}
    total = 0.0
    for entity in entities:
        if entity.resolution is None or entity.resolution.place is None:
            continue
        if entity.resolution.confidence < _LEAST_CONFIDENCE:
            continue
        weight = sum(_weight(mention, line) for mention in entity.mentions)
        total += weight
        for place in _around(entity.resolution.place, atlas):
            contender = contenders.setdefault(place.place_id, _Contender(place))
            contender.weight += weight
            contender.entity_ids.append(entity.entity_id)
    levels: dict[str, list[_Contender]] = {level: [] for level in _LEVELS}
    for contender in sorted(contenders.values(), key=lambda each: (-each.weight, each.place.place_id)):
        if level := _level(contender.place):
            levels[level].append(contender)
    regions, countries = (_leaders(levels[level], total) for level in ("region", "country"))
    codes = {each.place.country_code for each in countries}
    divisions, towns = (
        _leaders([each for each in levels[level] if each.place.country_code in codes], total)
        for level in ("division", "town")
    )
    divisions = [each for each in divisions if not any(_is_namesake(each, town, total, lookup) for town in towns)]
    found = (
        FocusPlace(each.place, min(1.0, round(each.weight / total, 4)), tuple(each.entity_ids))
        for each in (*regions, *countries, *divisions, *towns)
    )
    return tuple(sorted(found, key=lambda focus: -focus.score))


def _weight(mention: Mention, line: Span | None) -> float:
    span = mention.span
    if line and span.part is line.part and line.start_offset <= span.start_offset < line.end_offset:
        return _DATELINE_WEIGHT
    return position_weight(span) * _KIND_WEIGHTS[mention.kind]


def _around(place: Place, atlas: Atlas) -> Iterator[Place]:
    """The place and what it lies in, each once."""
    around = (place, atlas.get(place.admin1_id), atlas.country(place.country_code))
    yield from {each.place_id: each for each in around if each}.values()


def _level(place: Place) -> str:
    """What a place contends with; none for a feature within one country, which speaks for the country alone."""
    if place.is_country:
        return "country"
    if place.is_first_order_division:
        return "division"
    if place.is_populated_place:
        return "town"
    return "" if place.country_code else "region"


def _leaders(contenders: Sequence[_Contender], total: float) -> list[_Contender]:
    if not contenders:
        return []
    least = max(_LEAST_SCORE * total, _TIE_RATIO * contenders[0].weight)
    leaders = [each for each in contenders if each.weight >= least]
    return leaders if len(leaders) <= _MOST_LEADERS else []


def _is_namesake(division: _Contender, town: _Contender, total: float, lookup: Lookup) -> bool:
    """Whether a division bears the name of a town in it, from which it has all but too little to lead by itself."""
    division_id = division.place.place_id
    if town.place.admin1_id != division_id or division.weight - town.weight >= _LEAST_SCORE * total:
        return False
    return any(match.place.place_id == division_id for match in lookup(town.place.name))
