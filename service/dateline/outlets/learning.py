"""Learning of outlets' homes from archives of their articles, without labels."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from dateline.outlets.directory import Outlet, outlet_key
from dateline.outlets.estimate import HomeEstimate, PlaceReading, estimate_home
from dateline.values import (
    AnnotateOptions,
    Annotation,
    Article,
    EntityType,
    GivenMention,
    Home,
    MentionKind,
    ReaderRegion,
)

MAX_OUTLET_ARTICLES = 200
"""Most articles read of one outlet; more would hardly change its home."""

_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class LearntOutlet:
    """An outlet with the home learnt from its archive; `estimate` is None where its articles agree on no home."""

    name: str
    article_count: int
    estimate: HomeEstimate | None

    @property
    def outlet(self) -> Outlet | None:
        """The entry for an outlet directory, or None where no home was learnt."""
        return Outlet(self.name, self.estimate.home, self.estimate.town) if self.estimate else None


class Annotates(Protocol):
    """The part of an annotator that learning needs."""

    def annotate(self, articles: Sequence[Article], *, options: AnnotateOptions) -> Sequence[Annotation]:
        """Returns one annotation for each article, in order; raises InvalidInputError."""


def learn_outlets(
    articles: Iterable[Article], annotator: Annotates, *, max_candidates: int = 10
) -> Iterator[LearntOutlet]:
    """Yields the outlets that the articles name, with their homes, in the order of their names.

    Each outlet's articles are first annotated without a home; the home that their places speak for is then given with
    all of them, and their places are resolved again. `max_candidates` is the most places that each name may mean.
    Raises InvalidInputError for an article that cannot be annotated.
    """
    archives: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        key = outlet_key(article.outlet)
        if key and len(archives[key]) < MAX_OUTLET_ARTICLES:
            archives[key].append(replace(article, outlet="", reader_region=None))
    options = AnnotateOptions(demonyms=False, max_candidates=max_candidates)
    for key in sorted(archives):
        yield LearntOutlet(key, len(archives[key]), _learn(archives[key], annotator, options))


def _learn(articles: Sequence[Article], annotator: Annotates, options: AnnotateOptions) -> HomeEstimate | None:
    annotations = annotator.annotate(articles, options=options)
    # With the mentions given, later rounds need no recognition.
    named = [
        replace(article, mentions=_places(annotation))
        for article, annotation in zip(articles, annotations, strict=True)
    ]
    estimate = estimate_home(_readings(annotations))
    for _ in range(_ROUNDS - 1):
        if estimate is None:
            return None
        region = _region(estimate.home)
        annotations = annotator.annotate([replace(article, reader_region=region) for article in named], options=options)
        estimate = estimate_home(_readings(annotations))
    return estimate


def _region(home: Home) -> ReaderRegion:
    return ReaderRegion(home.country_code, home.coordinates)


def _places(annotation: Annotation) -> tuple[GivenMention, ...]:
    return tuple(
        GivenMention(mention.span.start_offset, mention.span.end_offset, entity.type, mention.span.part)
        for entity in annotation.entities
        for mention in entity.mentions
        if entity.type is EntityType.PLACE and mention.kind is not MentionKind.DEMONYM
    )


def _readings(annotations: Sequence[Annotation]) -> list[PlaceReading]:
    return [
        PlaceReading(number, candidate.place, candidate.probability)
        for number, annotation in enumerate(annotations)
        for entity in annotation.entities
        if entity.resolution is not None and entity.resolution.place is not None
        for candidate in entity.resolution.candidates
    ]
