"""The gazetteer as a geopy geocoder, so that code written for geopy's geocoders can use it."""

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
    """An adapter that refuses every request, so that this geocoder provably asks no server."""

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> Any:  # noqa: ANN401, ARG002  # geopy's
        raise GeocoderUnavailable("this geocoder reads a local gazetteer and makes no requests")

    def get_text(self, url: str, *, timeout: float, headers: dict[str, str]) -> str:  # noqa: ARG002  # geopy's signature
        raise GeocoderUnavailable("this geocoder reads a local gazetteer and makes no requests")


class GazetteerGeocoder(Geocoder):  # type: ignore[misc]  # geopy has no types
    """A geocoder with geopy's methods that looks up names and points in `gazetteer`, without a network."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        super().__init__(user_agent="dateline", adapter_factory=_OfflineAdapter)
        self._gazetteer = gazetteer

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        timeout: float | None = DEFAULT_SENTINEL,  # noqa: ARG002  # geopy's; a local lookup needs none
        country_codes: str | Iterable[str] | None = None,
        limit: int = 10,
    ) -> Location | list[Location] | None:
        """Returns the places called `query`, or None; `query` may name what they lie in ("Paris, Texas").

        Returns one Location, that of the best known place, unless `exactly_one` is false. `country_codes` are ISO
        3166-1 alpha-2. Raises GeocoderQueryError where `query` is empty or too long for a name.
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
        timeout: float | None = DEFAULT_SENTINEL,  # noqa: ARG002  # geopy's, as in `geocode`
        limit: int = 5,
        max_km: float = 100.0,
    ) -> Location | list[Location] | None:
        """Returns the populated places nearest to a point, within `max_km`; None where no place is that near."""
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
            # The gazetteer has abbreviations in capitals, and queries are often typed without ("austin, tx").
            spellings = dict.fromkeys((container, container.upper()))
            within = tuple(match for spelling in spellings for match in self._named(spelling, after_place=True))
            matches = tuple(match for match in matches if _lies_in(match.place, within, container))
        # The comma may belong to the name: "Washington, D.C."
        whole = self._gazetteer.lookup(query) if containers and not matches else ()
        return matches or tuple(match for match in whole if match.match_type is MatchType.EXACT)

    def _named(self, name: str, *, after_place: bool = False) -> tuple[NameMatch, ...]:
        """Returns the matches of the whole name: a query for "Dubai World Cup" does not ask for Dubai."""
        matches = self._gazetteer.lookup(name, after_place=after_place)
        return tuple(match for match in matches if match.match_type is not MatchType.EMBEDDED)


def _lies_in(place: Place, containers: tuple[NameMatch, ...], name: str) -> bool:
    """Returns whether `place` lies in one of the containers, or in the country whose code is `name`."""
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
