import threading
from typing import Any, ClassVar

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fsspec.implementations.local import LocalFileSystem

from dateline.bulk import Folder, plan_units, read_status
from dateline.bulk.results import Results, read_footer
from dateline.errors import InvalidInputError, ResourceDamagedError
from support.bulk_world import lines


def test_a_folder_tells_of_its_run(write, job, work, tmp_path):
    """Units, what remains, error rows, and with the footers the articles; by itself, without inputs."""
    write("in/a.jsonl", lines(6) + b"nothing\n")
    write("in/b.jsonl", lines(6))
    planned = job("in")
    work(planned)
    next(iter((tmp_path / "out/articles").iterdir())).unlink()
    (tmp_path / "in").rename(tmp_path / "gone")
    status = read_status(Folder(str(tmp_path / "out")), counted=True)
    assert (len(status.units), len(status.done), len(status.remaining)) == (2, 1, 1)
    assert status.article_count == 6
    assert status.error_unit_count == status.error_count
    assert status.manifest.inputs == (str(tmp_path / "in"),)
    assert read_status(Folder(str(tmp_path / "out"))).article_count is None


def test_errors_of_units_that_are_not_done_do_not_count(write, job, work, tmp_path):
    """They are written before the result, without which they are nothing."""
    write("in.jsonl", b"nothing\n")
    work(job("in.jsonl"))
    next(iter((tmp_path / "out/articles").iterdir())).unlink()
    assert read_status(Folder(str(tmp_path / "out"))).error_unit_count == 0


def test_errors_of_an_earlier_try_do_not_stay(write, job, work):
    """A result without errors has no error rows beside it."""
    write("in.jsonl", lines(3))
    planned = job("in.jsonl")
    (unit,) = plan_units(planned.inputs, digest=planned.digest).units
    path = write(f"out/errors/{unit.key}.parquet", b"of an earlier try")
    assert work(planned)[0].errors == 0
    assert not path.exists()
    assert read_status(planned.output).error_unit_count == 0


def test_what_is_no_folder_of_results_is_told(write, job, work, tmp_path):
    """No manifest, a damaged one, one of another version, and a damaged plan."""
    folder = Folder(str(tmp_path / "out"))
    with pytest.raises(InvalidInputError, match=r"has no manifest\.json"):
        read_status(folder)
    write("in.jsonl", lines(1))
    work(job("in.jsonl"))
    plan = tmp_path / "out/plan.parquet"
    good, manifest = plan.read_bytes(), tmp_path / "out/manifest.json"
    plan.unlink()
    assert read_status(folder).units == ()
    plan.write_bytes(b"nothing")
    with pytest.raises(ResourceDamagedError, match=r"plan\.parquet cannot be read"):
        read_status(folder)
    pq.write_table(pa.table({"a": [1]}), plan)
    with pytest.raises(ResourceDamagedError, match=r"plan\.parquet cannot be read"):
        read_status(folder)
    plan.write_bytes(good)
    manifest.write_text(manifest.read_text().replace('"schema_version": 1', '"schema_version": 0'))
    with pytest.raises(ResourceDamagedError, match="another version"):
        read_status(folder)
    manifest.write_text("{}")
    with pytest.raises(ResourceDamagedError, match="as a manifest"):
        read_status(folder)


@pytest.mark.parametrize("kind", ["empty", "cut off", "footer", "foreign"])
def test_a_result_that_is_none_is_told(write, job, work, tmp_path, kind):
    """Once it is counted: a file that was torn outside of Dateline, and one of another program."""
    write("in.jsonl", lines(1))
    work(job("in.jsonl"))
    (path,) = (tmp_path / "out/articles").iterdir()
    content = path.read_bytes()
    if kind == "foreign":
        pq.write_table(pa.table({"a": [1]}), path)
    else:
        path.write_bytes({"empty": b"", "cut off": content[:-9], "footer": bytes(99) + content[-8:]}[kind])
    folder = Folder(str(tmp_path / "out"))
    assert len(read_status(folder).done) == 1
    with pytest.raises(ResourceDamagedError, match=f"{path} (cannot be read|is no result)"):
        read_status(folder, counted=True)


class WatchedFileSystem(LocalFileSystem):  # type: ignore[misc]  # fsspec has no types
    """Files of this machine at watched://, which tell what is listed, and are removed two at a time."""

    protocol = "watched"
    cachable = False
    listed: ClassVar[list[str]] = []
    removals: ClassVar[threading.Barrier]

    @classmethod
    def _strip_protocol(cls, path: Any) -> Any:
        return LocalFileSystem._strip_protocol(str(path).removeprefix("watched://"))

    def find(self, path: str, *arguments: Any, **options: Any) -> Any:
        self.listed.append(path)
        return super().find(path, *arguments, **options)

    def rm(self, path: str, *arguments: Any, **options: Any) -> None:
        self.removals.wait(30)
        super().rm(path, *arguments, **options)


@pytest.fixture
def watched(write, job, work, tmp_path):
    """Results of two units, with error rows, in a folder that tells how it is used."""
    for name in ("a", "b"):
        write(f"in/{name}.jsonl", lines(1) + b"nothing\n")
    work(job("in"))
    WatchedFileSystem.listed = []
    WatchedFileSystem.removals = threading.Barrier(2)
    fsspec.register_implementation("watched", WatchedFileSystem, clobber=True)
    return Folder(f"watched://{tmp_path}/out")


def test_each_folder_is_listed_once(watched, tmp_path):
    """A store lists a million results in minutes."""
    (tmp_path / "out/failures").mkdir()
    read_status(watched)
    assert sorted(path.rpartition("/")[2] for path in WatchedFileSystem.listed) == ["articles", "errors", "failures"]


def test_results_are_removed_side_by_side(watched, job, tmp_path):
    """A store takes its time for each: here none goes before another is asked to go, too."""
    results = Results(watched, job("in").shape)
    results.remove(results.done())
    assert not [path for path in (tmp_path / "out").glob("*/*") if path.is_file()]


def test_results_say_how_long_they_took(write, job, work, tmp_path):
    """In milliseconds, beside the counts."""
    write("in.jsonl", lines(3))
    work(job("in.jsonl"))
    (path,) = (tmp_path / "out/articles").iterdir()
    said = read_footer(Folder(str(tmp_path / "out")), f"articles/{path.name}")
    assert said["articles"] == 3
    assert said["milliseconds"] >= 0


def test_keys_are_taken_as_they_are_needed(job, work, tmp_path, write):
    """Of a million results a thousand at a time are asked for."""
    write("in.jsonl", lines(1))
    work(job("in.jsonl"))
    results = Results(Folder(str(tmp_path / "out")), job("in.jsonl").shape)
    (key,) = results.done()
    asked = 0

    def keys():
        nonlocal asked
        while asked < 2_500:
            asked += 1
            yield key

    footers = results.footers(keys())
    assert next(footers)["articles"] == 1
    assert asked < 2_000
    assert sum(1 for _ in footers) == 2_499
