"""Articles and options."""

from datetime import UTC

from dateline.convert.enums import (
    ENTITY_TYPE_NUMBERS,
    ENTITY_TYPES,
    GRANULARITIES,
    GRANULARITY_NUMBERS,
    OFFSET_ENCODING_NUMBERS,
    OFFSET_ENCODINGS,
    SOURCE_NUMBERS,
    SOURCES,
)
from dateline.convert.places import coordinates_from_message, coordinates_to_message
from dateline.errors import FieldViolation, InvalidInputError
from dateline.text import OffsetEncoding, decode_offsets, encode_offsets
from dateline.v1 import annotation_pb2 as pb
from dateline.values import AnnotateOptions, Article, GivenMention, PublisherRegion, Source


def article_to_message(article: Article, *, offset_encoding: OffsetEncoding = OffsetEncoding.UTF32) -> pb.Article:
    """The article as a message, its mentions' offsets in `offset_encoding`.

    Raises InvalidInputError when a string holds a lone surrogate, which no encoding can carry, and when a mention
    lies outside the article.
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
        # Not chained: the cause holds the text.
        raise InvalidInputError(FieldViolation("article", "holds a lone surrogate")) from None
    if article.publisher_region is not None:
        message.publisher_region.CopyFrom(_region_to_message(article.publisher_region))
    if article.publish_time is not None:
        message.publish_time.FromDatetime(article.publish_time)
    if article.mentions is not None:
        message.mentions.SetInParent()
        message.mentions.mentions.extend(_mentions_to_messages(article, article.mentions, offset_encoding))
    return message


def article_from_message(
    message: pb.Article, *, offset_encoding: OffsetEncoding = OffsetEncoding.UTF32, path: str = "article"
) -> Article:
    """The article of a message whose mentions' offsets are in `offset_encoding`.

    Raises InvalidInputError, its fields beginning with `path`, when a mention or the publish time means nothing.
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
        publisher_region=_region_from_message(message.publisher_region)
        if message.HasField("publisher_region")
        else None,
        publish_time=publish_time,
        mentions=mentions,
    )


def options_to_message(
    options: AnnotateOptions, *, offset_encoding: OffsetEncoding = OffsetEncoding.UTF32
) -> pb.AnnotateOptions:
    """The options as a message that asks for offsets in `offset_encoding`."""
    return pb.AnnotateOptions(
        offset_encoding=OFFSET_ENCODING_NUMBERS[offset_encoding],
        exclude_demonyms=not options.include_demonyms,
        exclude_nested=not options.include_nested,
        max_alternatives=options.max_alternatives,
        prefer=GRANULARITY_NUMBERS[options.prefer],
    )


def options_from_message(
    message: pb.AnnotateOptions, *, path: str = "options"
) -> tuple[AnnotateOptions, OffsetEncoding]:
    """The options of a message and the unit it asks for.

    Raises InvalidInputError, its fields beginning with `path`, when an enum has no such value.
    """
    offset_encoding = OFFSET_ENCODINGS.get(message.offset_encoding)
    prefer = GRANULARITIES.get(message.prefer)
    if offset_encoding is None:
        raise InvalidInputError(FieldViolation(f"{path}.offset_encoding", "is no known value"))
    if prefer is None:
        raise InvalidInputError(FieldViolation(f"{path}.prefer", "is no known value"))
    default = AnnotateOptions()
    options = AnnotateOptions(
        include_demonyms=not message.exclude_demonyms,
        include_nested=not message.exclude_nested,
        max_alternatives=message.max_alternatives if message.HasField("max_alternatives") else default.max_alternatives,
        prefer=prefer,
    )
    return options, offset_encoding


def _region_to_message(region: PublisherRegion) -> pb.PublisherRegion:
    return pb.PublisherRegion(
        region_code=region.country_code,
        coordinates=None if region.coordinates is None else coordinates_to_message(region.coordinates),
    )


def _region_from_message(message: pb.PublisherRegion) -> PublisherRegion:
    return PublisherRegion(
        country_code=message.region_code,
        coordinates=coordinates_from_message(message.coordinates) if message.HasField("coordinates") else None,
    )


def _mentions_to_messages(
    article: Article, mentions: tuple[GivenMention, ...], offset_encoding: OffsetEncoding
) -> list[pb.GivenMention]:
    violations = [
        FieldViolation(f"article.mentions[{index}]", "lies outside the article")
        for index, mention in enumerate(mentions)
        if not 0 <= mention.start_offset <= mention.end_offset <= len(article.part(mention.source))
    ]
    if violations:
        raise InvalidInputError(*violations)
    units: dict[Source, dict[int, int]] = {}
    for source in Source:
        offsets = _offsets_of(mentions, source)
        units[source] = dict(zip(offsets, encode_offsets(article.part(source), offsets, offset_encoding), strict=True))
    return [
        pb.GivenMention(
            start_offset=units[mention.source][mention.start_offset],
            end_offset=units[mention.source][mention.end_offset],
            type=ENTITY_TYPE_NUMBERS[mention.type],
            source=SOURCE_NUMBERS[mention.source],
        )
        for mention in mentions
    ]


def _mentions_from_messages(
    article: pb.Article, offset_encoding: OffsetEncoding, path: str, violations: list[FieldViolation]
) -> tuple[GivenMention, ...]:
    messages = article.mentions.mentions
    points: dict[Source, dict[int, int | None]] = {}
    for source, text in ((Source.TEXT, article.text), (Source.TITLE, article.title)):
        offsets = [
            offset
            for message in messages
            if SOURCES.get(message.source) is source
            for offset in (message.start_offset, message.end_offset)
        ]
        points[source] = dict(zip(offsets, decode_offsets(text, offsets, offset_encoding), strict=True))
    mentions = []
    for index, message in enumerate(messages):
        mention = _mention_from_message(message, points, f"{path}[{index}]", violations)
        if mention is not None:
            mentions.append(mention)
    return tuple(mentions)


def _mention_from_message(
    message: pb.GivenMention,
    points: dict[Source, dict[int, int | None]],
    path: str,
    violations: list[FieldViolation],
) -> GivenMention | None:
    entity_type = ENTITY_TYPES.get(message.type)
    source = SOURCES.get(message.source)
    if entity_type is None:
        violations.append(FieldViolation(f"{path}.type", "must be a person, an organisation or a place"))
    if source is None:
        violations.append(FieldViolation(f"{path}.source", "is no known value"))
        return None
    start, end = points[source][message.start_offset], points[source][message.end_offset]
    if start is None:
        violations.append(FieldViolation(f"{path}.start_offset", "is outside the article or inside a character"))
    if end is None:
        violations.append(FieldViolation(f"{path}.end_offset", "is outside the article or inside a character"))
    if entity_type is None or start is None or end is None:
        return None
    if end <= start:
        violations.append(FieldViolation(f"{path}.end_offset", "must be above start_offset"))
        return None
    return GivenMention(start_offset=start, end_offset=end, type=entity_type, source=source)


def _offsets_of(mentions: tuple[GivenMention, ...], source: Source) -> list[int]:
    return [
        offset
        for mention in mentions
        if mention.source is source
        for offset in (mention.start_offset, mention.end_offset)
    ]
