"""Requests read into values and checked against the limits; errors name a field by its path and never quote it."""

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
    """Returns the options of a request and the unit of its offsets.

    Raises InvalidInputError.
    """
    options, offset_encoding = options_from_message(message)
    check_options(options, limits=limits)
    return options, offset_encoding


def read_article(message: pb.Article, *, offset_encoding: OffsetEncoding, limits: Limits, path: str) -> Article:
    """Returns the article of a request.

    Raises InvalidInputError, its field paths beginning with `path`.
    """
    # Counted first: a request can hold millions of mentions, and each could bring a violation of its own.
    check_count(len(message.mentions.mentions), most=limits.max_given_mentions, path=f"{path}.mentions.mentions")
    article = article_from_message(message, offset_encoding=offset_encoding, path=path)
    check_article(article, limits=limits, path=path, mentions_field="mentions.mentions")
    return article


def read_batch_options(
    message: pb.BatchAnnotateArticlesRequest, *, limits: Limits
) -> tuple[AnnotateOptions, OffsetEncoding]:
    """Returns the options of a batch and the unit of its offsets.

    Raises InvalidInputError.
    """
    check_count(len(message.articles), most=limits.max_batch_articles, path="articles")
    return read_options(message.options, limits=limits)


def read_queries(
    message: pb.ResolvePlacesRequest, *, limits: Limits
) -> tuple[tuple[PlaceQuery | InvalidInputError, ...], ResolveOptions]:
    """Returns each query of a request, or its error, and the options.

    Raises InvalidInputError for too many queries and for bad options.
    """
    check_count(len(message.queries), most=limits.max_place_queries, path="queries")
    options = resolve_options_from_message(message.options)
    check_options(options, limits=limits)
    queries = tuple(_read_query(query, f"queries[{index}]", limits) for index, query in enumerate(message.queries))
    return queries, options


def _read_query(message: pb.PlaceQuery, path: str, limits: Limits) -> PlaceQuery | InvalidInputError:
    try:
        # Counted before they are copied: a request can hold millions of names.
        check_count(len(message.context_names), most=limits.max_context_names, path=f"{path}.context_names")
        query = place_query_from_message(message)
        check_query(query, limits=limits, path=path)
    except InvalidInputError as error:
        return error
    return query
