"""Annotations, whose offsets count code points in values and the caller's unit in messages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dateline.convert.enums import (
    ARTICLE_PART_NUMBERS,
    ARTICLE_PARTS,
    DIRECTION_NUMBERS,
    DIRECTIONS,
    ENTITY_TYPE_NUMBERS,
    ENTITY_TYPES,
    MENTION_KIND_NUMBERS,
    MENTION_KINDS,
    MENTION_ORIGIN_NUMBERS,
    MENTION_ORIGINS,
    OFFSET_ENCODING_NUMBERS,
    OFFSET_ENCODINGS,
    SPATIAL_KIND_NUMBERS,
    SPATIAL_KINDS,
    WARNING_REASON_NUMBERS,
    WARNING_REASONS,
)
from dateline.convert.places import (
    place_from_message,
    place_to_message,
    resolution_from_message,
    resolution_to_message,
)
from dateline.errors import InternalError
from dateline.text import OffsetEncoding, decode_offsets, encode_offsets
from dateline.v1 import annotation_pb2 as pb
from dateline.values import (
    Annotation,
    AnnotationWarning,
    Article,
    ArticleLanguage,
    ArticlePart,
    Dateline,
    Entity,
    EntityType,
    FocusPlace,
    Mention,
    MentionOrigin,
    Span,
    SpatialRelation,
)


def annotation_to_message(
    annotation: Annotation, *, offset_encoding: OffsetEncoding = OffsetEncoding.UTF32
) -> pb.Annotation:
    """Returns the annotation as a message, without its article, with offsets in `offset_encoding`."""
    encode = _Encoder(_encoded(annotation, offset_encoding))
    return pb.Annotation(
        article_id=annotation.article_id,
        language_code=annotation.language_code,
        offset_encoding=OFFSET_ENCODING_NUMBERS[offset_encoding],
        entities=[encode.entity(entity) for entity in annotation.entities],
        focus_places=[
            pb.FocusPlace(place=place_to_message(focus.place), score=focus.score, entity_ids=focus.entity_ids)
            for focus in annotation.focus_places
        ],
        dateline=None if annotation.dateline is None else encode.dateline(annotation.dateline),
        warnings=[
            pb.Warning(reason=WARNING_REASON_NUMBERS[warning.reason], message=warning.message)
            for warning in annotation.warnings
        ],
        revision=annotation.revision,
        language=None if annotation.language is None else _language_to_message(annotation.language),
    )


def annotation_from_message(message: pb.Annotation, article: Article) -> Annotation:
    """Returns the annotation of `article` in a message.

    Entities, mentions, relations and warnings of kinds that only a newer contract knows are left out. Raises
    InternalError where the message does not fit the article.
    """
    decode = _Decoder(_decoded(message, article))
    return Annotation(
        article_id=message.article_id,
        language_code=message.language_code,
        entities=tuple(decode.entity(entity) for entity in message.entities if entity.type in ENTITY_TYPES),
        focus_places=tuple(
            FocusPlace(place=place_from_message(focus.place), score=focus.score, entity_ids=tuple(focus.entity_ids))
            for focus in message.focus_places
        ),
        dateline=decode.dateline(message.dateline) if message.HasField("dateline") else None,
        warnings=tuple(
            AnnotationWarning(reason=WARNING_REASONS[warning.reason], message=warning.message)
            for warning in message.warnings
            if warning.reason in WARNING_REASONS
        ),
        revision=message.revision,
        article=article,
        language=_language_from_message(message.language) if message.HasField("language") else None,
    )


@dataclass(frozen=True, slots=True)
class _Encoder:
    """A maker of messages; `units` maps every offset of the annotation to the caller's unit."""

    units: Mapping[tuple[ArticlePart, int], int]

    def span(self, span: Span) -> pb.Span:
        return pb.Span(
            start_offset=self.units[span.part, span.start_offset],
            end_offset=self.units[span.part, span.end_offset],
            content=span.content,
            part=ARTICLE_PART_NUMBERS[span.part],
        )

    def mention(self, mention: Mention) -> pb.Mention:
        return pb.Mention(
            mention_id=mention.mention_id,
            span=self.span(mention.span),
            kind=MENTION_KIND_NUMBERS[mention.kind],
            label=mention.label,
            origin=MENTION_ORIGIN_NUMBERS[mention.origin],
            confidence=mention.confidence,
            within_mention_id=mention.within_mention_id,
            spatial_relation=_relation_to_message(mention.spatial_relation),
        )

    def entity(self, entity: Entity) -> pb.Entity:
        return pb.Entity(
            entity_id=entity.entity_id,
            type=ENTITY_TYPE_NUMBERS[entity.type],
            name=entity.name,
            mentions=[self.mention(mention) for mention in entity.mentions],
            salience=entity.salience,
            resolution=None if entity.resolution is None else resolution_to_message(entity.resolution),
        )

    def dateline(self, dateline: Dateline) -> pb.Dateline:
        return pb.Dateline(
            span=self.span(dateline.span),
            place=None if dateline.place is None else place_to_message(dateline.place),
            entity_id=dateline.entity_id,
        )


@dataclass(frozen=True, slots=True)
class _Decoder:
    """A maker of values; `points` maps every offset of the message to code points."""

    points: Mapping[tuple[ArticlePart, int], int]

    def span(self, message: pb.Span) -> Span:
        part = _part(message)
        return Span(
            start_offset=self.points[part, message.start_offset],
            end_offset=self.points[part, message.end_offset],
            content=message.content,
            part=part,
        )

    def mention(self, message: pb.Mention, entity_type: EntityType) -> Mention:
        return Mention(
            mention_id=message.mention_id,
            span=self.span(message.span),
            type=entity_type,
            kind=MENTION_KINDS[message.kind],
            label=message.label,
            origin=MENTION_ORIGINS.get(message.origin, MentionOrigin.RECOGNIZED),
            confidence=message.confidence,
            within_mention_id=message.within_mention_id,
            spatial_relation=_relation_from_message(message),
        )

    def entity(self, message: pb.Entity) -> Entity:
        entity_type = ENTITY_TYPES[message.type]
        return Entity(
            entity_id=message.entity_id,
            type=entity_type,
            name=message.name,
            mentions=tuple(
                self.mention(mention, entity_type) for mention in message.mentions if mention.kind in MENTION_KINDS
            ),
            salience=message.salience,
            resolution=resolution_from_message(message.resolution) if message.HasField("resolution") else None,
        )

    def dateline(self, message: pb.Dateline) -> Dateline:
        return Dateline(
            span=self.span(message.span),
            place=place_from_message(message.place) if message.HasField("place") else None,
            entity_id=message.entity_id,
        )


def _language_to_message(language: ArticleLanguage) -> pb.ArticleLanguage:
    return pb.ArticleLanguage(code=language.code, probability=language.probability, given=language.is_given)


def _language_from_message(message: pb.ArticleLanguage) -> ArticleLanguage:
    return ArticleLanguage(code=message.code, probability=message.probability, is_given=message.given)


def _relation_to_message(relation: SpatialRelation | None) -> pb.SpatialRelation | None:
    if relation is None:
        return None
    return pb.SpatialRelation(
        kind=SPATIAL_KIND_NUMBERS[relation.kind],
        direction=pb.DIRECTION_UNSPECIFIED if relation.direction is None else DIRECTION_NUMBERS[relation.direction],
        distance_km=relation.distance_km,
    )


def _relation_from_message(mention: pb.Mention) -> SpatialRelation | None:
    relation = mention.spatial_relation
    if relation.kind not in SPATIAL_KINDS:
        return None
    return SpatialRelation(
        kind=SPATIAL_KINDS[relation.kind],
        direction=DIRECTIONS.get(relation.direction),
        distance_km=relation.distance_km if relation.HasField("distance_km") else None,
    )


def _encoded(annotation: Annotation, offset_encoding: OffsetEncoding) -> dict[tuple[ArticlePart, int], int]:
    spans = [mention.span for entity in annotation.entities for mention in entity.mentions]
    if annotation.dateline is not None:
        spans.append(annotation.dateline.span)
    units = {}
    for part in ArticlePart:
        offsets = [offset for span in spans if span.part is part for offset in (span.start_offset, span.end_offset)]
        encoded = encode_offsets(annotation.article.text_of(part), offsets, offset_encoding)
        units.update({(part, offset): unit for offset, unit in zip(offsets, encoded, strict=True)})
    return units


def _decoded(message: pb.Annotation, article: Article) -> dict[tuple[ArticlePart, int], int]:
    offset_encoding = OFFSET_ENCODINGS.get(message.offset_encoding)
    if offset_encoding is None:
        raise InternalError("the answer counts offsets in an unknown unit")
    part_offsets: dict[ArticlePart, list[int]] = {part: [] for part in ArticlePart}
    for span in _spans(message):
        part_offsets[_part(span)] += (span.start_offset, span.end_offset)
    points = {}
    for part, offsets in part_offsets.items():
        decoded = decode_offsets(article.text_of(part), offsets, offset_encoding)
        for offset, point in zip(offsets, decoded, strict=True):
            if point is None:
                raise InternalError("the answer's offsets do not fit the article")
            points[part, offset] = point
    return points


def _spans(message: pb.Annotation) -> Iterator[pb.Span]:
    for entity in message.entities:
        for mention in entity.mentions:
            yield mention.span
    if message.HasField("dateline"):
        yield message.dateline.span


def _part(span: pb.Span) -> ArticlePart:
    part = ARTICLE_PARTS.get(span.part)
    if part is None:
        raise InternalError("the answer has a span in an unknown part of the article")
    return part
