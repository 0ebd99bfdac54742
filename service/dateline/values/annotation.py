"""Annotations: everything found in one article."""

import enum
from dataclasses import dataclass

from dateline.values.entity import Entity
from dateline.values.mention import Span
from dateline.values.place import Place


class WarningReason(enum.StrEnum):
    """What the caller should know about an annotation."""

    LANGUAGE_UNSUPPORTED = "LANGUAGE_UNSUPPORTED"
    NO_TEXT = "NO_TEXT"
    FALLBACK_GEOCODER_UNAVAILABLE = "FALLBACK_GEOCODER_UNAVAILABLE"


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
