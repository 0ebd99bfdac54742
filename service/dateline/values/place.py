"""Places: entries of the gazetteer, and how a name in a text matches them."""

import enum
from dataclasses import dataclass

from dateline.geodesy import Coordinates

_COUNTRY_CODES = ("PCL", "TERR")


def is_country_feature(feature_class: str, feature_code: str) -> bool:
    """Returns whether GeoNames gives this class and code to countries and dependent territories, past ones included."""
    return feature_class == "A" and feature_code.startswith(_COUNTRY_CODES)


@dataclass(frozen=True, slots=True)
class Place:
    """A gazetteer entry; `place_id` is ``geonames:1526273`` or another source's own id, empty strings mean none.

    `feature_class` and `feature_code` are GeoNames' (A/ADM1, P/PPLC, ...). `country_code` is ISO 3166-1 alpha-2.
    """

    place_id: str
    name: str
    feature_class: str
    feature_code: str
    coordinates: Coordinates
    country_code: str = ""
    country_name: str = ""
    admin1_id: str = ""
    admin1_name: str = ""
    admin2_id: str = ""
    admin2_name: str = ""
    population_count: int | None = None
    source: str = ""

    @property
    def is_country(self) -> bool:
        """Whether it is a country or a dependent territory."""
        return is_country_feature(self.feature_class, self.feature_code)

    @property
    def is_first_order_division(self) -> bool:
        """Whether it is a division right below its country, such as a state or a province."""
        return self.feature_class == "A" and self.feature_code == "ADM1"

    @property
    def is_division(self) -> bool:
        """Whether it is an administrative division below its country, of whatever order."""
        return self.feature_class == "A" and not self.is_country

    @property
    def is_populated_place(self) -> bool:
        """Whether it is a city, a town, a village or a part of one."""
        return self.feature_class == "P"

    def lies_in(self, other: "Place") -> bool:
        """Returns whether it lies in `other`, a country or a division of order 1 or 2; no place lies in itself."""
        if other.place_id == self.place_id:
            return False
        if other.place_id in (self.admin1_id, self.admin2_id):
            return True
        return other.is_country and other.country_code == self.country_code


class NameKind(enum.IntEnum):
    """How a gazetteer name stands to its place, best first."""

    PRIMARY = 0
    ALTERNATE = 1
    ABBREVIATION = 2
    DEMONYM = 3


class MatchType(enum.IntEnum):
    """How far a looked-up name had to be changed before the gazetteer knew it, best first."""

    EXACT = 0
    VARIANT = 1
    TRANSLITERATED = 2
    EMBEDDED = 3
    MISSPELT = 4


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A place that carries a looked-up name; `prominence` says how widely known the place is."""

    place: Place
    name_kind: NameKind
    match_type: MatchType = MatchType.EXACT
    prominence: float = 0.0


@dataclass(frozen=True, slots=True)
class Home:
    """Where an outlet's readers live: a country, a first-order division, a point, as far as known."""

    country_code: str = ""
    admin1_id: str = ""
    coordinates: Coordinates | None = None
