"""Entities: the persons, organisations and places that mentions refer to, and the resolutions of places."""

import enum
from dataclasses import dataclass

from dateline.values.mention import EntityType, Mention
from dateline.values.place import MatchType, Place

LIKELY_PROBABILITY = 0.5
"""Least probability of an area that stands in for a place that is not sure."""


class EvidenceKind(enum.StrEnum):
    """The kind of reason for which a candidate was chosen."""

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
    """One reason for a resolution; `place_id` is the place that the reason speaks of, or empty."""

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
    """A country, division or town, with the probability in [0, 1] that the place meant lies in it."""

    place: Place
    probability: float


@dataclass(frozen=True, slots=True)
class Resolution:
    """The answer to the question which place a toponym means.

    `place` is None, and `confidence` 0, where the gazetteer holds no place of the name, where NIL is at least as likely
    as every candidate, and where the confidence would be below the least that was asked for. `candidates` are ranked,
    the chosen place first. Their probabilities, `nil_probability` and `unlisted_probability` (of the candidates that
    are not listed) sum to 1. `areas` contain the place meant whichever candidate is right, or none, the country first.
    `match_type` is that of the first candidate, or None where the gazetteer holds no place of the name.
    """

    place: Place | None = None
    confidence: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    nil_probability: float = 1.0
    unlisted_probability: float = 0.0
    areas: tuple[Area, ...] = ()
    match_type: MatchType | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def likely_area(self) -> Area | None:
        """The smallest area whose probability is 0.5 or more, or None where there is none."""
        return next((area for area in reversed(self.areas) if area.probability >= LIKELY_PROBABILITY), None)


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, organisation or place; its mentions stand in the order of the article, title first.

    `salience` in [0, 1] says how much the article is about the entity; the saliences of an article sum to 1.
    `resolution` is None for persons and organisations.
    """

    entity_id: str
    type: EntityType
    name: str
    mentions: tuple[Mention, ...]
    salience: float
    resolution: Resolution | None = None

    @property
    def place(self) -> Place | None:
        """The place that is meant, or None where none is chosen and for persons and organisations."""
        return self.resolution.place if self.resolution else None
