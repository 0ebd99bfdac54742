"""Queries for places without an article, and their answers."""

from dataclasses import dataclass

from dateline.values.article import Granularity, ReaderRegion
from dateline.values.entity import Resolution


@dataclass(frozen=True, slots=True)
class PlaceQuery:
    """A name to resolve without an article: "Paris", or "Paris, Texas".

    `context_names` are places it was named with; `country_code` keeps only candidates of that country.
    """

    name: str
    context_names: tuple[str, ...] = ()
    country_code: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """All names to look up: the one asked for, those that its commas part from it, and the context's."""
        return (*(part.strip() for part in self.name.split(",") if part.strip()), *self.context_names)


@dataclass(frozen=True, slots=True)
class ResolveOptions:
    """What the answers to place queries should hold; as in AnnotateOptions, with `outlet` and readers as in Article."""

    max_candidates: int = 5
    preference: Granularity = Granularity.LIKELIEST
    outlet: str = ""
    reader_region: ReaderRegion | None = None
    min_place_confidence: float = 0.0
    misspelt_matches: bool = True


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """The answer to one query."""

    query: PlaceQuery
    resolution: Resolution
