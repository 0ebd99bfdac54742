"""Entities: what mentions refer to, and which place each toponym was resolved to."""

import enum
from dataclasses import dataclass

from dateline.values.mention import EntityType, Mention
from dateline.values.place import Place


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
    FALLBACK_GEOCODER = "FALLBACK_GEOCODER"
    OUTLET_HOME = "OUTLET_HOME"
    CONTEXT_WORDS = "CONTEXT_WORDS"
    SPELLING = "SPELLING"
    PREFERENCE = "PREFERENCE"


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
