"""Focus: the places that the article is about.

Every mention of a place has a weight, which counts for its place and for the first-order division and the country that
the place lies in, once for each. A place's score is its share of the weight of all mentions of places. The leaders of
each level are in focus; divisions and towns must lie in the leading countries.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dateline.annotation.weights import position_weight
from dateline.resolution import Atlas, Lookup
from dateline.values import Entity, FocusPlace, Mention, MentionKind, Place, Span

_KIND_WEIGHTS = {MentionKind.NAME: 1.0, MentionKind.DEMONYM: 0.3, MentionKind.NESTED: 0.5}
"""Actors ("Syrian", "Paris Police") say less about the focus of an article than the scenes of events do."""
_DATELINE_WEIGHT = 0.1
"""A dateline or byline says where the reporter was, which should decide only where no other place is named."""
_LEAST_CONFIDENCE = 0.25
"""Places with less confidence are not counted."""
_LEAST_SCORE = 0.15
_TIE_RATIO = 0.7
"""A place with this share of the leader's score leads, too."""
_LEVELS = ("region", "country", "division", "town")
_MOST_LEADERS = 3
"""Most leaders of a level; an article with more is a list of places and about none of them."""


@dataclass(slots=True)
class _Contender:
    place: Place
    weight: float = 0.0
    entity_ids: list[str] = field(default_factory=list)


def find_focus(
    entities: Sequence[Entity], *, line: Span | None, atlas: Atlas, lookup: Lookup
) -> tuple[FocusPlace, ...]:
    """Returns the places that the article is about, the highest score first; `line` is its dateline or byline.

    Places that share the lead of their level are all in focus. A division whose weight comes from its namesake town
    alone ("Aleppo") is left out where that town is in focus.
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
    for contender in sorted(contenders.values(), key=lambda contender: (-contender.weight, contender.place.place_id)):
        if level := _level(contender.place):
            levels[level].append(contender)
    regions, countries = (_leaders(levels[level], total) for level in ("region", "country"))
    codes = {country.place.country_code for country in countries}
    divisions, towns = (
        _leaders([contender for contender in levels[level] if contender.place.country_code in codes], total)
        for level in ("division", "town")
    )
    divisions = [
        division for division in divisions if not any(_is_namesake(division, town, total, lookup) for town in towns)
    ]
    focus_places = (
        FocusPlace(leader.place, min(1.0, round(leader.weight / total, 4)), tuple(leader.entity_ids))
        for leader in (*regions, *countries, *divisions, *towns)
    )
    return tuple(sorted(focus_places, key=lambda focus: -focus.score))


def _weight(mention: Mention, line: Span | None) -> float:
    span = mention.span
    if line and span.part is line.part and line.start_offset <= span.start_offset < line.end_offset:
        return _DATELINE_WEIGHT
    return position_weight(span) * _KIND_WEIGHTS[mention.kind]


def _around(place: Place, atlas: Atlas) -> Iterator[Place]:
    """Yields the place, its first-order division and its country, each once."""
    around = (place, atlas.get(place.admin1_id), atlas.country(place.country_code))
    yield from {area.place_id: area for area in around if area}.values()


def _level(place: Place) -> str:
    """Returns the level of a place, or "" for a feature within one country, which counts for the country alone."""
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
    leaders = [contender for contender in contenders if contender.weight >= least]
    return leaders if len(leaders) <= _MOST_LEADERS else []


def _is_namesake(division: _Contender, town: _Contender, total: float, lookup: Lookup) -> bool:
    """Returns whether a division has the name of a town in it and, without that town's weight, could not lead."""
    division_id = division.place.place_id
    if town.place.admin1_id != division_id or division.weight - town.weight >= _LEAST_SCORE * total:
        return False
    return any(match.place.place_id == division_id for match in lookup(town.place.name))
