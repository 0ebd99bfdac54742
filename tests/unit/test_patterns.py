"""The regular expressions of the package."""

import re

from support.paths import ROOT

_REPEATED_GROUP = re.compile(r"[^\\]\)(?:[*+?]|\{\d*,?\d*\})\+")


def test_no_pattern_repeats_a_group_possessively() -> None:
    """Python 3.11.2, which Debian 12 has, takes a part of what does not match with "(...)*+"."""
    modules = [path for path in (ROOT / "service/dateline").rglob("*.py") if "v1" not in path.parts]
    code = [
        line for path in modules for line in path.read_text("utf-8").splitlines() if not line.lstrip().startswith("#")
    ]
    assert len(code) > 10_000
    assert not [line for line in code if _REPEATED_GROUP.search(line)]
