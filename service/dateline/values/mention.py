"""Mentions: spans of an article that name something.

All offsets count code points and are half-open. Conversion to a caller's unit happens at the edge.
"""

import enum
from dataclasses import dataclass


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


class MentionOrigin(enum.StrEnum):
    """Where a mention came from."""

    RECOGNIZED = "RECOGNIZED"
    GAZETTEER = "GAZETTEER"
    DATELINE = "DATELINE"
    GIVEN = "GIVEN"


class ArticlePart(enum.StrEnum):
    """Which part of the article a span lies in."""

    TEXT = "TEXT"
    TITLE = "TITLE"


class SpatialKind(enum.StrEnum):
    """How what is meant lies to the place that is named."""

    PART = "PART"
    OFFSET = "OFFSET"
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


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the article, `content` being exactly the characters between the offsets."""

    start_offset: int
    end_offset: int
    content: str
    part: ArticlePart = ArticlePart.TEXT


@dataclass(frozen=True, slots=True)
class SpatialRelation:
    """Where a mention points, seen from the place it names: "southern Syria", "30 km east of Homs", "near Idlib".

    `direction` and `distance_km` are None where the text gives none.
    """

    kind: SpatialKind
    direction: Direction | None = None
    distance_km: float | None = None


@dataclass(frozen=True, slots=True)
class Recognition:
    """A recogniser's finding in one sentence; offsets count from the sentence's start.

    `label` is the recogniser's own tag, empty for what it did not find; `confidence` is a probability in [0, 1].
    """

    start_offset: int
    end_offset: int
    type: EntityType
    kind: MentionKind
    label: str
    confidence: float
    origin: MentionOrigin = MentionOrigin.RECOGNIZED


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of text that refers to an entity; `within_mention_id` is the mention it lies in, or empty.

    `label` is the recogniser's own, empty for a mention of another origin. `spatial_relation` is None where the place
    itself is meant, or no place.
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
