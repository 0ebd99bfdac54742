"""Annotations: everything found in one article."""

import enum
from dataclasses import dataclass, field
from typing import Any, Literal

from dateline.values.article import Article
from dateline.values.entity import Entity
from dateline.values.language import ArticleLanguage
from dateline.values.mention import Span
from dateline.values.place import Place


class WarningReason(enum.StrEnum):
    """Reason to warn the caller about an annotation."""

    LANGUAGE_UNSUPPORTED = "LANGUAGE_UNSUPPORTED"
    NO_TEXT = "NO_TEXT"
    FALLBACK_GEOCODER_UNAVAILABLE = "FALLBACK_GEOCODER_UNAVAILABLE"
    OUTLET_UNKNOWN = "OUTLET_UNKNOWN"
    LANGUAGE_DOUBTED = "LANGUAGE_DOUBTED"


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
    """Everything found in one article: entities in the order of their first mention, focus places best first.

    `article` is the article that was annotated; its text is kept out of the `repr`, which may be logged. `language` is
    None where the mentions were given, so that nothing was read.
    """

    article_id: str
    language_code: str
    entities: tuple[Entity, ...]
    focus_places: tuple[FocusPlace, ...]
    dateline: Dateline | None
    warnings: tuple[AnnotationWarning, ...]
    revision: str
    article: Article = field(repr=False)
    language: ArticleLanguage | None = None

    # Writers lie above the values: each is imported when it is asked for, as the contract of the layers allows.

    def to_dict(self, *, with_text: bool = False) -> dict[str, Any]:
        """Returns the annotation as `dateline annotate --format json` prints it, in dicts, lists, strings and numbers.

        Offsets count code points. With `with_text` the article is there, too, under "article".
        """
        from dateline.export import annotation_dict

        return annotation_dict(self, with_text=with_text)

    def to_geojson(self, *, per: Literal["place", "mention"] = "place") -> dict[str, Any]:
        """Returns the places, or their mentions, as a FeatureCollection of GeoJSON (RFC 7946), in dicts and lists."""
        from dateline.export import geojson_dict

        return geojson_dict((self,), per=per)

    def _repr_html_(self) -> str:
        """Returns the marked text and its places for a notebook, in HTML without style sheets and scripts."""
        from dateline.export import notebook_html

        return notebook_html(self)
