"""The gazetteer as a geopy geocoder, so that it and geopy's own take each other's place."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderQueryError, GeocoderUnavailable
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from dateline.gazetteer.folding import MAX_NAME_CHARS, fold
from dateline.gazetteer.gazetteer import Gazetteer
from dateline.values import Coordinates, MatchType, NameKind, NameMatch, Place


class _OfflineAdapter(BaseSyncAdapter):  # type: ignore[misc]  # geopy has no types
    """Refuses every request, so that this geocoder provably asks no server."""

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> Any:  # noqa: ANN401, ARG002  # geopy's
        raise GeocoderUnavailable("this geocoder reads a local gazetteer and makes no requests")

    def get_text(self, url: str, *, timeout: float, headers: dict[str, str]) -> str:  # noqa: ARG002  # geopy's signature
        raise GeocoderUnavailable("this geocoder reads a local gazetteer and makes no requests")


class GazetteerGeocoder(Geocoder):  # type: ignore[misc]  # as above
    """Geocodes names and reverse-geocodes points from `gazetteer`, without network, as geopy's geocoders do."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        super().__init__(user_agent="dateline", adapter_factory=_OfflineAdapter)
        self._gazetteer = gazetteer

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        timeout: float | None = DEFAULT_SENTINEL,  # noqa: ARG002  # geopy's; nothing here can wait
        country_codes: str | Iterable[str] | None = None,
        limit: int = 10,
    ) -> Location | list[Location] | None:
        """The places called `query`, which may name what they lie in ("Paris, Texas"); None if there are none.

        One Location, the best known, unless `exactly_one` is false. `country_codes` are ISO 3166-1 alpha-2.
        """
        if not isinstance(query, str) or not query.strip():
            raise GeocoderQueryError("the query must be a name")
        if len(query) > MAX_NAME_CHARS:
            raise GeocoderQueryError(f"the query must be at most {MAX_NAME_CHARS} characters")
        if limit < 1:
            raise ValueError("limit must be at least 1")
        codes = {country_codes} if isinstance(country_codes, str) else set(country_codes or ())
        wanted = {code.upper() for code in codes}
        matches = [match for match in self._matches(query) if not wanted or match.place.country_code in wanted]
        locations = [_location(match.place, match.name_kind) for match in matches[: 1 if exactly_one else limit]]
        return _answer(locations, exactly_one=exactly_one)

    def reverse(
        self,
        query: Point | tuple[float, float] | str,
        *,
        exactly_one: bool = True,
        timeout: float | None = DEFAULT_SENTINEL,  # noqa: ARG002  # as above
        limit: int = 5,
        max_km: float = 100.0,
    ) -> Location | list[Location] | None:
        """The populated places nearest to a point, within `max_km`; None if there are none."""
        if limit < 1:
            raise ValueError("limit must be at least 1")
        point = Point(query)
        center = Coordinates(point.latitude, point.longitude)
        places = self._gazetteer.nearest(center, limit=1 if exactly_one else limit, max_km=max_km)
        return _answer([_location(place, None) for place in places], exactly_one=exactly_one)

    def _matches(self, query: str) -> tuple[NameMatch, ...]:
        name, *containers = [part.strip() for part in query.split(",") if part.strip()] or [query]
        matches = self._named(name)
        for container in containers:
            # Queries are typed in lower case ("austin, tx"), abbreviations are printed in capitals.
            spellings = dict.fromkeys((container, container.upper()))
            within = tuple(found for each in spellings for found in self._named(each, after_place=True))
            matches = tuple(match for match in matches if _lies_in(match.place, within, container))
        # The comma may belong to the name: "Washington, D.C."
        whole = self._gazetteer.lookup(query) if containers and not matches else ()
        return matches or tuple(match for match in whole if match.match_type is MatchType.EXACT)

    def _named(self, name: str, *, after_place: bool = False) -> tuple[NameMatch, ...]:
        """What a name means that is more than a part of it: who asks for "Dubai World Cup" wants no city."""
        matches = self._gazetteer.lookup(name, after_place=after_place)
        return tuple(match for match in matches if match.match_type is not MatchType.EMBEDDED)


def _lies_in(place: Place, containers: tuple[NameMatch, ...], name: str) -> bool:
    """Whether the place lies in one of the containers, or in the country whose code `name` is."""
    if place.country_code and fold(name) == place.country_code.lower():
        return True
    return any(place.lies_in(match.place) for match in containers)


def _location(place: Place, name_kind: NameKind | None) -> Location:
    parts = (place.name, place.admin2_name, place.admin1_name, place.country_name)
    raw = asdict(place)
    raw["name_kind"] = None if name_kind is None else name_kind.name
    coordinates = place.coordinates
    return Location(
        ", ".join(dict.fromkeys(part for part in parts if part)),
        Point(coordinates.latitude_degrees, coordinates.longitude_degrees),
        raw,
    )


def _answer(locations: list[Location], *, exactly_one: bool) -> Location | list[Location] | None:
    if not locations:
        return None
    return locations[0] if exactly_one else locations
