"""Places: entries of the gazetteer, and their matches with names in a text."""

import enum
from dataclasses import dataclass

from dateline.geodesy import Coordinates
from dateline.values.feature import Shape, feature_shape, feature_word, is_country_feature


@dataclass(frozen=True, slots=True)
class Former:
    """The years of a division or state of the past, the first and the last in which it existed, and what it became.

    `since_year` is None where it is unknown. `successor_ids` are the places that have its land today.
    """

    since_year: int | None
    until_year: int
    successor_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the gazetteer, or a place that the fallback geocoder found; ids are like ``geonames:1526273``.

    Strings without a value are empty. `feature_class` and `feature_code` are GeoNames' (A/ADM1, P/PPLC, ...).
    `country_code` is ISO 3166-1 alpha-2. `former` is None for what is there today. Without `has_own_point` the
    coordinates are those of the division or country that the place lies in, since its own are not known.
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
    former: Former | None = None
    has_own_point: bool = True

    @property
    def kind(self) -> str:
        """The kind of place in an English word or two, such as "river" or "capital"; empty where nobody says."""
        return feature_word(self.feature_class, self.feature_code)

    @property
    def shape(self) -> Shape:
        """The shape that the coordinates stand for: a river's are those of a point of it, mostly its mouth."""
        if not self.has_own_point:
            return Shape.CONTAINER
        return feature_shape(self.feature_class, self.feature_code)

    @property
    def is_country(self) -> bool:
        """Whether the place is a country or a dependent territory, of today or of the past."""
        return is_country_feature(self.feature_class, self.feature_code)

    @property
    def is_first_order_division(self) -> bool:
        """Whether the place is a division right below its country, such as a state or a province."""
        return self.feature_class == "A" and self.feature_code == "ADM1"

    @property
    def is_country_or_first_order(self) -> bool:
        """Whether the place is a country or a division right below one."""
        return self.is_country or self.is_first_order_division

    @property
    def is_division(self) -> bool:
        """Whether the place is an administrative division below its country, of whatever order."""
        return self.feature_class == "A" and not self.is_country

    @property
    def is_populated_place(self) -> bool:
        """Whether the place is a city, a town, a village or a part of one."""
        return self.feature_class == "P"

    def lies_in(self, other: "Place") -> bool:
        """Returns whether the place lies in `other`, a country or a division of order 1 or 2, and is another place."""
        if other.place_id == self.place_id:
            return False
        if other.place_id in (self.admin1_id, self.admin2_id):
            return True
        return other.is_country and other.country_code != "" and other.country_code == self.country_code


class NameKind(enum.IntEnum):
    """The kind of a name in the gazetteer, best first."""

    PRIMARY = 0
    ALTERNATE = 1
    ABBREVIATION = 2
    DEMONYM = 3


class MatchType(enum.IntEnum):
    """The difference between the name in the text and the gazetteer's name.

    The numbers sort matches that are equal in all else. They do not measure how far the names differ: INFLECTED, a form
    of the very name, has a higher number than TRANSLITERATED, which is a guess.
    """

    EXACT = 0
    VARIANT = 1
    TRANSLITERATED = 2
    INFLECTED = 3
    EMBEDDED = 4
    MISSPELT = 5

    @property
    def is_of_known_name(self) -> bool:
        """Whether the gazetteer knows the name in the text, with other words around it or inflected perhaps."""
        return self in (MatchType.EXACT, MatchType.VARIANT, MatchType.INFLECTED)

    @property
    def is_guess(self) -> bool:
        """Whether the text writes the name in a way that no source has for it."""
        return self in (MatchType.TRANSLITERATED, MatchType.MISSPELT)


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A place found under a name that was looked up; `prominence` says how widely known the place is.

    `since_year` is the first year of a division that was made lately, and None for all others. `is_local_name` says
    that the name is the place's in the language of the text, where that is another than English.
    """

    place: Place
    name_kind: NameKind
    match_type: MatchType = MatchType.EXACT
    prominence: float = 0.0
    since_year: int | None = None
    is_local_name: bool = False


@dataclass(frozen=True, slots=True)
class Home:
    """The home of an outlet's readers: a country, a first-order division, a point, as far as they are known."""

    country_code: str = ""
    admin1_id: str = ""
    coordinates: Coordinates | None = None
