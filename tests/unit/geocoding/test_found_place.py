"""Answers in the forms of several services, as geopy hands them over."""

import pytest
from geopy.location import Location

from dateline.geocoding.found_place import read_location
from dateline.values import Coordinates, FallbackAnswer
from support.fake_nominatim import HAVENFORD

PHOTON = {
    "type": "Feature",
    "properties": {"osm_type": "R", "osm_id": 12, "osm_key": "place", "osm_value": "town", "countrycode": "KZ"},
}
PELIAS = {"type": "Feature", "properties": {"id": "34", "gid": "whosonfirst:locality:34", "country_code": "KZ"}}
GEONAMES = {"geonameId": 56, "fcl": "A", "fcode": "ADM3", "countryCode": "KZ"}
GOOGLE = {"place_id": "ChIJ78", "types": ["locality", "political"], "address_components": [{"short_name": "KZ"}]}


@pytest.mark.parametrize(
    ("geocoder", "raw", "place_id", "feature", "country_code"),
    [
        ("nominatim", HAVENFORD, "osm:node/4711", ("P", "PPL"), "KZ"),
        ("photon", PHOTON, "osm:relation/12", ("P", "PPL"), "KZ"),
        ("pelias", PELIAS, "pelias:whosonfirst:locality:34", ("", ""), "KZ"),
        ("geonames", GEONAMES, "geonames:56", ("A", "ADM3"), "KZ"),
        ("googlev3", GOOGLE, "googlev3:ChIJ78", ("", ""), ""),
        ("databc", {"id": {"no": "id"}, "country_code": "Kazakhstan"}, "databc:havenford@51.250,71.500", ("", ""), ""),
        ("other", [], "other:havenford@51.250,71.500", ("", ""), ""),
    ],
)
def test_each_service_s_own_words_make_one_place(geocoder, raw, place_id, feature, country_code):
    """Id, class and country come from where the service has them; what it does not tell is empty."""
    location = Location("Havenford, Akmola Region", (51.25, 71.5), raw)
    answer = read_location(location, name="HAVENFORD", geocoder=geocoder)
    place = answer.place
    assert place is not None
    assert (place.place_id, (place.feature_class, place.feature_code), place.country_code) == (
        place_id,
        feature,
        country_code,
    )
    assert (place.name, place.coordinates, place.source) == ("Havenford", Coordinates(51.25, 71.5), geocoder)
    assert answer.is_exact


def test_another_name_and_no_name_are_told():
    """A place of another name is found inexactly; one without an address has the name it was asked by."""
    other = read_location(Location("Haven Hill, Texas", (1, 2), {}), name="Havenford", geocoder="photon")
    assert other.place is not None
    assert (other.place.name, other.is_exact) == ("Haven Hill", False)
    unnamed = read_location(Location("", (1, 2), {}), name="Havenford", geocoder="photon").place
    assert unnamed is not None
    assert unnamed.name == "Havenford"
    assert read_location(None, name="Havenford", geocoder="photon") == FallbackAnswer("Havenford", None)
