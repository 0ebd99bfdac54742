"""Entities: what mentions refer to, and which place each toponym was resolved to."""

import enum
from dataclasses import dataclass

from dateline.values.mention import EntityType, Mention
from dateline.values.place import MatchType, Place


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
    READER_REGION = "READER_REGION"
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
    """A place that a toponym may refer to, with its probability in [0, 1]."""

    place: Place
    probability: float


@dataclass(frozen=True, slots=True)
class Area:
    """A country or division, with the probability in [0, 1] that what is meant lies in it."""

    place: Place
    probability: float


@dataclass(frozen=True, slots=True)
class Resolution:
    """What is known of where a toponym is.

    `place` is None where NIL, that none of the places known under the name is meant, is most surely right, where none
    is known, and where `confidence` would be below the least that was asked for; `confidence` is then 0. `candidates`
    are ranked, the chosen place first. Their probabilities, `nil_probability` and `unlisted_probability` (of the
    candidates that are not listed) sum to 1. `areas` hold what is meant whichever candidate is right, a country first.
    `match_type` is the first candidate's, None where there is none.
    """

    place: Place | None = None
    confidence: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    nil_probability: float = 1.0
    unlisted_probability: float = 0.0
    areas: tuple[Area, ...] = ()
    match_type: MatchType | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """What one or more mentions refer to; mentions stand in the order of the article, title first.

    `salience` in [0, 1] says how much the article is about it; the saliences of an article sum to 1.
    `resolution` is None unless it is a place.
    """

    entity_id: str
    type: EntityType
    name: str
    mentions: tuple[Mention, ...]
    salience: float
    resolution: Resolution | None = None
