import os

import pytest

from dateline.errors import ResourceDamagedError
from dateline.files.shared import made_once


def test_a_folder_is_made_once(tmp_path):
    """Who comes second takes it as it is."""
    shared = tmp_path / "shared"
    first = made_once("tables", folder=shared, make=lambda new: (new / "table").write_text("first"))
    second = made_once("tables", folder=shared, make=lambda new: (new / "table").write_text("second"))
    assert first == second == shared / "tables"
    assert (first / "table").read_text() == "first"


def test_what_could_not_be_made_leaves_nothing(tmp_path):
    """Not even what was there when it failed."""

    def make(new):
        (new / "table").write_text("half")
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        made_once("tables", folder=tmp_path, make=make)
    assert [path.name for path in tmp_path.iterdir()] == ["weights.lock"]


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="no numbers of users")
def test_a_folder_of_somebody_else_is_refused(tmp_path, monkeypatch):
    """Who owns it could put other weights there."""
    owner = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    with pytest.raises(ResourceDamagedError, match="belongs to somebody else"):
        made_once("tables", folder=tmp_path, make=lambda _: None)
