"""Estimating an outlet's home."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.outlets import PlaceReading, estimate_home
from dateline.values import Coordinates, Home, Place

TENNESSEE, TEXAS = "geonames:4662168", "geonames:4736286"


def place(place_id: str, latitude: float, longitude: float, *, code: str = "US", admin1: str = "", kind: str = "P"):
    return Place(place_id, place_id.title(), kind, "PPL", Coordinates(latitude, longitude), code, admin1_id=admin1)


PARIS = place("paris", 36.302, -88.326, admin1=TENNESSEE)
HENRY = place("henry", 36.203, -88.417, admin1=TENNESSEE)
PURYEAR = place("puryear", 36.443, -88.334, admin1=TENNESSEE)
PARIS_TEXAS = place("paris, texas", 33.661, -95.556, admin1=TEXAS)
DALLAS = place("dallas", 32.783, -96.807, admin1=TEXAS)
PARIS_FRANCE = place("paris, france", 48.853, 2.349, code="FR")
ALEPPO = place("aleppo", 36.2, 37.16, code="SY")
UNITED_STATES = place("united states", 39.76, -98.5, kind="A")
NORTH_SEA = place("north sea", 55, 3, code="", kind="H")


def read(*articles: dict[str, float]) -> list[PlaceReading]:
    places = {each.name.lower(): each for each in (
        PARIS, HENRY, PURYEAR, PARIS_TEXAS, DALLAS, PARIS_FRANCE, ALEPPO, UNITED_STATES, NORTH_SEA,
    )}  # fmt: skip
    return [
        PlaceReading(number, places[name], probability)
        for number, article in enumerate(articles)
        for name, probability in article.items()
    ]


def test_a_town_and_its_neighbours_speak_for_each_other() -> None:
    """The town at the middle of what the articles name is the home, though none names it surely."""
    readings = read(
        {"paris": 0.3, "paris, france": 0.6, "henry": 1.0},
        {"paris": 0.3, "paris, france": 0.6, "puryear": 1.0},
        {"paris": 0.4, "paris, texas": 0.4},
    )
    estimate = estimate_home(readings)
    assert estimate is not None
    assert estimate.home in [Home("US", TENNESSEE, each.coordinates) for each in (PARIS, HENRY, PURYEAR)]
    assert 0.5 < estimate.local_share <= 1


def test_the_town_named_most_is_the_home() -> None:
    """Of neighbours the one that the articles themselves name comes first."""
    estimate = estimate_home(read({"paris": 0.9, "henry": 0.9}, {"paris": 0.9}, {"paris": 0.9, "puryear": 0.2}))
    assert estimate is not None
    assert (estimate.home, estimate.town) == (Home("US", TENNESSEE, PARIS.coordinates), "Paris")


def test_one_report_from_abroad_has_one_voice() -> None:
    """However often and surely an article names a place, it counts as one article."""
    beat = [{"paris": 0.6}] * 3
    abroad = read(*beat, {"aleppo": 1.0}) + read({}, {}, {}, {"aleppo": 1.0}) * 50
    estimate = estimate_home(abroad)
    assert estimate is not None
    assert estimate.town == "Paris"
    assert estimate.local_share == pytest.approx(0.45)


def test_a_national_paper_has_a_country_only() -> None:
    """Where no town recurs but the country does, the country is the home."""
    estimate = estimate_home(
        read({"paris": 0.9, "united states": 1.0}, {"paris, texas": 0.9}, {"united states": 0.9}, {"aleppo": 1.0})
    )
    assert estimate is not None
    assert (estimate.home, estimate.town, estimate.local_share) == (Home("US"), "", 0)


def test_the_sea_is_no_country() -> None:
    """What lies in no country takes no country's place, however often it is named."""
    sea = {"north sea": 1.0}
    estimate = estimate_home(read({"paris": 0.9} | sea, {"paris, texas": 0.9} | sea, sea, {"dallas": 0.9} | sea))
    assert estimate is not None
    assert estimate.home == Home("US")


@pytest.mark.parametrize(
    "articles",
    [
        (),
        ({"north sea": 1.0},),
        ({"aleppo": 1.0}, {"paris, france": 1.0}, {"paris": 1.0}, {"north sea": 1.0}),
        ({"paris": 0.1, "paris, texas": 0.1, "paris, france": 0.1},),
    ],
    ids=["nothing", "nowhere", "everywhere", "unsure"],
)
def test_what_points_nowhere_has_no_home(articles: tuple[dict[str, float], ...]) -> None:
    """An agency that writes of the whole world, and articles that name nothing surely, are given none."""
    assert estimate_home(read(*articles)) is None


@given(
    st.lists(
        st.builds(
            PlaceReading,
            st.integers(0, 5),
            st.builds(
                place,
                st.sampled_from("abcdef"),
                st.floats(-90, 90),
                st.floats(-180, 180),
                code=st.sampled_from(("US", "FR", "")),
                kind=st.sampled_from("PAH"),
            ),
            st.floats(0, 1),
        ),
        max_size=30,
    )
)
def test_an_estimate_is_of_what_was_read(readings: list[PlaceReading]) -> None:
    """Whatever was read, a home is a place among it and its share is one."""
    estimate = estimate_home(readings)
    if estimate is not None:
        assert estimate.home.country_code in {each.place.country_code for each in readings}
        assert estimate.home.coordinates in {None, *(each.place.coordinates for each in readings)}
        assert 0 <= estimate.local_share <= 1
