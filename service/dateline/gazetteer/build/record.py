"""Records: the facts of one source on one place, before the builder puts all sources together."""

from collections.abc import Iterator
from dataclasses import dataclass

from dateline.values import Coordinates, Former, NameKind, is_country_feature

GEONAMES = "GeoNames (CC BY 4.0)"
"""The data set behind most records, as their `source` begins."""


@dataclass(frozen=True, slots=True)
class Membership:
    """The divisions that a place lies in, as place ids; empty where unknown."""

    admin1_id: str = ""
    admin2_id: str = ""


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name of a place in a language other than English, whose BCP-47 code it has."""

    name: str
    language_code: str


@dataclass(frozen=True, slots=True)
class Record:
    """The facts of one source on a place.

    Records of one `place_id` are merged: the first decides what the place is, all add their names, and a later one
    gives the coordinates that earlier ones lack. A division without coordinates or population gets those of its
    members. `prominence` is set only where the builder's own rule would be wrong, which takes every place for one that
    was chosen because it is known. `former_names` count as main names.
    `place_names` are names in other languages, of each the displayed one first.
    `since_year` is the first year of a division that was made lately; `former` is set where a place is no more.
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
    former_names: tuple[str, ...] = ()
    place_names: tuple[PlaceName, ...] = ()
    prominence: float | None = None
    since_year: int | None = None
    former: Former | None = None

    @property
    def is_country(self) -> bool:
        """Whether the place is a country or a dependent territory."""
        return is_country_feature(self.feature_class, self.feature_code)

    @property
    def is_division(self) -> bool:
        """Whether the place is an administrative division of a country."""
        return self.feature_class == "A" and not self.is_country

    def names(self) -> Iterator[tuple[str, NameKind]]:
        """Yields each name that is compared by folding, with its kind, plurals of demonyms included."""
        yield self.name, NameKind.PRIMARY
        for name in self.former_names:
            yield name, NameKind.PRIMARY
        for name in self.alternate_names:
            yield name, NameKind.ALTERNATE
        for name in self.demonyms:
            for form in demonym_forms(name):
                yield form, NameKind.DEMONYM


def demonym_forms(demonym: str) -> tuple[str, ...]:
    """Returns the demonym and, where English forms its plural with "s", that plural."""
    if demonym.endswith(("s", "sh", "ch", "ese", "men", "x", "z", "-")):
        return (demonym,)
    return (demonym, demonym + "s")


def geonames_id(number: object) -> str:
    """Returns the place id of a GeoNames entry."""
    return f"geonames:{number}"
