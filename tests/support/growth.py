"""How the cost of a function grows with its input, by the processor time of the thread that runs it."""

import gc
import time
from collections.abc import Callable

_REPEATS = 3
_LEAST_SECONDS = 0.001
"""Anything below counts as this much, for so short a time is mostly noise."""


def growth(run: Callable[[int], object], *, size: int, factor: int = 8) -> float:
    """Returns how many times more `run(factor * size)` costs than `run(size)`.

    A cost in proportion to the size gives about `factor`, one in proportion to its square about `factor` squared, and
    one that does not depend on the size gives 1. Each is the least of three runs.
    """
    return _seconds(run, factor * size) / _seconds(run, size)


def _seconds(run: Callable[[int], object], size: int) -> float:
    taken = []
    gc.disable()
    try:
        for _ in range(_REPEATS):
            started = time.thread_time()
            run(size)
            taken.append(time.thread_time() - started)
    finally:
        gc.enable()
    return max(_LEAST_SECONDS, min(taken))
