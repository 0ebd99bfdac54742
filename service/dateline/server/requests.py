"""Requests read into values and held against the limits, each offending field named by its path, never quoted."""

from dateline.convert import article_from_message, options_from_message, place_query_from_message
from dateline.text import OffsetEncoding
from dateline.v1 import annotation_pb2 as pb
from dateline.values import AnnotateOptions, Article, Limits, PlaceQuery
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


def read_queries(message: pb.ResolvePlacesRequest, *, limits: Limits) -> tuple[PlaceQuery, ...]:
    """Return the queries of a request.

    Raises InvalidInputError.
    """
    check_count(len(message.queries), most=limits.max_place_queries, path="queries")
    for index, query_message in enumerate(message.queries):
        # Before they are copied: a request has capacity for millions.
        path = f"queries[{index}].context_names"
        check_count(len(query_message.context_names), most=limits.max_context_names, path=path)
    queries = tuple(map(place_query_from_message, message.queries))
    for index, query in enumerate(queries):
        check_query(query, limits=limits, path=f"queries[{index}]")
    return queries
