"""Where a mention lies, as the areas of a resolution are trained on."""

from dataclasses import dataclass, replace

from dateline.gazetteer import Gazetteer
from dateline.values import Coordinates, Place

_NEIGHBOUR_KM = 50.0


@dataclass(frozen=True, slots=True)
class Location:
    """A country, divisions and a point; a division is None where nobody knows, and empty where there is none."""

    country_code: str
    admin1_id: str | None
    admin2_id: str | None
    coordinates: Coordinates | None


def locate(place: Place) -> Location:
    """Returns where a place lies; a country or division lies in itself, and has no point."""
    if place.is_country:
        return Location(place.country_code, "", "", None)
    if place.is_first_order_division:
        return Location(place.country_code, place.place_id, "", None)
    if place.feature_code == "ADM2":
        return Location(place.country_code, place.admin1_id, place.place_id, None)
    return Location(place.country_code, place.admin1_id, place.admin2_id, place.coordinates)


def find_location(gazetteer: Gazetteer, place_id: str | None, coordinates: Coordinates | None) -> Location | None:
    """Returns where a place of the gazetteer lies, or else a point, as the town nearest to it tells; None without."""
    place = gazetteer.get(place_id) if place_id else None
    if place is not None:
        return locate(place)
    near = gazetteer.nearest(coordinates, max_km=_NEIGHBOUR_KM) if coordinates else ()
    return replace(locate(near[0]), coordinates=coordinates) if near else None
