"""The answers of geopy's geocoders as places, whatever each geocoder calls its fields."""

from collections.abc import Mapping

from geopy.location import Location

from dateline.gazetteer.folding import fold
from dateline.values import Coordinates, FallbackAnswer, Place

_OSM_TYPES = {"N": "node", "W": "way", "R": "relation"}
_ID_KEYS = ("gid", "geonameId", "place_id", "id")
_COUNTRY_KEYS = ("country_code", "countrycode", "countryCode")
_POPULATED = frozenset("city town village hamlet borough suburb quarter neighbourhood".split())


def read_location(location: Location | None, *, name: str, geocoder: str) -> FallbackAnswer:
    """Returns the answer of `geocoder` on `name` with `location`, where None means that it knows no such place.

    Raises ValueError for a location without a point.
    """
    if location is None:
        return FallbackAnswer(name, None)
    if not (location.latitude or location.longitude):
        # geopy gives a missing point as 0, 0, where no place lies.
        raise ValueError("the answer has no point")
    facts = _facts(location.raw)
    # Addresses begin with the place itself: "Springfield, Sangamon County, Illinois, United States".
    title = location.address.split(",")[0].strip() or name
    coordinates = Coordinates(location.latitude, location.longitude)
    is_populated = any(_text(facts, key) in _POPULATED for key in ("addresstype", "type", "osm_value"))
    place = Place(
        place_id=_place_id(facts, title, coordinates, geocoder),
        name=title,
        feature_class=_text(facts, "fcl") or ("P" if is_populated else ""),
        feature_code=_text(facts, "fcode") or ("PPL" if is_populated else ""),
        coordinates=coordinates,
        country_code=_country_code(facts),
        source=geocoder,
    )
    return FallbackAnswer(name, place, is_exact=fold(title) == fold(name))


def _facts(raw: object) -> dict[str, object]:
    """Returns an answer's fields, and those of its address (Nominatim), components (OpenCage), properties (GeoJSON)."""
    facts = dict(raw) if isinstance(raw, Mapping) else {}
    for part in ("address", "components", "properties"):
        inner = facts.get(part)
        if isinstance(inner, Mapping):
            facts = {**inner, **facts}
    return facts


def _text(facts: Mapping[str, object], key: str) -> str:
    value = facts.get(key)
    return str(value) if isinstance(value, str | int) else ""


def _place_id(facts: Mapping[str, object], title: str, coordinates: Coordinates, geocoder: str) -> str:
    """Returns OpenStreetMap's id of the place, else the geocoder's, else an id made of its name and point.

    OpenStreetMap's goes first, because `place_id` differs from one Nominatim server to the next.
    """
    osm_type, osm_id = _text(facts, "osm_type"), _text(facts, "osm_id")
    if osm_type and osm_id:
        return f"osm:{_OSM_TYPES.get(osm_type, osm_type)}/{osm_id}"
    own_id = next(filter(None, (_text(facts, key) for key in _ID_KEYS)), "")
    point = f"{coordinates.latitude_degrees:.3f},{coordinates.longitude_degrees:.3f}"
    return f"{geocoder}:{own_id or f'{fold(title)}@{point}'}"


def _country_code(facts: Mapping[str, object]) -> str:
    codes = (_text(facts, key).upper() for key in _COUNTRY_KEYS)
    return next((code for code in codes if len(code) == 2 and code.isalpha()), "")
