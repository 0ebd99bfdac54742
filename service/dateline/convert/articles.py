"""Articles and their given mentions."""

from datetime import UTC

from dateline.convert.coordinates import region_from_message, region_to_message
from dateline.convert.enums import (
    ARTICLE_PART_NUMBERS,
    ARTICLE_PARTS,
    ENTITY_TYPE_NUMBERS,
    ENTITY_TYPES,
)
from dateline.errors import FieldViolation, InvalidInputError
from dateline.text import OffsetEncoding, decode_offsets, encode_offsets
from dateline.v1 import annotation_pb2 as pb
from dateline.values import Article, ArticlePart, GivenMention
from dateline.values.limits import span_violations


def article_to_message(article: Article, *, offset_encoding: OffsetEncoding = OffsetEncoding.UTF32) -> pb.Article:
    """Returns the article as a message, with the offsets of its mentions in `offset_encoding`.

    Raises InvalidInputError where a string holds a lone surrogate, which no encoding can carry, and where a mention
    is empty or lies outside the article.
    """
    try:
        message = pb.Article(
            id=article.id,
            title=article.title,
            text=article.text,
            language_code=article.language_code,
            outlet=article.outlet,
        )
    except UnicodeEncodeError:
        # Not chained, because the cause holds the text.
        raise InvalidInputError(FieldViolation("article", "holds a lone surrogate")) from None
    if article.reader_region is not None:
        message.reader_region.CopyFrom(region_to_message(article.reader_region))
    if article.publish_time is not None:
        message.publish_time.FromDatetime(article.publish_time)
    if article.mentions is not None:
        message.mentions.SetInParent()
        message.mentions.mentions.extend(_mentions_to_messages(article, article.mentions, offset_encoding))
    return message


def article_from_message(
    message: pb.Article, *, offset_encoding: OffsetEncoding = OffsetEncoding.UTF32, path: str = "article"
) -> Article:
    """Returns the article of a message whose mentions have their offsets in `offset_encoding`.

    Raises InvalidInputError, its field paths beginning with `path`, where a mention or the publish time is invalid.
    """
    violations: list[FieldViolation] = []
    publish_time = None
    if message.HasField("publish_time"):
        try:
            publish_time = message.publish_time.ToDatetime(tzinfo=UTC)
        except (ValueError, OverflowError):
            violations.append(FieldViolation(f"{path}.publish_time", "must be a time of the years 1 to 9999"))
    mentions = None
    if message.HasField("mentions"):
        mentions = _mentions_from_messages(message, offset_encoding, f"{path}.mentions.mentions", violations)
    if violations:
        raise InvalidInputError(*violations)
    return Article(
        id=message.id,
        text=message.text,
        title=message.title,
        language_code=message.language_code,
        outlet=message.outlet,
        reader_region=region_from_message(message.reader_region) if message.HasField("reader_region") else None,
        publish_time=publish_time,
        mentions=mentions,
    )


def _mentions_to_messages(
    article: Article, mentions: tuple[GivenMention, ...], offset_encoding: OffsetEncoding
) -> list[pb.GivenMention]:
    if violations := tuple(span_violations(article, "article.mentions")):
        raise InvalidInputError(*violations)
    units: dict[ArticlePart, dict[int, int]] = {}
    for part in ArticlePart:
        offsets = _offsets_of(mentions, part)
        units[part] = dict(zip(offsets, encode_offsets(article.text_of(part), offsets, offset_encoding), strict=True))
    return [
        pb.GivenMention(
            start_offset=units[mention.part][mention.start_offset],
            end_offset=units[mention.part][mention.end_offset],
            type=ENTITY_TYPE_NUMBERS[mention.type],
            part=ARTICLE_PART_NUMBERS[mention.part],
        )
        for mention in mentions
    ]


def _mentions_from_messages(
    article: pb.Article, offset_encoding: OffsetEncoding, path: str, violations: list[FieldViolation]
) -> tuple[GivenMention, ...]:
    messages = article.mentions.mentions
    points: dict[ArticlePart, dict[int, int | None]] = {}
    for part, text in ((ArticlePart.TEXT, article.text), (ArticlePart.TITLE, article.title)):
        offsets = [
            offset
            for message in messages
            if ARTICLE_PARTS.get(message.part) is part
            for offset in (message.start_offset, message.end_offset)
        ]
        points[part] = dict(zip(offsets, decode_offsets(text, offsets, offset_encoding), strict=True))
    mentions = []
    for index, message in enumerate(messages):
        mention = _mention_from_message(message, points, f"{path}[{index}]", violations)
        if mention is not None:
            mentions.append(mention)
    return tuple(mentions)


def _mention_from_message(
    message: pb.GivenMention,
    points: dict[ArticlePart, dict[int, int | None]],
    path: str,
    violations: list[FieldViolation],
) -> GivenMention | None:
    entity_type = ENTITY_TYPES.get(message.type)
    part = ARTICLE_PARTS.get(message.part)
    if entity_type is None:
        violations.append(FieldViolation(f"{path}.type", "must be a person, an organisation or a place"))
    if part is None:
        violations.append(FieldViolation(f"{path}.part", "is no known value"))
        return None
    start, end = points[part][message.start_offset], points[part][message.end_offset]
    if start is None:
        violations.append(FieldViolation(f"{path}.start_offset", "is outside the article or inside a character"))
    if end is None:
        violations.append(FieldViolation(f"{path}.end_offset", "is outside the article or inside a character"))
    if entity_type is None or start is None or end is None:
        return None
    if end <= start:
        violations.append(FieldViolation(f"{path}.end_offset", "must be above start_offset"))
        return None
    return GivenMention(start_offset=start, end_offset=end, type=entity_type, part=part)


def _offsets_of(mentions: tuple[GivenMention, ...], part: ArticlePart) -> list[int]:
    return [
        offset for mention in mentions if mention.part is part for offset in (mention.start_offset, mention.end_offset)
    ]
