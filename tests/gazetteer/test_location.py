"""Where the gazetteer file is."""

import subprocess
import sys
from pathlib import Path

import pytest

from dateline.errors import ResourceMissingError
from dateline.gazetteer import Record, default_path, ensure, location


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(location, "default_path", lambda: tmp_path / "cache" / "gazetteer.sqlite")
    return tmp_path / "cache"


def test_an_explicit_path_is_taken_as_it_is(small_path: Path) -> None:
    """A file that exists is not touched."""
    assert ensure(small_path) == small_path


def test_an_explicit_path_that_is_missing_is_an_error(tmp_path: Path) -> None:
    """What the user named is never built behind their back."""
    with pytest.raises(ResourceMissingError, match="dateline gazetteer build"):
        ensure(tmp_path / "none.sqlite")


def test_the_default_gazetteer_is_built_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first call builds, the second finds."""
    built: list[Path] = []

    def build(path: Path, *, records: tuple[Record, ...] = (), progress: bool) -> None:
        assert not records
        assert progress
        built.append(path)
        path.write_bytes(b"built")

    monkeypatch.setattr(location, "build", build)
    assert ensure(progress=True) == ensure(progress=True) == cache / "gazetteer.sqlite"
    assert built == [cache / "gazetteer.sqlite"]


def test_a_cache_folder_that_cannot_be_made_is_a_clear_error(cache: Path) -> None:
    """The message names the setting that helps."""
    cache.write_text("a file where the folder should be")
    with pytest.raises(ResourceMissingError, match="DATELINE_GAZETTEER"):
        ensure()


def test_the_default_path_is_keyed_by_content() -> None:
    """Another set of sources is another file."""
    assert default_path().name.startswith("gazetteer-")
    assert default_path().suffix == ".sqlite"


def test_two_processes_build_once(tmp_path: Path) -> None:
    """Processes that start together share one build."""
    script = (
        "import sys; from pathlib import Path; from dateline.document import Coordinates\n"
        "from dateline.gazetteer import location, Record, builder\n"
        "folder = Path(sys.argv[1]); location.default_path = lambda: folder / 'g.sqlite'\n"
        "def build(path, *, progress):\n"
        "    with (folder / 'builds').open('a') as log: log.write('built\\n')\n"
        "    builder.build(path, records=[Record('t:1', 'Town', 'P', 'PPL', Coordinates(1, 2))])\n"
        "location.build = build; print(location.ensure())\n"
    )
    service = Path(location.__file__).parents[2]
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path)], env={"PYTHONPATH": str(service)}, stdout=subprocess.PIPE
        )
        for _ in range(3)
    ]
    for process in processes:
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        assert out.decode().strip() == str(tmp_path / "g.sqlite")
    assert (tmp_path / "builds").read_text() == "built\n"
