"""The model of what work in bulk costs, as the bench fits it to runs."""

import pytest

from benchmarks.archives.bench import Measured
from benchmarks.archives.cost import Cost

RUNS = ((1, 1), (1, 8), (2, 64))
"""Workers and units of runs over a thousand articles."""


def _measured(*, article: float, unit: float, noise: tuple[float, ...] = (0.0, 0.0, 0.0)) -> list[Measured]:
    return [
        Measured(workers, 1000, units, 3.0 + (1000 * article + units * unit) / workers + off, 3.0)
        for (workers, units), off in zip(RUNS, noise, strict=True)
    ]


def test_the_fit_tells_what_articles_and_units_cost() -> None:
    """And that nothing is left over, where the runs obey it."""
    cost = Cost.of(_measured(article=0.05, unit=0.2))
    assert cost.start == 3.0
    assert (cost.article, cost.unit) == pytest.approx((0.05, 0.2))
    assert cost.residual == pytest.approx(0.0, abs=1e-6)
    assert cost.core_seconds(workers=2, articles=100, units=10) == pytest.approx(6 + 5 + 2)


@pytest.mark.parametrize("unit", [-0.01, 0.001])
def test_what_is_lost_in_the_noise_is_not_told(unit: float) -> None:
    """Units that seem to cost less than nothing, or less than the runs are off, have no cost told."""
    cost = Cost.of(_measured(article=0.05, unit=unit, noise=(1.0, -1.0, 0.0)))
    assert cost.unit is None
    assert "b below what can be told; off by" in str(cost)
    assert cost.residual > 0
    assert cost.core_seconds(workers=0, articles=1000, units=10**6) == pytest.approx(50, rel=0.05)
