"""The file that a gazetteer reads."""

import shutil
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from threading import Barrier, Thread

import pytest

from dateline.errors import ResourceDamagedError, ResourceMissingError
from dateline.gazetteer import bears_stamp
from dateline.gazetteer.place_file import PlaceFile
from dateline.values import Coordinates, MatchType


def test_nearest_gives_populated_places_by_distance(small_file: PlaceFile) -> None:
    """The nearest come first, up to the limit and the distance asked for."""
    near_nice = Coordinates(43.7, 7.26)
    assert [place.name for place in small_file.nearest(near_nice)] == ["Saint-Tropez"]
    assert [place.name for place in small_file.nearest(near_nice, limit=9, max_km=900)] == ["Saint-Tropez", "Paris"]
    assert small_file.nearest(near_nice, max_km=10) == ()


@pytest.mark.parametrize("longitude", [179.95, -179.95, 180.0])
def test_nearest_looks_across_the_date_line(small_file: PlaceFile, longitude: float) -> None:
    """The edge of the map is no border."""
    assert [place.name for place in small_file.nearest(Coordinates(-17, longitude))] == ["Date Line"]


def test_nearest_works_at_the_poles(small_file: PlaceFile) -> None:
    """Every meridian is near a pole."""
    assert small_file.nearest(Coordinates(90, 0)) == ()
    assert len(small_file.nearest(Coordinates(-90, 0), limit=9, max_km=30_000)) == 5


def test_threads_share_a_file(small_path: Path) -> None:
    """Reads from many threads give what one thread gets, after closing too."""
    file = PlaceFile(small_path)
    with closing(file), ThreadPoolExecutor(8) as pool:
        names = ["Paris", "Texas", "TX", "nope county", "French"] * 40
        expected = [file.called(name) for name in names]
        assert list(pool.map(file.called, names)) == expected
        file.close()
        assert file.get("geonames:2988507") is not None


def _descriptor_count(path: Path) -> int:
    """How many descriptors of this process are open on a file."""
    count = 0
    for each in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # the descriptor that lists the folder is gone by now
            count += each.readlink() == path.resolve()
    return count


@pytest.fixture
def own_path(small_path: Path, tmp_path: Path) -> Path:
    """A gazetteer that no other test has open."""
    if sys.platform != "linux":
        pytest.skip("only Linux tells what a descriptor is of")
    return Path(shutil.copy(small_path, tmp_path / "own.sqlite"))


def test_threads_that_have_ended_hold_no_descriptor(own_path: Path) -> None:
    """The connection of a thread is closed when the thread ends, and those of the others stay open."""
    with closing(PlaceFile(own_path)) as file:
        for _ in range(20):
            thread = Thread(target=file.called, args=("Paris",))
            thread.start()
            thread.join()
        assert _descriptor_count(own_path) == 1
        assert file.called("Paris")


def test_closing_closes_the_connections_of_all_threads(own_path: Path) -> None:
    """Threads that are alive hold no descriptor of a file that is closed, and open it again when they look up."""
    everyone = Barrier(4)
    file = PlaceFile(own_path)

    def look_up(name: str) -> int:
        everyone.wait(20)
        return len(file.called(name))

    with ThreadPoolExecutor(4) as pool:
        for descriptor_count in (5, 4):  # this thread has opened the file once, to load it
            assert all(pool.map(look_up, ["Paris"] * 4))
            assert _descriptor_count(own_path) == descriptor_count
            file.close()
            assert _descriptor_count(own_path) == 0


def test_a_file_that_nobody_closes_is_closed_with_its_object(own_path: Path) -> None:
    """The connections of threads that are still alive are closed, too."""
    file = PlaceFile(own_path)
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(file.called, "Paris").result()
        assert _descriptor_count(own_path) == 2
        del file
        pool.submit(int).result()  # by then the thread has let go of its last job, and so of the file
        assert _descriptor_count(own_path) == 0


def test_the_known_beginning_of_a_name_is_told(small_file: PlaceFile) -> None:
    """As far as any name of any place begins so."""
    assert [small_file.known_chars(name) for name in ("paris", "parix", "texas county", "qqq")] == [5, 4, 5, 0]


def test_spellings_are_of_names_but_for_those_within_others(small_file: PlaceFile) -> None:
    """A demonym is no misspelt place, but may stand in the name of something else."""
    spellings = ("french", "paris")
    for match_type, names in ((MatchType.MISSPELT, {"Paris"}), (MatchType.EMBEDDED, {"Paris", "France"})):
        matches = small_file.spelt(spellings, match_type=match_type)
        assert {match.place.name for match in matches} == names
        assert {match.match_type for match in matches} == {match_type}


def test_a_missing_file_says_how_to_make_it(tmp_path: Path) -> None:
    """The message names the command."""
    path = tmp_path / "none.sqlite"
    with pytest.raises(ResourceMissingError, match=f"`dateline gazetteer build --output {path}`"):
        PlaceFile(path)


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 500])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: bytes) -> None:
    """Whatever lies at the path, the error is ours."""
    path = tmp_path / "g.sqlite"
    path.write_bytes(content)
    with pytest.raises(ResourceDamagedError, match=f"`dateline gazetteer build --output {path} --force`"):
        PlaceFile(path)
    assert not bears_stamp(path)


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    """A database is not yet a gazetteer."""
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE names (name TEXT)")
    with pytest.raises(ResourceDamagedError, match=r"no gazetteer of this version: .* --force`"):
        PlaceFile(path)
    assert not bears_stamp(path)


def test_a_truncated_gazetteer_is_refused(small_path: Path, tmp_path: Path) -> None:
    """Half a file is no gazetteer."""
    path = tmp_path / "half.sqlite"
    shutil.copy(small_path, path)
    path.write_bytes(path.read_bytes()[:6000])
    with pytest.raises(ResourceDamagedError):
        PlaceFile(path)
    assert bears_stamp(path)
