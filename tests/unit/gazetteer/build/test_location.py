"""Where the gazetteer file is."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import dateline
from dateline.errors import ResourceMissingError
from dateline.gazetteer import Gazetteer
from dateline.gazetteer.build import Record, default_path, ensure
from dateline.values import Coordinates

TOWN = Record("t:1", "Town", "P", "PPL", Coordinates(1, 2))


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_an_explicit_path_is_taken_as_it_is(small_path: Path) -> None:
    """A file that exists is not touched."""
    assert ensure(small_path) == small_path


def test_an_explicit_path_that_is_missing_is_an_error(tmp_path: Path) -> None:
    """What the user named is never built behind their back; the message has the command that makes it there."""
    path = tmp_path / "no such.sqlite"
    with pytest.raises(ResourceMissingError, match=f"`dateline gazetteer build --output '{path}'`"):
        ensure(path)


def test_the_default_gazetteer_is_built_once(cache: Path) -> None:
    """The first call builds, the second finds."""
    taken: list[Record] = []

    def records() -> Iterator[Record]:
        taken.append(TOWN)
        yield TOWN

    path = ensure(records=records())
    assert path == ensure(records=records()) == default_path()
    assert path.parent == cache / "dateline"
    assert taken == [TOWN]
    with Gazetteer(path) as built:
        assert built.describe().place_count == 1


def test_a_cache_folder_that_cannot_be_made_is_a_clear_error(cache: Path) -> None:
    """The message names the setting that helps."""
    cache.write_text("a file where the folder should be")
    with pytest.raises(ResourceMissingError, match="build --output PATH` and set DATELINE_GAZETTEER"):
        ensure()


def test_the_default_path_is_keyed_by_content() -> None:
    """Another set of sources is another file."""
    assert default_path().name.startswith("gazetteer-")
    assert default_path().suffix == ".sqlite"


@pytest.mark.slow
def test_processes_that_start_together_build_once(cache: Path, tmp_path: Path) -> None:
    """They share one build."""
    script = (
        "import sys; from dateline.values import Coordinates; from dateline.gazetteer.build import Record, ensure\n"
        "def records():\n"
        "    with open(sys.argv[1], 'a') as log: log.write('built\\n')\n"
        "    yield Record('t:1', 'Town', 'P', 'PPL', Coordinates(1, 2))\n"
        "print(ensure(records=records()))\n"
    )
    service = Path(dateline.__file__).parents[1]
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path / "builds")],
            env=os.environ | {"PYTHONPATH": str(service)},
            stdout=subprocess.PIPE,
        )
        for _ in range(3)
    ]
    for process in processes:
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        assert Path(out.decode().strip()).parent == cache / "dateline"
    assert (tmp_path / "builds").read_text() == "built\n"
