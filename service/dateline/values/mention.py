"""Mentions: spans of an article that name something.

All offsets count code points and are half-open. Conversion to a caller's unit happens at the edge.
"""

import enum
from dataclasses import dataclass


class EntityType(enum.StrEnum):
    """The type of an entity."""

    PERSON = "PERSON"
    ORGANIZATION = "ORGANIZATION"
    PLACE = "PLACE"


class MentionKind(enum.StrEnum):
    """The way in which a mention names its entity."""

    NAME = "NAME"
    DEMONYM = "DEMONYM"
    NESTED = "NESTED"


class MentionOrigin(enum.StrEnum):
    """The source of a mention: recogniser, gazetteer (demonyms, joined places), dateline or caller."""

    RECOGNIZED = "RECOGNIZED"
    GAZETTEER = "GAZETTEER"
    DATELINE = "DATELINE"
    GIVEN = "GIVEN"


class ArticlePart(enum.StrEnum):
    """The part of the article that a span lies in."""

    TEXT = "TEXT"
    TITLE = "TITLE"


class SpatialKind(enum.StrEnum):
    """The way in which the location meant lies to the place named: in a part of it, away from it or close by."""

    PART = "PART"
    OFFSET = "OFFSET"
    NEAR = "NEAR"


class Direction(enum.StrEnum):
    """A side of a place."""

    NORTH = "NORTH"
    NORTHEAST = "NORTHEAST"
    EAST = "EAST"
    SOUTHEAST = "SOUTHEAST"
    SOUTH = "SOUTH"
    SOUTHWEST = "SOUTHWEST"
    WEST = "WEST"
    NORTHWEST = "NORTHWEST"
    CENTRAL = "CENTRAL"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article part; `content` is exactly the characters between the offsets."""

    start_offset: int
    end_offset: int
    content: str
    part: ArticlePart = ArticlePart.TEXT


@dataclass(frozen=True, slots=True)
class SpatialRelation:
    """The location meant, seen from the place named: "southern Syria", "30 km east of Homs", "near Idlib".

    `direction` and `distance_km` are None where the text gives none.
    """

    kind: SpatialKind
    direction: Direction | None = None
    distance_km: float | None = None


@dataclass(frozen=True, slots=True)
class TypeProbabilities:
    """How likely the words of a name are part of a name of each type, whatever its extent; the rest is no name.

    `toponym` is what a head for places alone says, which reads a place also inside a longer name.
    """

    person: float
    organization: float
    place: float
    toponym: float


@dataclass(frozen=True, slots=True)
class Recognition:
    """A name that was found in a sentence; offsets count from the sentence's start.

    `label` is the recogniser's own tag, empty for a name of another origin; `confidence` is a probability in [0, 1].
    `types` is None where the recogniser does not weigh types against each other.
    """

    start_offset: int
    end_offset: int
    type: EntityType
    kind: MentionKind
    label: str
    confidence: float
    origin: MentionOrigin = MentionOrigin.RECOGNIZED
    types: TypeProbabilities | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of the article that names an entity; `within_mention_id` is the mention that contains it, or empty.

    `label` is the recogniser's own tag, empty for a mention of another origin. `spatial_relation` is None where the
    mention means the place itself, or no place.
    """

    mention_id: str
    span: Span
    type: EntityType
    kind: MentionKind
    label: str
    confidence: float
    within_mention_id: str = ""
    spatial_relation: SpatialRelation | None = None
    origin: MentionOrigin = MentionOrigin.RECOGNIZED
