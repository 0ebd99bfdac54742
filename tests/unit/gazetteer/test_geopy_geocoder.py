"""The geopy geocoder."""

import pytest
from geopy.distance import distance
from geopy.exc import GeocoderQueryError, GeocoderUnavailable
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from geopy.point import Point

from dateline.gazetteer import GazetteerGeocoder


def _one(found: Location | list[Location] | None) -> Location:
    assert isinstance(found, Location)
    return found


def _many(found: Location | list[Location] | None) -> list[Location]:
    assert isinstance(found, list)
    return found


def test_it_is_a_geopy_geocoder(geocoder: GazetteerGeocoder) -> None:
    """Code that takes geopy's geocoders takes this one."""
    assert isinstance(geocoder, Geocoder)


def test_one_location_is_the_best_known(geocoder: GazetteerGeocoder) -> None:
    """By default there is one answer, with address, point and the whole record."""
    location = _one(geocoder.geocode("Paris"))
    assert location.address == "Paris, France"
    assert (location.latitude, location.longitude) == (48.85341, 2.3488)
    assert location.raw["place_id"] == "geonames:2988507"
    assert location.raw["name_kind"] == "PRIMARY"


def test_all_locations_come_as_a_list(geocoder: GazetteerGeocoder) -> None:
    """Without `exactly_one` there is a list, up to the limit."""
    assert [each.raw["country_code"] for each in _many(geocoder.geocode("Paris", exactly_one=False))] == ["FR", "US"]
    assert len(_many(geocoder.geocode("Paris", exactly_one=False, limit=1))) == 1


@pytest.mark.parametrize(
    "query",
    ["Paris, Texas", "Paris, TX", "Paris, Lamar County, Texas", "Paris, US", "paris, tx, u.s.", "Paris, America"],
)
def test_what_a_place_lies_in_may_follow_commas(geocoder: GazetteerGeocoder, query: str) -> None:
    """Divisions, countries, codes and abbreviations narrow the answer."""
    assert _one(geocoder.geocode(query)).raw["place_id"] == "geonames:4717560"


def test_a_place_that_does_not_lie_there_is_not_found(geocoder: GazetteerGeocoder) -> None:
    """No answer is better than one elsewhere."""
    assert geocoder.geocode("Saint-Tropez, Texas") is None
    assert geocoder.geocode("Saint-Tropez Film Festival") is None
    assert geocoder.geocode("Paris, Bank of Texas") is None
    assert geocoder.geocode("Atlantis") is None
    assert geocoder.geocode("Atlantis", exactly_one=False) is None


def test_other_spellings_are_forgiven(geocoder: GazetteerGeocoder) -> None:
    """A letter mistyped or written otherwise still leads to the place, in what it lies in, too."""
    assert _one(geocoder.geocode("Saint-Torpez")).raw["place_id"] == "geonames:2976258"
    assert _one(geocoder.geocode("Pariss, Texsa")).raw["place_id"] == "geonames:4717560"


def test_country_codes_narrow_the_answer(geocoder: GazetteerGeocoder) -> None:
    """One code or several, in either case."""
    assert _one(geocoder.geocode("Paris", country_codes="us")).raw["country_code"] == "US"
    assert len(_many(geocoder.geocode("Paris", country_codes=["FR", "US"], exactly_one=False))) == 2
    assert geocoder.geocode("Paris", country_codes="DE") is None


@pytest.mark.parametrize("query", ["", "  ", "x" * 1000, None, 3])
def test_queries_that_are_no_names_are_refused(geocoder: GazetteerGeocoder, query: str) -> None:
    """The error is geopy's."""
    with pytest.raises(GeocoderQueryError):
        geocoder.geocode(query)


def test_a_limit_below_one_is_refused(geocoder: GazetteerGeocoder) -> None:
    """Asking for nothing is a mistake."""
    with pytest.raises(ValueError, match="limit"):
        geocoder.geocode("Paris", limit=0)
    with pytest.raises(ValueError, match="limit"):
        geocoder.reverse((0, 0), limit=0)


@pytest.mark.parametrize("query", [(43.3, 6.6), "43.3, 6.6", Point(43.3, 6.6)])
def test_points_are_reversed_to_the_nearest_place(geocoder: GazetteerGeocoder, query: object) -> None:
    """All of geopy's ways to write a point work."""
    assert _one(geocoder.reverse(query)).raw["name"] == "Saint-Tropez"
    assert [each.raw["name"] for each in _many(geocoder.reverse(query, exactly_one=False))] == ["Saint-Tropez"]


def test_a_point_in_the_middle_of_nowhere_has_no_place(geocoder: GazetteerGeocoder) -> None:
    """The ocean is not rounded to a coast."""
    assert geocoder.reverse((0, -150)) is None


@pytest.mark.filterwarnings("ignore:Latitude normalization:UserWarning")
@pytest.mark.parametrize("query", ["nowhere", (100, 0), (float("nan"), 0)])
def test_bad_points_are_refused(geocoder: GazetteerGeocoder, query: object) -> None:
    """The error is geopy's ValueError."""
    with pytest.raises(ValueError):  # noqa: PT011  # geopy's words
        geocoder.reverse(query)


def test_geopys_rate_limiter_and_distance_take_it(geocoder: GazetteerGeocoder) -> None:
    """What geopy offers around geocoders works with this one."""
    geocode = RateLimiter(geocoder.geocode, min_delay_seconds=0)
    france, texas = geocode("Paris"), geocode("Paris, Texas")
    assert distance(france.point, texas.point).km == pytest.approx(7_750, rel=0.05)


def test_it_can_make_no_request(geocoder: GazetteerGeocoder) -> None:
    """Names never leave the machine."""
    with pytest.raises(GeocoderUnavailable):
        geocoder.adapter.get_json("https://example.org", timeout=1, headers={})
    with pytest.raises(GeocoderUnavailable):
        geocoder.adapter.get_text("https://example.org", timeout=1, headers={})
