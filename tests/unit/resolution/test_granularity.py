import numpy as np
import pytest

from dateline.resolution.granularity import prefer_granularity
from dateline.values import Granularity
from support.atlas import matches


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
