import numpy as np
import pytest

from dateline.resolution.granularity import prefer_cities, prefer_granularity
from dateline.values import Granularity, NameKind, NameMatch
from support.atlas import matches, place


@pytest.mark.parametrize(
    ("prefer", "probabilities", "expected"),
    [
        (Granularity.LIKELIEST, [0.6, 0.3], [0.6, 0.3]),
        (Granularity.CITY, [0.6, 0.3], [0.0, 0.9]),
        (Granularity.CITY, [0.3, 0.6], [0.3, 0.6]),
        (Granularity.DIVISION, [0.3, 0.6], [0.9, 0.0]),
        (Granularity.DIVISION, [0.6, 0.3], [0.6, 0.3]),
    ],
)
def test_the_preferred_of_two_takes_both_probabilities(prefer, probabilities, expected):
    """State (first) and city of New York: only where the other is likelier does a preference move anything."""
    assert prefer_granularity(matches("New York"), np.array(probabilities), prefer) == pytest.approx(expected)


@pytest.mark.parametrize("name", ["Paris", "Dallas", "Texas"])
@pytest.mark.parametrize("prefer", list(Granularity))
def test_places_that_share_no_name_with_a_division_stay(name, prefer):
    """Paris in Texas is no city in a division called Paris, so nothing moves, and nothing is lost."""
    probabilities = np.linspace(0.6, 0.2, len(matches(name)))
    assert prefer_granularity(matches(name), probabilities, prefer) == pytest.approx(probabilities)


def _named(code, *, people, point=(52.52, 13.41), admin1="1"):
    number = {"ADM1": 1, "PPL": 2}[code]
    return NameMatch(place(number, "Elbstadt", code, point, "DE", admin1=admin1, population=people), NameKind.PRIMARY)


@pytest.mark.parametrize(
    ("division", "town", "expected"),
    [
        ({"people": 1_500_000}, {"people": 1_400_000}, [0.08, 0.92]),
        ({"people": 9_000_000}, {"people": 1_400_000}, [0.8, 0.2]),
        ({"people": 1_500_000, "point": (51.0, 10.0)}, {"people": 1_400_000}, [0.8, 0.2]),
        ({"people": 1_500_000}, {"people": 1_400_000, "admin1": "9"}, [0.8, 0.2]),
    ],
    ids=["a city that is a division", "many other people", "a point elsewhere", "another division"],
)
def test_a_division_that_is_a_city_hands_on_to_the_city(division, town, expected):
    """Only where the two are the same piece of land; a state of the city's name keeps its probability."""
    both = (_named("ADM1", **division), _named("PPL", **town))
    before = np.array([0.8, 0.2])
    assert prefer_cities(both, before) == pytest.approx(expected)
    assert before == pytest.approx([0.8, 0.2])


def test_towns_without_a_division_of_their_name_stay():
    """Paris in Texas is no city-state."""
    probabilities = np.array([0.7, 0.3])
    assert prefer_cities(matches("Paris"), probabilities) is probabilities
