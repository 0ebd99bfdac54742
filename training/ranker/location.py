"""Where a mention lies, as the areas of a resolution are trained on."""

from dataclasses import dataclass

from dateline.values import Coordinates, Place


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
