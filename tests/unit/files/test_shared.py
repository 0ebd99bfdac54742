import os
import threading
from functools import partial

import pytest

from dateline.errors import ResourceDamagedError
from dateline.files.shared import made_once

made = partial(made_once, "tables", file_names=("table",))


def write(folder, text):
    (folder / "table").write_text(text)


def test_a_folder_is_made_once(tmp_path):
    """Who comes second takes it as it is."""
    shared = tmp_path / "shared"
    first = made(folder=shared, make=lambda new: write(new, "first"))
    second = made(folder=shared, make=lambda new: write(new, "second"))
    assert first == second == shared / "tables"
    assert (first / "table").read_text() == "first"


def test_who_waits_for_another_makes_none(tmp_path):
    """The first one makes it while the second one waits for the lock."""
    makers: list[str] = []
    is_making, may_end = threading.Event(), threading.Event()

    def make(new):
        makers.append(threading.current_thread().name)
        is_making.set()
        assert may_end.wait(30)
        write(new, "made")

    threads = [threading.Thread(target=partial(made, folder=tmp_path, make=make)) for _ in range(2)]
    threads[0].start()
    assert is_making.wait(30)
    threads[1].start()
    threads[1].join(0.1)  # long enough to come to the lock, as a rule; where it is not, less is shown
    may_end.set()
    for thread in threads:
        thread.join()
    assert makers == [threads[0].name]


@pytest.mark.parametrize("left", [(), ("other",)])
def test_a_folder_that_lacks_files_is_made_anew(tmp_path, left):
    """Temporary files are cleared away by age; what a killed process has half made goes, too."""
    (tmp_path / "tables").mkdir()
    for name in left:
        (tmp_path / "tables" / name).touch()
    (tmp_path / "partial-of-a-killed-process").mkdir()
    path = made(folder=tmp_path, make=lambda new: write(new, "anew"))
    assert [file.name for file in path.iterdir()] == ["table"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["shared.lock", "tables"]


def test_what_could_not_be_made_leaves_nothing(tmp_path):
    """Not even what was there when it failed."""

    def make(new):
        write(new, "half")
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        made(folder=tmp_path, make=make)
    assert [path.name for path in tmp_path.iterdir()] == ["shared.lock"]


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="no numbers of users")
def test_a_folder_of_somebody_else_is_refused(tmp_path, monkeypatch):
    """Who owns it may have put other weights there."""
    made(folder=tmp_path, make=lambda new: write(new, "theirs"))
    owner = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    with pytest.raises(ResourceDamagedError, match="belongs to somebody else"):
        made(folder=tmp_path, make=lambda new: write(new, "ours"))
