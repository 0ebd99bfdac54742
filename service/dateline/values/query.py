"""Queries for places without an article, and their answers."""

from dataclasses import dataclass

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
        """All names to look up: that which is asked for, what its commas part from it, and the context's."""
        return (*(part.strip() for part in self.name.split(",") if part.strip()), *self.context_names)


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """The answer to one query; `resolution` is None when the gazetteer holds no such name."""

    query: PlaceQuery
    resolution: Resolution | None
