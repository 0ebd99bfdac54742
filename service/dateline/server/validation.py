"""Requests read into values and held against the limits, each offending field named by its path, never quoted."""

from dateline.convert import Limits, article_from_message, options_from_message, place_query_from_message
from dateline.settings import Settings
from dateline.text import OffsetEncoding
from dateline.v1 import annotation_pb2 as pb
from dateline.validation import check_article, check_count, check_options, check_query
from dateline.values import AnnotateOptions, Article, PlaceQuery


def limits_of(settings: Settings) -> Limits:
    """Return what a server with these settings accepts."""
    return Limits(
        max_article_chars=settings.max_article_chars,
        max_title_chars=settings.max_title_chars,
        max_field_chars=settings.max_field_chars,
        max_given_mentions=settings.max_given_mentions,
        max_batch_articles=settings.max_batch_articles,
        max_stream_articles=settings.max_stream_articles,
        max_place_queries=settings.max_place_queries,
        max_context_names=settings.max_context_names,
        max_alternatives=settings.max_alternatives,
        max_request_bytes=settings.max_request_bytes,
        max_batch_tokens=settings.max_batch_tokens,
        max_queue_tokens=settings.max_queue_tokens,
        default_deadline_seconds=settings.default_deadline_seconds,
    )


def read_options(message: pb.AnnotateOptions, *, settings: Settings) -> tuple[AnnotateOptions, OffsetEncoding]:
    """Return the options of a request and the unit of its offsets.

    Raises InvalidInputError.
    """
    options, offset_encoding = options_from_message(message)
    check_options(options, settings=settings)
    return options, offset_encoding


def read_article(message: pb.Article, *, offset_encoding: OffsetEncoding, settings: Settings, path: str) -> Article:
    """Return the article of a request.

    Raises InvalidInputError, its fields beginning with `path`.
    """
    # Before they are looked at: a request has room for millions, and each would be found wrong for itself.
    check_count(len(message.mentions.mentions), most=settings.max_given_mentions, path=f"{path}.mentions.mentions")
    article = article_from_message(message, offset_encoding=offset_encoding, path=path)
    check_article(article, settings=settings, path=path, mentions_field="mentions.mentions")
    return article


def read_batch_options(
    message: pb.BatchAnnotateArticlesRequest, *, settings: Settings
) -> tuple[AnnotateOptions, OffsetEncoding]:
    """Return the options of a batch and the unit of its offsets.

    Raises InvalidInputError.
    """
    check_count(len(message.articles), most=settings.max_batch_articles, path="articles")
    return read_options(message.options, settings=settings)


def read_queries(message: pb.ResolvePlacesRequest, *, settings: Settings) -> tuple[PlaceQuery, ...]:
    """Return the queries of a request.

    Raises InvalidInputError.
    """
    check_count(len(message.queries), most=settings.max_place_queries, path="queries")
    for index, query_message in enumerate(message.queries):
        # Before they are copied: a request has room for millions.
        path = f"queries[{index}].context_names"
        check_count(len(query_message.context_names), most=settings.max_context_names, path=path)
    queries = tuple(map(place_query_from_message, message.queries))
    for index, query in enumerate(queries):
        check_query(query, settings=settings, path=f"queries[{index}]")
    return queries
