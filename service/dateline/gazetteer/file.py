"""The file that holds a gazetteer."""

import shlex
from pathlib import Path

from dateline.gazetteer.schema import APPLICATION_ID


def build_command(path: Path) -> str:
    """Returns the command that builds a gazetteer at `path`, for a user to type."""
    return f"dateline gazetteer build --output {shlex.quote(str(path))}"


def bears_stamp(path: Path) -> bool:
    """Returns whether the file is marked as a gazetteer, complete or not, of any version."""
    with path.open("rb") as file:
        head = file.read(72)
    # SQLite's file format has the application's id at byte 68.
    return head.startswith(b"SQLite format 3\0") and head[68:] == APPLICATION_ID.to_bytes(4, "big")
