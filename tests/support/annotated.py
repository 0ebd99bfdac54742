"""Annotations of two articles made by hand, in which every field of every format has a value somewhere."""

from datetime import UTC, datetime

from dateline.values import (
    Annotation,
    AnnotationWarning,
    Area,
    Article,
    ArticleLanguage,
    ArticlePart,
    Candidate,
    Coordinates,
    Dateline,
    Direction,
    Entity,
    EntityType,
    Evidence,
    EvidenceKind,
    FocusPlace,
    MatchType,
    Mention,
    MentionKind,
    MentionOrigin,
    Place,
    Resolution,
    Span,
    SpatialKind,
    SpatialRelation,
    WarningReason,
)

TITLE = "Floods near Łódź"
TEXT = (
    "NAIROBI, Nov. 20. \U0001f30a Water rose 30 km east of Łódź, <b>said</b> Ann Owuor of the Łódź Police; "
    'in "Kiamaiko", none of it.\n=SUM(1) & more\r\n'
)

POLAND = Place(
    "geonames:798544", "Poland", "A", "PCLI", Coordinates(52.0, 20.0), "PL", "Poland", population_count=37978548
)
LODZ_DIVISION = Place(
    "geonames:3337493", "Łódź Voivodeship", "A", "ADM1", Coordinates(51.5, 19.5), "PL", "Poland", "geonames:3337493",
    "Łódź Voivodeship",
)  # fmt: skip
LODZ = Place(
    "geonames:3093133", "Łódź", "P", "PPLA", Coordinates(51.77058, 19.47395), "PL", "Poland", "geonames:3337493",
    "Łódź Voivodeship", "geonames:6690154", "Łódź", 768755, "GeoNames",
)  # fmt: skip
KENYA = Place("geonames:192950", "Kenya", "A", "PCLI", Coordinates(1.0, 38.0), "KE", "Kenya")
NAIROBI_COUNTY = Place(
    "geonames:184742", "Nairobi County", "A", "ADM1", Coordinates(-1.28, 36.83), "KE", "Kenya", "geonames:184742",
    "Nairobi County",
)  # fmt: skip
NAIROBI = Place("geonames:184745", "Nairobi", "P", "PPLC", Coordinates(-1.28333, 36.81667), "KE", "Kenya")

_LODZ = Resolution(
    LODZ,
    0.97,
    (Candidate(LODZ, 0.97), Candidate(LODZ_DIVISION, 0.02)),
    0.01,
    0.0,
    (Area(POLAND, 0.99), Area(LODZ_DIVISION, 0.985)),
    MatchType.EXACT,
    (Evidence(EvidenceKind.POPULATION, "population 768,755"), Evidence(EvidenceKind.NEARBY, "near <Warsaw>")),
)
_KIAMAIKO = Resolution(
    areas=(Area(KENYA, 0.98), Area(NAIROBI_COUNTY, 0.61)), nil_probability=0.93, unlisted_probability=0.07
)
_NAIROBI = Resolution(NAIROBI, 0.9, (Candidate(NAIROBI, 0.9),), 0.1, 0.0, (Area(KENYA, 1.0),), MatchType.VARIANT)


def _span(content: str, part: ArticlePart = ArticlePart.TEXT, *, after: str = "") -> Span:
    whole = TITLE if part is ArticlePart.TITLE else TEXT
    start = whole.index(content, whole.index(after))
    return Span(start, start + len(content), content, part)


_POLICE = Mention("m5", _span("Łódź Police"), EntityType.ORGANIZATION, MentionKind.NAME, "ORG", 0.75)
_SAID_OF_LODZ = SpatialRelation(SpatialKind.OFFSET, Direction.EAST, 30.0)

FLOODS = Annotation(
    article_id="2026-11-28/17",
    language_code="en",
    entities=(
        Entity(
            "e1",
            EntityType.PLACE,
            "Łódź",
            (
                Mention(
                    "m1", _span("Łódź", ArticlePart.TITLE), EntityType.PLACE, MentionKind.NAME, "LOC", 0.99,
                    spatial_relation=SpatialRelation(SpatialKind.NEAR),
                ),
                Mention(
                    "m3", _span("Łódź", after="east of"), EntityType.PLACE, MentionKind.NAME, "LOC", 0.98,
                    spatial_relation=_SAID_OF_LODZ,
                ),
                Mention(
                    "m6", _span("Łódź", after="of the"), EntityType.PLACE, MentionKind.NESTED, "LOC", 0.6, "m5"
                ),
            ),
            0.5,
            _LODZ,
        ),
        Entity(
            "e2", EntityType.PLACE, "Nairobi",
            (
                Mention(
                    "m2", _span("NAIROBI"), EntityType.PLACE, MentionKind.NAME, "", 0.9, origin=MentionOrigin.DATELINE
                ),
            ),
            1 / 7, _NAIROBI,
        ),
        Entity(
            "e3", EntityType.PERSON, "Ann Owuor",
            (Mention("m4", _span("Ann Owuor"), EntityType.PERSON, MentionKind.NAME, "PER", 0.999),),
            0.2,
        ),
        Entity("e4", EntityType.ORGANIZATION, "Łódź Police", (_POLICE,), 0.1),
        Entity(
            "e5", EntityType.PLACE, "Kiamaiko",
            (Mention("m7", _span("Kiamaiko"), EntityType.PLACE, MentionKind.NAME, "LOC", 0.8),),
            0.2 - 1 / 7, _KIAMAIKO,
        ),
    ),
    focus_places=(FocusPlace(LODZ, 0.7, ("e1",)),),
    dateline=Dateline(_span("NAIROBI"), NAIROBI, "e2"),
    warnings=(AnnotationWarning(WarningReason.FALLBACK_GEOCODER_UNAVAILABLE, "1 name was not asked for"),),
    revision="1.2.3+a.b.c",
    article=Article(
        "2026-11-28/17",
        TEXT,
        TITLE,
        "en",
        '=HYPERLINK("http://x.example","press")',
        publish_time=datetime(2026, 11, 28, 6, 30, tzinfo=UTC),
    ),
    language=ArticleLanguage("en", 1.0, is_given=True),
)  # fmt: skip

NOTHING = Annotation(
    "2", "", (), (), None, (AnnotationWarning(WarningReason.NO_TEXT, "the text holds nothing but white space"),),
    "1.2.3+a.b.c", Article("2", " "), ArticleLanguage("en", 0.015, is_given=False),
)  # fmt: skip

ANNOTATIONS = (FLOODS, NOTHING)
