"""The answers of a server, read for the articles that they belong to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from dateline.convert import annotation_from_message, error_from_status
from dateline.errors import DatelineError, InternalError
from dateline.v1 import annotation_pb2 as pb
from dateline.values import Annotation, Article, as_article
from dateline.values.limits import check_articles, check_choice

Errors: TypeAlias = Literal["raise", "return"]
"""What becomes of the error of an article: it is raised, or it takes the article's place."""
Outcome = Annotation | DatelineError
"""The annotation of one article among several, or the error that it failed with."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The articles of a batch, each with its outcome once it has one."""

    articles: tuple[Article, ...]
    outcomes: list[pb.Annotation | DatelineError | None]

    def messages(self) -> tuple[pb.Annotation | DatelineError, ...]:
        """Returns the outcomes in the order of the articles; raises InternalError where an article has no outcome."""
        outcomes = tuple(outcome for outcome in self.outcomes if outcome is not None)
        check_count(len(outcomes), wanted=len(self.articles))
        return outcomes

    def values(self) -> tuple[Outcome, ...]:
        """Returns the outcomes as `messages` does, but as values."""
        return tuple(
            outcome if isinstance(outcome, DatelineError) else _read_message(outcome, article)
            for outcome, article in zip(self.messages(), self.articles, strict=True)
        )


@dataclass(frozen=True, slots=True)
class BatchPart:
    """A request within the limits, and the indices in the batch of the articles that it holds."""

    indices: tuple[int, ...]
    request: pb.BatchAnnotateArticlesRequest


def check_errors(errors: object) -> None:
    """Raises InvalidInputError where `errors` is none of the choices."""
    check_choice(errors, choices=get_args(Errors), path="errors")


def new_batch(articles: Iterable[Article | str]) -> Batch:
    """Returns a batch of articles without outcomes; raises InvalidInputError for what is no iterable of them."""
    check_articles(articles)
    values = tuple(map(as_article, (articles,) if isinstance(articles, Article | str) else articles))
    return Batch(values, [None] * len(values))


def raise_first(outcomes: Sequence[Outcome]) -> tuple[Annotation, ...]:
    """Returns the annotations, or raises the first error among them."""
    for outcome in outcomes:
        if isinstance(outcome, DatelineError):
            raise outcome
    return tuple(outcome for outcome in outcomes if isinstance(outcome, Annotation))


def read_annotation(response: pb.AnnotateArticleResponse, article: Article) -> Annotation:
    """Returns the annotation of `article` in an answer to AnnotateArticle."""
    return annotation_from_message(response.annotation, article)


def read_result(response: pb.StreamAnnotateArticlesResponse, article: Article) -> Outcome:
    """Returns the outcome of `article` in an answer of a stream."""
    return _outcome(response.result, article)


def read_answers(response: pb.ResolvePlacesResponse, request: pb.ResolvePlacesRequest) -> tuple[pb.PlaceAnswer, ...]:
    """Returns the answers of ResolvePlaces; raises InternalError where they are not as many as the queries."""
    check_count(len(response.answers), wanted=len(request.queries))
    return tuple(response.answers)


def check_count(count: int, *, wanted: int) -> None:
    """Raises InternalError where the server did not answer as many as it was asked."""
    if count != wanted:
        raise InternalError(f"the server answered {count} of {wanted}")


def _outcome(result: pb.ArticleResult, article: Article) -> Outcome:
    if result.HasField("error"):
        return error_from_status(result.error)
    return _read_message(result.annotation, article)


def _read_message(message: pb.Annotation, article: Article) -> Outcome:
    try:
        return annotation_from_message(message, article)
    except DatelineError as error:  # an answer that does not fit must not fail the others
        return error
