"""Annotating one article or many, in batches of bounded size; the annotator itself only has to annotate a batch."""

import itertools
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from contextlib import contextmanager
from typing import Literal, TypeAlias, get_args, overload

from dateline.errors import DatelineError, FieldViolation, InvalidInputError
from dateline.values import AnnotateOptions, Annotation, Article, Limits, as_article
from dateline.values.batches import batches
from dateline.values.limits import check_article, check_articles, check_choice

Errors: TypeAlias = Literal["raise", "return"]
Progress: TypeAlias = bool | Callable[[int], None]

DEFAULT_OPTIONS = AnnotateOptions()
_MOST_ARTICLES = 32
_MOST_CHARS = 200_000
"""Most articles and characters of a batch: enough for the recogniser to be busy, and little to remember."""


class BatchAnnotator(ABC):
    """An annotator of one article or many; its subclass annotates a batch."""

    @abstractmethod
    def _check(self, options: AnnotateOptions) -> Limits:
        """Returns the limits that articles are held to; raises InvalidInputError for options beyond them."""

    @abstractmethod
    def _annotate_batch(self, articles: Sequence[Article], options: AnnotateOptions) -> Iterator[Annotation]:
        """Yields the annotation of each article, in order."""

    @overload
    def annotate(  # type: ignore[overload-overlap]  # a string is an iterable of strings, too, but comes first
        self,
        articles: Article | str,
        *,
        options: AnnotateOptions = ...,
        errors: Literal["raise"] = ...,
        progress: Progress = ...,
    ) -> Annotation: ...

    @overload
    def annotate(  # type: ignore[overload-overlap]  # a string is an iterable of strings, too, but comes first
        self,
        articles: Article | str,
        *,
        options: AnnotateOptions = ...,
        errors: Literal["return"],
        progress: Progress = ...,
    ) -> Annotation | DatelineError: ...

    @overload
    def annotate(
        self,
        articles: Iterable[Article | str],
        *,
        options: AnnotateOptions = ...,
        errors: Literal["raise"] = ...,
        progress: Progress = ...,
    ) -> tuple[Annotation, ...]: ...

    @overload
    def annotate(
        self,
        articles: Iterable[Article | str],
        *,
        options: AnnotateOptions = ...,
        errors: Literal["return"],
        progress: Progress = ...,
    ) -> tuple[Annotation | DatelineError, ...]: ...

    def annotate(
        self,
        articles: Article | str | Iterable[Article | str],
        *,
        options: AnnotateOptions = DEFAULT_OPTIONS,
        errors: Errors = "raise",
        progress: Progress = False,
    ) -> Annotation | DatelineError | tuple[Annotation | DatelineError, ...]:
        """Returns the annotation of an article or a text, or one for each of several, in order, as a tuple.

        An annotation depends on its own article only. An article without text is no error: it has a warning. `progress`
        is True for a bar on standard error, or a function that is called with the number of articles that are done.

        Raises InvalidInputError, naming the fields, where an article cannot be annotated; with `errors="return"` the
        error is in the article's place instead, and the others are annotated. Raises it, too, for `articles` that are
        none, such as a dict, and for any other `errors`.
        """
        _check_arguments(articles, errors)
        if isinstance(articles, Article | str):
            (outcome,) = self._outcomes((articles,), options, errors, progress, path="article")
            return outcome
        return tuple(self._outcomes(articles, options, errors, progress))

    @overload
    def iter_annotations(
        self,
        articles: Iterable[Article | str],
        *,
        options: AnnotateOptions = ...,
        errors: Literal["raise"] = ...,
        progress: Progress = ...,
    ) -> Iterator[Annotation]: ...

    @overload
    def iter_annotations(
        self,
        articles: Iterable[Article | str],
        *,
        options: AnnotateOptions = ...,
        errors: Literal["return"],
        progress: Progress = ...,
    ) -> Iterator[Annotation | DatelineError]: ...

    def iter_annotations(
        self,
        articles: Iterable[Article | str],
        *,
        options: AnnotateOptions = DEFAULT_OPTIONS,
        errors: Errors = "raise",
        progress: Progress = False,
    ) -> Iterator[Annotation | DatelineError]:
        """Yields what `annotate` would return, in order and as it comes, for more articles than memory holds.

        Articles are taken a few dozen at a time.
        """
        _check_arguments(articles, errors)
        several = (articles,) if isinstance(articles, Article | str) else articles
        return self._outcomes(several, options, errors, progress)

    def _outcomes(
        self,
        articles: Iterable[Article | str],
        options: AnnotateOptions,
        errors: Errors,
        progress: Progress,
        *,
        path: str = "",
    ) -> Iterator[Annotation | DatelineError]:
        limits = self._check(options)
        items: Iterable[Article | InvalidInputError] = (
            _checked(article, limits, path or f"articles[{number}]") for number, article in enumerate(articles)
        )
        if errors == "raise":
            # Of a list all are checked before the work begins, of an iterator each as it comes.
            items = list(map(_raised, items)) if isinstance(articles, Sequence) else map(_raised, items)
        with _counting(progress, len(articles) if isinstance(articles, Sized) else None) as count:
            for batch in batches(items, char_count=_char_count, most_items=_MOST_ARTICLES, most_chars=_MOST_CHARS):
                annotations = self._annotate_batch([item for item in batch if isinstance(item, Article)], options)
                for item in batch:
                    yield next(annotations) if isinstance(item, Article) else item
                    count()


def _check_arguments(articles: object, errors: object) -> None:
    check_articles(articles)
    check_choice(errors, choices=get_args(Errors), path="errors")


def _checked(article: object, limits: Limits, path: str) -> Article | InvalidInputError:
    """Returns the article, or the error for which it cannot be annotated."""
    if not isinstance(article, Article | str):
        return InvalidInputError(FieldViolation(path, "must be an Article or a string"))
    value = as_article(article)
    try:
        check_article(value, limits=limits, path=path, needs_text=False)
    except InvalidInputError as error:
        return error
    return value


def _char_count(item: Article | InvalidInputError) -> int:
    return len(item.text) if isinstance(item, Article) else 0


def _raised(item: Article | InvalidInputError) -> Article:
    if isinstance(item, InvalidInputError):
        raise item
    return item


@contextmanager
def _counting(progress: Progress, total: int | None) -> Iterator[Callable[[], object]]:
    """Yields a function that counts an article, and shows or tells the count where `progress` says so."""
    if callable(progress):
        numbers = itertools.count(1)
        yield lambda: progress(next(numbers))
        return
    if not progress:
        # Even a disabled bar takes a semaphore, which a process of multiprocessing that is killed leaves behind.
        yield lambda: None
        return
    from tqdm import tqdm

    with tqdm(total=total, unit=" articles", file=sys.stderr) as bar:
        yield bar.update
