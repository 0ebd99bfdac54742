"""Limits: the largest input that can be annotated, and the checks of articles, options and queries.

The same rules hold for library, command line and service. Violations name fields by path and never quote values.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import chain
from typing import Self

from dateline.errors import FieldViolation, InvalidInputError
from dateline.geodesy import Coordinates
from dateline.values.article import AnnotateOptions, Article, GivenMention, ReaderRegion
from dateline.values.language import LANGUAGE_CODES, given_language
from dateline.values.mention import ArticlePart
from dateline.values.query import PlaceQuery, ResolveOptions

_COUNTRY_CODE = re.compile(r"[A-Z]{2}")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LANGUAGE_CODE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of what a server accepts; lengths of strings are in code points."""

    max_article_chars: int
    max_title_chars: int
    max_field_chars: int
    max_given_mentions: int
    max_batch_articles: int
    max_stream_articles: int
    max_place_queries: int
    max_context_names: int
    max_candidates: int
    max_request_bytes: int
    max_batch_tokens: int
    max_queue_tokens: int
    default_deadline_seconds: float
    max_response_bytes: int

    @classmethod
    def of(cls, settings: object) -> Self:
        """Returns the limits in `settings`, which has an attribute of the same name for each limit."""
        return cls(**{field.name: getattr(settings, field.name) for field in fields(cls)})


def check_article(
    article: Article,
    *,
    limits: Limits,
    path: str = "article",
    mentions_field: str = "mentions",
    needs_text: bool = True,
) -> None:
    """Raises InvalidInputError with every reason why `article` cannot be annotated.

    The paths of its fields begin with `path`; `mentions_field` is the caller's name for its mentions. An empty text is
    no reason unless `needs_text` is set.
    """
    violations = _article_violations(article, limits, path, f"{path}.{mentions_field}")
    if needs_text and not article.text:
        violations = chain((FieldViolation(f"{path}.text", "must not be empty"),), violations)
    _raise_any(violations)


def check_articles(articles: object) -> None:
    """Raises InvalidInputError, naming `articles`, for an argument that is no article, text or iterable of them.

    What each item of an iterable is remains to be checked. A mapping, whose items would be its keys, is none.
    """
    if isinstance(articles, Mapping | bytes | bytearray) or not isinstance(articles, Article | str | Iterable):
        kind = type(articles).__name__
        _raise_any([FieldViolation("articles", f"must be an Article, a string, or an iterable of them, and is {kind}")])


def check_choice(value: object, *, choices: Sequence[str], path: str) -> None:
    """Raises InvalidInputError where `value` is none of the `choices` of the argument at `path`."""
    if value not in choices:
        _raise_any([FieldViolation(path, f"must be {' or '.join(map(repr, choices))}")])


def check_count(count: int, *, most: int, path: str) -> None:
    """Raises InvalidInputError where `count`, the length of the list at `path`, is above `most`."""
    _raise_any(_too_many(count, path, most))


def check_options(options: AnnotateOptions | ResolveOptions, *, limits: Limits, path: str = "options") -> None:
    """Raises InvalidInputError with every option that is out of its range or above the limits."""
    _raise_any(_option_violations(options, limits, path))


def check_query(query: PlaceQuery, *, limits: Limits, path: str = "query") -> None:
    """Raises InvalidInputError with every reason why `query` cannot be answered."""
    _raise_any(_query_violations(query, limits, path))


def span_violations(article: Article, path: str) -> Iterator[FieldViolation]:
    """Yields a violation for each given mention that is empty or lies outside the article; `path` is the mentions'."""
    for index, mention in enumerate(article.mentions or ()):
        if not _is_inside(article, mention):
            length = len(article.text_of(mention.part))
            yield FieldViolation(f"{path}[{index}]", f"must be a span within [0, {length}), not empty")


def _is_inside(article: Article, mention: GivenMention) -> bool:
    return 0 <= mention.start_offset < mention.end_offset <= len(article.text_of(mention.part))


def _raise_any(violations: Iterable[FieldViolation]) -> None:
    raised = tuple(violations)
    if raised:
        raise InvalidInputError(*raised)


def _option_violations(
    options: AnnotateOptions | ResolveOptions, limits: Limits, path: str
) -> Iterator[FieldViolation]:
    if not 0 <= options.max_candidates <= limits.max_candidates:
        yield FieldViolation(f"{path}.max_candidates", f"must be from 0 to {limits.max_candidates}")
    yield from _bad_probability(options.min_place_confidence, f"{path}.min_place_confidence")
    if options.display_language and given_language(options.display_language).code not in LANGUAGE_CODES:
        yield FieldViolation(f"{path}.display_language", f"must be empty or one of {', '.join(LANGUAGE_CODES)}")
    if isinstance(options, AnnotateOptions):
        yield from _bad_probability(options.min_mention_confidence, f"{path}.min_mention_confidence")
    else:
        yield from _too_long(options.outlet, f"{path}.outlet", limits.max_field_chars)
        yield from _bad_region(options.reader_region, f"{path}.reader_region")


def _article_violations(article: Article, limits: Limits, path: str, mentions_path: str) -> Iterator[FieldViolation]:
    for name in ("id", "title", "text", "outlet"):
        value: str = getattr(article, name)
        if not value.isascii() and _SURROGATE.search(value):
            yield FieldViolation(f"{path}.{name}", "holds a lone surrogate")
    yield from _too_long(article.text, f"{path}.text", limits.max_article_chars)
    yield from _too_long(article.title, f"{path}.title", limits.max_title_chars)
    for name in ("id", "outlet"):
        yield from _too_long(getattr(article, name), f"{path}.{name}", limits.max_field_chars)
    yield from _bad_language(article.language_code, f"{path}.language_code", limits.max_field_chars)
    yield from _bad_region(article.reader_region, f"{path}.reader_region")
    mentions = article.mentions or ()
    yield from _too_many(len(mentions), mentions_path, limits.max_given_mentions)
    if len(mentions) <= limits.max_given_mentions:
        yield from _mention_violations(article, mentions, mentions_path, limits.max_field_chars)


def _mention_violations(
    article: Article, mentions: tuple[GivenMention, ...], path: str, max_chars: int
) -> Iterator[FieldViolation]:
    yield from span_violations(article, path)
    inside = [index for index, mention in enumerate(mentions) if _is_inside(article, mention)]
    for index in inside:
        # Mentions may nest, and the answer repeats each one's content: 20,000 whole texts would fill the memory.
        if mentions[index].end_offset - mentions[index].start_offset > max_chars:
            yield FieldViolation(f"{path}[{index}]", f"must have at most {max_chars} code points")
    for part in ArticlePart:
        indices = sorted(
            (index for index in inside if mentions[index].part is part),
            key=lambda index: (mentions[index].start_offset, -mentions[index].end_offset),
        )
        around: list[GivenMention] = []
        for index in indices:
            mention = mentions[index]
            while around and around[-1].end_offset <= mention.start_offset:
                around.pop()
            if around and mention.end_offset > around[-1].end_offset:
                yield FieldViolation(f"{path}[{index}]", "crosses another mention")
            else:
                around.append(mention)


def _query_violations(query: PlaceQuery, limits: Limits, path: str) -> Iterator[FieldViolation]:
    if not query.name.strip(" ,"):
        yield FieldViolation(f"{path}.name", "must not be empty")
    yield from _too_long(query.name, f"{path}.name", limits.max_field_chars)
    if query.name.count(",") > limits.max_context_names:
        yield FieldViolation(f"{path}.name", f"must have at most {limits.max_context_names} commas")
    yield from _too_many(len(query.context_names), f"{path}.context_names", limits.max_context_names)
    for index, name in enumerate(query.context_names[: limits.max_context_names]):
        yield from _too_long(name, f"{path}.context_names[{index}]", limits.max_field_chars)
    yield from _bad_country(query.country_code, f"{path}.region_code")
    yield from _bad_language(query.language_code, f"{path}.language_code", limits.max_field_chars)


def _too_many(count: int, path: str, most: int) -> Iterator[FieldViolation]:
    if count > most:
        yield FieldViolation(path, f"must be at most {most}")


def _too_long(value: str, path: str, max_chars: int) -> Iterator[FieldViolation]:
    if len(value) > max_chars:
        yield FieldViolation(path, f"must have at most {max_chars} code points")


def _bad_language(value: str, path: str, max_chars: int) -> Iterator[FieldViolation]:
    yield from _too_long(value, path, max_chars)
    if value and not _LANGUAGE_CODE.fullmatch(value[:max_chars]):
        yield FieldViolation(path, 'must be a BCP-47 tag such as "en" or "pt-BR"')


def _bad_country(value: str, path: str) -> Iterator[FieldViolation]:
    if value and not _COUNTRY_CODE.fullmatch(value):
        yield FieldViolation(path, 'must be two capital letters such as "MT"')


def _bad_coordinates(coordinates: Coordinates, path: str) -> Iterator[FieldViolation]:
    for name, value, bound in (
        ("latitude", coordinates.latitude_degrees, 90),
        ("longitude", coordinates.longitude_degrees, 180),
    ):
        if math.isnan(value) or abs(value) > bound:
            yield FieldViolation(f"{path}.{name}", f"must be from -{bound} to {bound}")


def _bad_region(region: ReaderRegion | None, path: str) -> Iterator[FieldViolation]:
    if region is not None:
        yield from _bad_country(region.country_code, f"{path}.region_code")
        if region.coordinates is not None:
            yield from _bad_coordinates(region.coordinates, f"{path}.coordinates")


def _bad_probability(value: float, path: str) -> Iterator[FieldViolation]:
    if not 0 <= value <= 1:
        yield FieldViolation(path, "must be from 0 to 1")
