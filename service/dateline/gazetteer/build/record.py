"""Records: what a source says of one place, before the builder has put all sources together."""

from collections.abc import Iterator
from dataclasses import dataclass

from dateline.values import Coordinates, NameKind, is_country_feature


@dataclass(frozen=True, slots=True)
class Membership:
    """The divisions a place lies in, as place ids; empty where unknown."""

    admin1_id: str = ""
    admin2_id: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One source's word on a place.

    Records of one `place_id` are merged: the first decides what the place is, all add their names. A division without
    coordinates or population gets those of its members. `prominence` is given where the builder's rule for
    it, which expects places that are known, would not do.
    """

    place_id: str
    name: str
    feature_class: str
    feature_code: str
    coordinates: Coordinates | None = None
    country_code: str = ""
    admin1_id: str = ""
    admin2_id: str = ""
    population_count: int | None = None
    source: str = ""
    alternate_names: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    guarded_abbreviations: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    prominence: float | None = None

    @property
    def is_country(self) -> bool:
        """Whether it is a country or a dependent territory."""
        return is_country_feature(self.feature_class, self.feature_code)

    @property
    def is_division(self) -> bool:
        """Whether it is an administrative division of a country."""
        return self.feature_class == "A" and not self.is_country

    def names(self) -> Iterator[tuple[str, NameKind]]:
        """Each name that is compared by folding, with its kind; plurals of demonyms included."""
        yield self.name, NameKind.PRIMARY
        for name in self.alternate_names:
            yield name, NameKind.ALTERNATE
        for name in self.demonyms:
            for form in demonym_forms(name):
                yield form, NameKind.DEMONYM


def demonym_forms(demonym: str) -> tuple[str, ...]:
    """The demonym and, where English forms it so, its plural in "s"."""
    if demonym.endswith(("s", "sh", "ch", "ese", "men", "x", "z")):
        return (demonym,)
    return (demonym, demonym + "s")
