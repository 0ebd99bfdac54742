"""Requests read into values and held against the limits, each offending field named by its path, never quoted."""

from dateline.convert import (
    article_from_message,
    options_from_message,
    place_query_from_message,
    resolve_options_from_message,
)
from dateline.errors import InvalidInputError
from dateline.text import OffsetEncoding
from dateline.v1 import annotation_pb2 as pb
from dateline.values import AnnotateOptions, Article, Limits, PlaceQuery, ResolveOptions
from dateline.values.limits import check_article, check_count, check_options, check_query


def read_options(message: pb.AnnotateOptions, *, limits: Limits) -> tuple[AnnotateOptions, OffsetEncoding]:
    """Return the options of a request and the unit of its offsets.

    Raises InvalidInputError.
    """
    options, offset_encoding = options_from_message(message)
    check_options(options, limits=limits)
    return options, offset_encoding


def read_article(message: pb.Article, *, offset_encoding: OffsetEncoding, limits: Limits, path: str) -> Article:
    """Return the article of a request.

    Raises InvalidInputError, its fields beginning with `path`.
    """
    # Before they are looked at: a request has capacity for millions, and each would be found wrong for itself.
    check_count(len(message.mentions.mentions), most=limits.max_given_mentions, path=f"{path}.mentions.mentions")
    article = article_from_message(message, offset_encoding=offset_encoding, path=path)
    check_article(article, limits=limits, path=path, mentions_field="mentions.mentions")
    return article


def read_batch_options(
    message: pb.BatchAnnotateArticlesRequest, *, limits: Limits
) -> tuple[AnnotateOptions, OffsetEncoding]:
    """Return the options of a batch and the unit of its offsets.

    Raises InvalidInputError.
    """
    check_count(len(message.articles), most=limits.max_batch_articles, path="articles")
    return read_options(message.options, limits=limits)


def read_queries(
    message: pb.ResolvePlacesRequest, *, limits: Limits
) -> tuple[tuple[PlaceQuery | InvalidInputError, ...], ResolveOptions]:
    """Return each query of a request, or what is wrong with it, and the options.

    Raises InvalidInputError for too many queries and for bad options.
    """
    check_count(len(message.queries), most=limits.max_place_queries, path="queries")
    options = resolve_options_from_message(message.options)
    check_options(options, limits=limits)
    queries = tuple(_read_query(query, f"queries[{index}]", limits) for index, query in enumerate(message.queries))
    return queries, options


def _read_query(message: pb.PlaceQuery, path: str, limits: Limits) -> PlaceQuery | InvalidInputError:
    try:
        # Before they are copied: a request has room for millions.
        check_count(len(message.context_names), most=limits.max_context_names, path=f"{path}.context_names")
        query = place_query_from_message(message)
        check_query(query, limits=limits, path=path)
    except InvalidInputError as error:
        return error
    return query
