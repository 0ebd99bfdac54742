"""A worker of work in bulk needs little memory of its own."""

import sys
from pathlib import Path

import pytest

from benchmarks.archives.bench import Bench
from benchmarks.archives.memory import measure_memory

ARTICLES = 100
MIX = "short:6,ordinary:3.9,long:0.1"
GERMAN = "In Nairobi trafen sich am Montag die Minister aus Kenia und Uganda, wie die Regierung mitteilte. "


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(("text", "most_mib"), [("", 200), (GERMAN, 250)], ids=["English", "German"])
def test_a_workers_own_memory_stays_small(tmp_path: Path, text: str, most_mib: int) -> None:
    """With gazetteer and model, or models; its own is anonymous: weights and tables are mapped, so no part of it."""
    bench = Bench(tmp_path, articles=ARTICLES, mix=MIX, seed=16)
    if text:
        bench.texts[::5] = [text * 5] * len(bench.texts[::5])
    for found in measure_memory(bench, workers=2):
        assert 20 < found["Anonymous"] < most_mib
        # Of what both map each counts half.
        assert found["shared"] > 50
        assert found["Pss"] < found["Rss"] - 0.4 * found["shared"]
