"""The cost of work in bulk: core-seconds = start x workers + a x articles + b x units, fitted to runs."""

import os
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from benchmarks.archives.bench import Bench, Measured

MB = 1 << 20
_CLUSTER_WORKERS, _CLUSTER_ARTICLES, _CLUSTER_UNIT_MB = 64, 10**8, 4


@dataclass(frozen=True, slots=True)
class Cost:
    """Core-seconds for each worker's start, for each article and for each unit.

    `residual` is by how many core-seconds the fit is off in the mean (root of the mean square). `unit` is None where
    what all units of a run cost is less than that, and so below what can be told.
    """

    start: float
    article: float
    unit: float | None
    residual: float

    @classmethod
    def of(cls, measured: Sequence[Measured]) -> Self:
        """Returns the cost that fits runs over the same articles best; each must have had a core a worker."""
        rows = np.array([[each.articles, each.units] for each in measured], dtype=float)
        # All runs have the same articles: start is what the first of them waited for, and the rest is fitted.
        start = statistics.median(each.start_seconds for each in measured)
        core_seconds = np.array([(each.seconds - start) * each.workers for each in measured])
        article, unit = np.linalg.lstsq(rows, core_seconds, rcond=None)[0]
        residual = _root_mean_square(core_seconds - rows @ (article, unit))
        if unit * rows[:, 1].max() > residual:
            return cls(start, float(article), float(unit), residual)
        article = core_seconds @ rows[:, 0] / (rows[:, 0] @ rows[:, 0])
        return cls(start, float(article), None, _root_mean_square(core_seconds - article * rows[:, 0]))

    def core_seconds(self, *, workers: int, articles: float, units: float) -> float:
        """Returns the core-seconds of a run."""
        return self.start * workers + self.article * articles + (self.unit or 0.0) * units

    def __str__(self) -> str:
        unit = "b" if self.unit is None else f"{self.unit:.3f}"
        told = ", b below what can be told" if self.unit is None else ""
        return (
            f"core-seconds = {self.start:.2f} x workers + {self.article:.4f} x articles + {unit} x units{told}; "
            f"off by {self.residual:.1f} in the mean"
        )


def _root_mean_square(differences: NDArray[np.float64]) -> float:
    return float(np.sqrt(np.mean(differences**2)))


def predict(measured: Sequence[Measured], bench: Bench) -> None:
    """Prints the cost that fits the runs that had a core a worker, and what it says of a cluster."""
    cores = len(os.sched_getaffinity(0))
    fitted = [each for each in measured if each.workers <= cores]
    cost = Cost.of(fitted)
    print(cost)
    for each in fitted:
        said = cost.core_seconds(workers=each.workers, articles=each.articles, units=each.units) / each.workers
        print(f"  {each.workers} processes, {each.units} units: {each.seconds:.1f} s, by the fit {said:.1f} s")
    units = _CLUSTER_ARTICLES * bench.byte_count / len(bench.texts) / (_CLUSTER_UNIT_MB * MB)
    hours = cost.core_seconds(workers=_CLUSTER_WORKERS, articles=_CLUSTER_ARTICLES, units=units) / 3600
    print(
        f"{_CLUSTER_ARTICLES:,} articles in units of {_CLUSTER_UNIT_MB} MB: {units:,.0f} units, {hours:,.0f} "
        f"core-hours, {hours / _CLUSTER_WORKERS / 24:,.1f} days with {_CLUSTER_WORKERS} workers; "
        f"listing the results takes {units / 1000:,.0f} requests; "
        f"a unit ends every {hours * 3600 / units / _CLUSTER_WORKERS:.2f} s\n"
    )
