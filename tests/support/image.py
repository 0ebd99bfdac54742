"""What the Dockerfile says of the image."""

import re

from support.paths import ROOT

_LINES = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
IMAGE = _LINES.replace("\\\n", " ").rpartition("\nFROM ")[2]
"""The last stage of the Dockerfile, an instruction a line."""
IMAGE_SETTINGS = dict(re.findall(r"(DATELINE_\w+)=(\S+)", IMAGE))
"""The settings that the image brings, by variable."""


def words(instruction: str) -> list[str]:
    """The words of the one instruction of that name."""
    (line,) = re.findall(rf"^{instruction} (.*)", IMAGE, re.MULTILINE)
    return str(line).split()
