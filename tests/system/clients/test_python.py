"""The script for Python, as a reader would run it."""

import asyncio
import runpy

import pytest

from support.paths import ROOT

pytestmark = pytest.mark.slow

SCRIPT = ROOT / "examples/clients/python.py"


def test_script_annotates_blocking_and_streaming(live: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It prints where the article's places are, and then what came of each article of a stream."""
    script = runpy.run_path(str(SCRIPT))
    script["print_places"](live)
    assert "Astana geonames:1526273" in capsys.readouterr().out
    asyncio.run(script["count_entities"](live))
    lines = sorted(capsys.readouterr().out.splitlines())
    assert [line.split()[0] for line in lines] == ["article-0", "article-1", "article-2"]
    assert all(line.endswith("entities") for line in lines)
