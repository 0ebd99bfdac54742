import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.paths import ROOT


@pytest.mark.slow
def test_the_demo_runs_on_a_machine_that_has_no_gazetteer_yet(tmp_path: Path) -> None:
    """The real server builds the gazetteer, and the real client prints the article, its places and why."""
    done = subprocess.run(
        [sys.executable, ROOT / "examples/demo.py"],
        env=os.environ | {"XDG_CACHE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "[Astana PLACE]" in done.stdout
    assert "51.1801" in done.stdout
    assert "the server is ready" in done.stderr
