"""Annotations: everything found in one article."""

import enum
from dataclasses import dataclass

from dateline.values.entity import Entity
from dateline.values.mention import Span
from dateline.values.place import Place


class WarningReason(enum.StrEnum):
    """Reason to warn the caller about an annotation."""

    LANGUAGE_UNSUPPORTED = "LANGUAGE_UNSUPPORTED"
    NO_TEXT = "NO_TEXT"
    FALLBACK_GEOCODER_UNAVAILABLE = "FALLBACK_GEOCODER_UNAVAILABLE"


@dataclass(frozen=True, slots=True)
class FocusPlace:
    """A place that the article is about; `score` is in [0, 1]."""

    place: Place
    score: float
    entity_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dateline:
    """The place where the article says it was filed; `place` is None where no place was found for it."""

    span: Span
    place: Place | None
    entity_id: str = ""


@dataclass(frozen=True, slots=True)
class AnnotationWarning:
    """A warning about an annotation; the message never quotes the article."""

    reason: WarningReason
    message: str


@dataclass(frozen=True, slots=True)
class Annotation:
    """Everything found in one article: entities in the order of their first mention, focus places best first."""

    article_id: str
    language_code: str
    entities: tuple[Entity, ...]
    focus_places: tuple[FocusPlace, ...]
    dateline: Dateline | None
    warnings: tuple[AnnotationWarning, ...]
    revision: str
