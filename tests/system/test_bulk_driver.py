"""The driver of work in bulk bears an archive of the largest size."""

import json
import os
import subprocess
import sys

import pytest

from support.paths import ROOT

UNITS = 100_000
MOST_SECONDS = 120
MOST_MIB = 300


@pytest.mark.slow
def test_a_hundred_thousand_units_are_planned_driven_and_compared_in_little_time_and_memory() -> None:
    """In a process of its own, whose units cost nothing; it takes a few seconds, and 250 MiB where pandas is there."""
    program = str(ROOT / "benchmarks/archives/driver.py")
    done = subprocess.run(
        [sys.executable, program, "--planned-units", str(UNITS)],
        env=os.environ | {"PYTHONPATH": str(ROOT / "service")}, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    said = json.loads(done.stdout)
    seconds = [value for name, value in said.items() if name.startswith("seconds")]
    assert said["units"] == UNITS
    assert len(seconds) == 3
    assert sum(seconds) < MOST_SECONDS
    assert said["MiB at most"] < MOST_MIB
