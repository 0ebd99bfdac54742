"""Pricing: the tokens that requests cost, estimated from their lengths before any work is done."""

from collections.abc import Sequence

from dateline.v1 import annotation_pb2 as pb
from dateline.values import PlaceQuery

TOKENS_PER_MENTION = 4
"""Tokens of a given mention, or of a recognised mention that is still to be resolved."""
_CHARS_PER_TOKEN = 4
_TOKENS_PER_NAME = 16


def article_tokens(article: pb.Article) -> int:
    """Estimates the tokens of an article, whether its names are to be recognised or were given."""
    chars = len(article.title) + len(article.text)
    return 1 + chars // _CHARS_PER_TOKEN + TOKENS_PER_MENTION * len(article.mentions.mentions)


def batch_tokens(request: pb.BatchAnnotateArticlesRequest) -> int:
    """Estimates the tokens of all articles of a batch."""
    return sum(map(article_tokens, request.articles))


def query_tokens(queries: Sequence[PlaceQuery]) -> int:
    """Estimates the tokens of place queries by their names, each of which is looked up."""
    return _TOKENS_PER_NAME * sum(len(query.names) for query in queries)
