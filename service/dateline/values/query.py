"""Queries for places without an article, and their answers."""

from dataclasses import dataclass

from dateline.values.article import Granularity, ReaderRegion
from dateline.values.entity import Resolution


@dataclass(frozen=True, slots=True)
class PlaceQuery:
    """A name to resolve without an article: "Paris", or "Paris, Texas".

    `context_names` are places named beside it; `country_code`, where given, keeps only candidates of that country.
    The names are those of a text in the language of `language_code`, as in Article; empty stands for English.
    """

    name: str
    context_names: tuple[str, ...] = ()
    country_code: str = ""
    language_code: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """All names to look up: the parts of `name` between its commas, then the context names."""
        return (*(part.strip() for part in self.name.split(",") if part.strip()), *self.context_names)


@dataclass(frozen=True, slots=True)
class ResolveOptions:
    """Options of answers to place queries, as in AnnotateOptions; `outlet` and `reader_region` are as in Article."""

    max_candidates: int = 5
    preference: Granularity = Granularity.LIKELIEST
    outlet: str = ""
    reader_region: ReaderRegion | None = None
    min_place_confidence: float = 0.0
    misspelt_matches: bool = True
    display_language: str = ""


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """A place query with its resolution."""

    query: PlaceQuery
    resolution: Resolution
