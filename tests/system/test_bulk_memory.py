"""A worker of work in bulk needs little memory of its own."""

import sys
from pathlib import Path

import pytest

from benchmarks.archives.bench import Bench
from benchmarks.archives.memory import measure_memory

ARTICLES = 200
MIX = "short:6,ordinary:3.9,long:0.1"
MOST_MIB = 200


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_workers_own_memory_stays_small(tmp_path: Path) -> None:
    """With model and gazetteer; its own is anonymous memory: weights and tables are mapped, so no part of it."""
    (found,) = measure_memory(Bench(tmp_path, articles=ARTICLES, mix=MIX, seed=16), workers=1)
    assert 20 < found["weights"] < found["Rss"]
    assert 20 < found["Anonymous"] < MOST_MIB
