"""An article in Arabic, which runs from right to left, with names in one another, and a world of its places."""

import json
import re
from pathlib import Path

from dateline.gazetteer.build import Record, build_gazetteer
from dateline.values import (
    Annotation,
    Area,
    Article,
    ArticlePart,
    Candidate,
    Coordinates,
    Dateline,
    Entity,
    EntityType,
    FocusPlace,
    GivenMention,
    Mention,
    MentionKind,
    Place,
    Resolution,
    Span,
)

UNIVERSITY, DAMASCUS, ALEPPO, HOMS, SYRIA = "جامعة دمشق", "دمشق", "حلب", "حمص", "سوريا"
TITLE = f"مطر في {DAMASCUS}"
TEXT = f"""\
قالت {UNIVERSITY} يوم الثلاثاء إن الدروس توقفت ب{DAMASCUS}، وإن 40 طالبا عادوا إلى {ALEPPO}.
The road to {HOMS} was open, said the BBC.
"""
"""The first "Damascus" lies in the name of the university, the second is joined to the "in" before it."""


def _given(name: str, text: str, part: ArticlePart, entity_type: EntityType) -> tuple[GivenMention, ...]:
    return tuple(GivenMention(found.start(), found.end(), entity_type, part) for found in re.finditer(name, text))


MENTIONS = (
    *_given(DAMASCUS, TITLE, ArticlePart.TITLE, EntityType.PLACE),
    *_given(UNIVERSITY, TEXT, ArticlePart.TEXT, EntityType.ORGANIZATION),
    *_given(f"{DAMASCUS}|{ALEPPO}|{HOMS}", TEXT, ArticlePart.TEXT, EntityType.PLACE),
)
ARTICLE = Article("rain", TEXT, TITLE, "ar", mentions=MENTIONS)
_LINE = {"id": "rain", "title": TITLE, "text": TEXT, "language_code": "ar"} | {
    "mentions": [
        {"start": each.start_offset, "end": each.end_offset, "type": each.type, "part": each.part} for each in MENTIONS
    ]
}
JSONL = json.dumps(_LINE, ensure_ascii=False) + "\n"


def build_syrian_gazetteer(path: Path) -> Path:
    """Builds a gazetteer of the article's places; the main names of Damascus and the country are in Arabic."""
    build_gazetteer(
        path,
        records=(
            Record("geonames:163843", SYRIA, "A", "PCLI", Coordinates(35.0, 38.0), "SY", population_count=17070135),
            *(
                Record(f"geonames:{number}", name, "P", code, Coordinates(*point), "SY", "", "", count, "", others)
                for number, name, code, point, count, others in (
                    (170654, DAMASCUS, "PPLC", (33.5102, 36.29128), 1569394, ("Damascus",)),
                    (170063, "Aleppo", "PPLA", (36.20124, 37.16117), 2098210, (ALEPPO,)),
                    (169577, "Homs", "PPLA", (34.72682, 36.72339), 775404, (HOMS,)),
                )
            ),
        ),
    )
    return path


_SYRIA = Place("geonames:163843", "Syria", "A", "PCLI", Coordinates(35.0, 38.0), "SY", "Syria")
_DAMASCUS = Place("geonames:170654", DAMASCUS, "P", "PPLC", Coordinates(33.5102, 36.29128), "SY", SYRIA)
_ALEPPO = Place("geonames:170063", "Aleppo", "P", "PPLA", Coordinates(36.20124, 37.16117), "SY", "Syria")


def _known(place: Place) -> Resolution:
    return Resolution(place, 0.9, (Candidate(place, 0.9),), 0.1, areas=(Area(_SYRIA, 0.99),))


def _entity(number: int, name: str, entity_type: EntityType, resolution: Resolution | None) -> Entity:
    mentions = tuple(
        Mention(f"m{order}", Span(given.start_offset, given.end_offset, name, given.part), entity_type,
                MentionKind.NAME, "", 0.9)
        for order, given in enumerate(MENTIONS)
        if ARTICLE.text_of(given.part)[given.start_offset : given.end_offset] == name
    )  # fmt: skip
    place = resolution.place if resolution else None
    return Entity(f"e{number}", entity_type, place.name if place else name, mentions, 0.25, resolution)


_ENTITIES = (
    _entity(1, DAMASCUS, EntityType.PLACE, _known(_DAMASCUS)),
    _entity(2, UNIVERSITY, EntityType.ORGANIZATION, None),
    _entity(3, ALEPPO, EntityType.PLACE, _known(_ALEPPO)),
    _entity(4, HOMS, EntityType.PLACE, Resolution(nil_probability=1.0, areas=(Area(_SYRIA, 0.8),))),
)
ANNOTATION = Annotation(
    "rain", "ar", _ENTITIES, (FocusPlace(_DAMASCUS, 0.5, ("e1",)),),
    Dateline(_ENTITIES[0].mentions[0].span, _DAMASCUS, "e1"), (), "1", ARTICLE,
)  # fmt: skip
