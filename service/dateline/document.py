"""The values of the domain: articles, mentions, entities, places and annotations.

All offsets in this module count code points of the article's own text (or title) and are half-open. Conversion to a
caller's unit happens at the edge.
"""

import enum
from dataclasses import dataclass, field
from datetime import datetime


class EntityType(enum.StrEnum):
    """What an entity is."""

    PERSON = "PERSON"
    ORGANIZATION = "ORGANIZATION"
    PLACE = "PLACE"


class MentionKind(enum.StrEnum):
    """How a mention names its entity."""

    NAME = "NAME"
    DEMONYM = "DEMONYM"
    NESTED = "NESTED"


class Source(enum.StrEnum):
    """Which part of the article a span lies in."""

    TEXT = "TEXT"
    TITLE = "TITLE"


class SpatialKind(enum.StrEnum):
    """How what is meant lies to the place that is named."""

    PART = "PART"
    BEYOND = "BEYOND"
    NEAR = "NEAR"


class Direction(enum.StrEnum):
    """Which side of a place."""

    NORTH = "NORTH"
    NORTHEAST = "NORTHEAST"
    EAST = "EAST"
    SOUTHEAST = "SOUTHEAST"
    SOUTH = "SOUTH"
    SOUTHWEST = "SOUTHWEST"
    WEST = "WEST"
    NORTHWEST = "NORTHWEST"
    CENTRAL = "CENTRAL"


class EvidenceKind(enum.StrEnum):
    """Why a candidate was chosen."""

    ONLY_CANDIDATE = "ONLY_CANDIDATE"
    PRIMARY_NAME = "PRIMARY_NAME"
    POPULATION = "POPULATION"
    FEATURE_CLASS = "FEATURE_CLASS"
    CONTAINED_IN = "CONTAINED_IN"
    SHARED_DIVISION = "SHARED_DIVISION"
    NEARBY = "NEARBY"
    ONE_SENSE = "ONE_SENSE"
    DEMONYM = "DEMONYM"
    PUBLISHER_REGION = "PUBLISHER_REGION"
    SECOND_OPINION = "SECOND_OPINION"
    OUTLET_HOME = "OUTLET_HOME"
    CONTEXT_WORDS = "CONTEXT_WORDS"
    SPELLING = "SPELLING"
    PREFERENCE = "PREFERENCE"


class Granularity(enum.StrEnum):
    """Which of a city and a division that share a name the caller would rather have."""

    LIKELIEST = "LIKELIEST"
    CITY = "CITY"
    DIVISION = "DIVISION"


class WarningReason(enum.StrEnum):
    """What the caller should know about an annotation."""

    LANGUAGE_UNSUPPORTED = "LANGUAGE_UNSUPPORTED"
    NO_TEXT = "NO_TEXT"
    SECOND_OPINION_UNAVAILABLE = "SECOND_OPINION_UNAVAILABLE"


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A point on WGS 84."""

    latitude_degrees: float
    longitude_degrees: float


@dataclass(frozen=True, slots=True)
class Place:
    """A gazetteer entry; `place_id` is ``geonames:1526273`` or another source's own id, empty strings mean none.

    `feature_class` and `feature_code` are GeoNames' (A/ADM1, P/PPLC, ...). `country_code` is ISO 3166-1 alpha-2.
    """

    place_id: str
    name: str
    feature_class: str
    feature_code: str
    coordinates: Coordinates
    country_code: str = ""
    country_name: str = ""
    admin1_id: str = ""
    admin1_name: str = ""
    admin2_id: str = ""
    admin2_name: str = ""
    population_count: int | None = None
    source: str = ""


class NameKind(enum.IntEnum):
    """How a gazetteer name stands to its place, best first."""

    PRIMARY = 0
    ALTERNATE = 1
    ABBREVIATION = 2
    DEMONYM = 3


class NameTier(enum.IntEnum):
    """How far a looked-up name had to be changed before the gazetteer knew it, best first."""

    WRITTEN = 0
    REDUCED = 1
    TRANSLITERATED = 2
    EMBEDDED = 3
    MISSPELT = 4


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A place that carries a looked-up name; `prior` is how many people's worth of fame the place has."""

    place: Place
    name_kind: NameKind
    tier: NameTier = NameTier.WRITTEN
    prior: float = 0.0


@dataclass(frozen=True, slots=True)
class GivenMention:
    """A mention the caller brings along, so that recognition is not needed; code points, half-open."""

    start_offset: int
    end_offset: int
    type: EntityType
    source: Source = Source.TEXT


@dataclass(frozen=True, slots=True)
class PublisherRegion:
    """Where the publisher's readers live: a country code, a point, or both."""

    country_code: str = ""
    coordinates: Coordinates | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """Where an outlet's readers live: a country, a first-order division, a point, as far as known."""

    country_code: str = ""
    admin1_id: str = ""
    coordinates: Coordinates | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One news article; `mentions` None means they are to be recognised, an empty tuple that there are none."""

    id: str
    text: str
    title: str = ""
    language_code: str = ""
    outlet: str = ""
    publisher_region: PublisherRegion | None = None
    publish_time: datetime | None = None
    mentions: tuple[GivenMention, ...] | None = None

    def part(self, source: Source) -> str:
        """The text that spans of `source` count in."""
        return self.title if source is Source.TITLE else self.text


@dataclass(frozen=True, slots=True)
class AnnotateOptions:
    """What the caller wants in the answer."""

    include_demonyms: bool = True
    include_nested: bool = True
    max_alternatives: int = 5
    prefer: Granularity = Granularity.LIKELIEST


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the article, `content` being exactly the characters between the offsets."""

    start_offset: int
    end_offset: int
    content: str
    source: Source = Source.TEXT


@dataclass(frozen=True, slots=True)
class Recognition:
    """A recogniser's finding in one sentence; offsets count from the sentence's start.

    `label` is the recogniser's own tag, `confidence` its probability in [0, 1].
    """

    start_offset: int
    end_offset: int
    type: EntityType
    kind: MentionKind
    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class SpatialRelation:
    """Where a mention points, seen from the place it names: "southern Syria", "30 km east of Homs", "near Idlib".

    `direction` and `distance_km` are None where the text gives none.
    """

    kind: SpatialKind
    direction: Direction | None = None
    distance_km: float | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of text that refers to an entity; `within_mention_id` is the mention it lies in, or empty.

    `spatial_relation` is None where the place itself is meant, or no place.
    """

    mention_id: str
    span: Span
    type: EntityType
    kind: MentionKind
    label: str
    confidence: float
    within_mention_id: str = ""
    spatial_relation: SpatialRelation | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a resolution, with the place it speaks of, if any, as id and name."""

    kind: EvidenceKind
    description: str
    place_id: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place a toponym may refer to, with its probability."""

    place: Place
    probability: float


@dataclass(frozen=True, slots=True)
class Resolution:
    """The place chosen for a toponym.

    `alternatives` are ranked, the chosen place first; their probabilities and `none_probability`, the probability
    that it is none of those listed, sum to 1. `confidence` is the chosen place's probability.
    """

    place: Place
    confidence: float
    alternatives: tuple[Candidate, ...]
    none_probability: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a geocoder says of a name that the gazetteer does not hold; `place` None means that it knows none either.

    `is_exact` says whether the place's own name is the one asked for, case and marks aside.
    """

    name: str
    place: Place | None
    is_exact: bool = False


@dataclass(frozen=True, slots=True)
class Opinions:
    """The second opinion on an article: one for each name that `geocoder` answered.

    `country_code` is the country it was asked to look in, or empty. `shortfall` says in words, without quoting any, why
    names went unanswered; it is empty when none did.
    """

    geocoder: str
    opinions: tuple[Opinion, ...]
    country_code: str = ""
    shortfall: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """What one or more mentions refer to; mentions stand in the order of the article, title first.

    `salience` in [0, 1] says how much the article is about it; the saliences of an article sum to 1.
    """

    entity_id: str
    type: EntityType
    name: str
    mentions: tuple[Mention, ...]
    salience: float
    resolution: Resolution | None = None


@dataclass(frozen=True, slots=True)
class FocusPlace:
    """A place the article is about; scores of one annotation are in [0, 1], best first."""

    place: Place
    score: float
    entity_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where the article says it was filed; `place` is None when it could not be found."""

    span: Span
    place: Place | None
    entity_id: str = ""


@dataclass(frozen=True, slots=True)
class AnnotationWarning:
    """Something the caller should know; the message never quotes the article."""

    reason: WarningReason
    message: str


@dataclass(frozen=True, slots=True)
class Annotation:
    """Everything found in one article; entities stand in the order of their first mention."""

    article_id: str
    language_code: str
    entities: tuple[Entity, ...]
    focus_places: tuple[FocusPlace, ...]
    dateline: Dateline | None
    warnings: tuple[AnnotationWarning, ...]
    revision: str


@dataclass(frozen=True, slots=True)
class PlaceQuery:
    """A name to resolve without an article: "Paris", or "Paris, Texas".

    `context_names` are places it was named with; `country_code` keeps only candidates of that country.
    """

    name: str
    context_names: tuple[str, ...] = ()
    country_code: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """All names to look up: that which is asked for, what its commas part from it, and the context's."""
        return (*(part.strip() for part in self.name.split(",") if part.strip()), *self.context_names)


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """The answer to one query; `resolution` is None when the gazetteer holds no such name."""

    query: PlaceQuery
    resolution: Resolution | None


@dataclass(frozen=True, slots=True)
class ModelDescription:
    """The recogniser in use; `labels` are its own tags, sorted."""

    name: str
    revision: str
    language_codes: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GazetteerDescription:
    """The gazetteer in use; `sources` name data sets with their versions and licences."""

    revision: str
    place_count: int
    name_count: int
    sources: tuple[str, ...] = field(default=())
