"""The values of the domain: articles, mentions, entities, places and annotations, all frozen."""

from dateline.geodesy import Coordinates
from dateline.values.annotation import Annotation, AnnotationWarning, Dateline, FocusPlace, WarningReason
from dateline.values.article import AnnotateOptions, Article, GivenMention, Granularity, ReaderRegion, as_article
from dateline.values.entity import (
    LIKELY_PROBABILITY,
    Area,
    Candidate,
    Entity,
    Evidence,
    EvidenceKind,
    Resolution,
)
from dateline.values.fallback import FallbackAnswer, FallbackAnswers
from dateline.values.feature import Shape, is_country_feature
from dateline.values.language import FOREIGN_CODES, LANGUAGE_CODES, ArticleLanguage, given_language, language_standards
from dateline.values.limits import Limits
from dateline.values.mention import (
    ArticlePart,
    Direction,
    EntityType,
    Mention,
    MentionKind,
    MentionOrigin,
    Recognition,
    Span,
    SpatialKind,
    SpatialRelation,
    TypeProbabilities,
)
from dateline.values.place import Former, Home, MatchType, NameKind, NameMatch, Place
from dateline.values.query import PlaceAnswer, PlaceQuery, ResolveOptions
from dateline.values.server_info import GazetteerDescription, ModelDescription, ServerInfo, Timing

__all__ = [
    "FOREIGN_CODES",
    "LANGUAGE_CODES",
    "LIKELY_PROBABILITY",
    "AnnotateOptions",
    "Annotation",
    "AnnotationWarning",
    "Area",
    "Article",
    "ArticleLanguage",
    "ArticlePart",
    "Candidate",
    "Coordinates",
    "Dateline",
    "Direction",
    "Entity",
    "EntityType",
    "Evidence",
    "EvidenceKind",
    "FallbackAnswer",
    "FallbackAnswers",
    "FocusPlace",
    "Former",
    "GazetteerDescription",
    "GivenMention",
    "Granularity",
    "Home",
    "Limits",
    "MatchType",
    "Mention",
    "MentionKind",
    "MentionOrigin",
    "ModelDescription",
    "NameKind",
    "NameMatch",
    "Place",
    "PlaceAnswer",
    "PlaceQuery",
    "ReaderRegion",
    "Recognition",
    "Resolution",
    "ResolveOptions",
    "ServerInfo",
    "Shape",
    "Span",
    "SpatialKind",
    "SpatialRelation",
    "Timing",
    "TypeProbabilities",
    "WarningReason",
    "as_article",
    "given_language",
    "is_country_feature",
    "language_standards",
]
