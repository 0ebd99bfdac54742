"""A toponym: a place mention with what the gazetteer holds under its name."""

from dataclasses import dataclass

from dateline.values import MentionKind, NameMatch, Place, Source


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place mention to resolve; offsets are those of its span, code points, half-open."""

    name: str
    kind: MentionKind
    source: Source
    start_offset: int
    end_offset: int
    matches: tuple[NameMatch, ...]

    @property
    def key(self) -> str:
        """What toponyms of one sense share."""
        return " ".join(self.name.casefold().split())


def contains(outer: Place, inner: Place) -> bool:
    """Whether the gazetteer says that `inner` lies in `outer`, a country or a division."""
    if outer.place_id == inner.place_id:
        return False
    if outer.place_id in (inner.admin1_id, inner.admin2_id):
        return True
    return is_country(outer) and outer.country_code == inner.country_code


def is_country(place: Place) -> bool:
    """Whether the place is a country or a dependent territory."""
    return is_country_code(place.feature_code)


def is_country_code(feature_code: str) -> bool:
    """Whether GeoNames gives this feature code to countries and dependent territories."""
    return feature_code.startswith(("PCL", "TERR"))


def is_country_or_state(place: Place) -> bool:
    """Whether the place is a country or a first-order division."""
    return is_country(place) or place.feature_code == "ADM1"


def is_division(place: Place) -> bool:
    """Whether the place is an administrative division below its country."""
    return place.feature_class == "A" and not is_country(place)
