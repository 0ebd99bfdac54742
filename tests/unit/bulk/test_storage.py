import pickle
from pathlib import Path

import fsspec
import pytest

from dateline.bulk import Folder
from dateline.errors import InvalidInputError
from support.s3_server import s3_server


@pytest.fixture(params=["disk", "S3", "fsspec"])
def folder(request, tmp_path, monkeypatch):
    """A folder of this machine, one of a store that pyarrow opens, and one of a store that fsspec does."""
    if request.param == "disk":
        yield Folder(str(tmp_path / "kept"))
        return
    if request.param == "S3":
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "me")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "mine")
        with s3_server() as bucket:
            yield Folder(bucket.url("kept/here"))
        return
    yield Folder("memory://kept/here?x=1")
    fsspec.filesystem("memory").store.clear()


def test_files_are_written_read_listed_and_removed(folder):
    """Wherever they are; hidden ones are not listed, and removing what is not there is no error."""
    assert (folder.kind, list(folder.files())) == ("", [])
    folder.write("a/one.txt", b"1")
    folder.write("a/one.txt", b"one")
    folder.write("two.txt", b"two")
    folder.write("_SUCCESS", b"")
    assert folder.kind == "folder"
    assert folder.read("a/one.txt") == b"one"
    assert sorted(file.path.removeprefix(folder.path) for file in folder.files()) == ["/a/one.txt", "/two.txt"]
    assert (list(folder.names("a")), sorted(folder.names())) == (["a/one.txt"], ["a/one.txt", "two.txt"])
    assert sorted(file.size_bytes for file in folder.files()) == [3, 3]
    folder.remove("two.txt")
    folder.remove("two.txt")
    assert len(list(folder.files())) == 1
    with pytest.raises(FileNotFoundError):
        folder.read("two.txt")
    with pytest.raises(FileNotFoundError, match="is no longer there"):
        folder.stat(f"{folder.path}/two.txt")


def test_etags_change_with_content(folder):
    """Whatever the store tells versions of a file apart by."""
    folder.write("a.txt", b"one")
    before = folder.stat(f"{folder.path}/a.txt")
    assert folder.stat(f"{folder.path}/a.txt") == before
    folder.write("a.txt", b"other")
    assert folder.stat(f"{folder.path}/a.txt").etag != before.etag


def test_an_error_while_writing_leaves_nothing(folder):
    """Nor does it replace what was there."""
    folder.write("a.txt", b"one")
    for name in ("a.txt", "b.txt"):
        with pytest.raises(ValueError, match="bad"):
            _write_half(folder, name)
    assert folder.read("a.txt") == b"one"
    assert [file.path.rpartition("/")[2] for file in folder.files()] == ["a.txt"]


def _write_half(folder, name):
    with folder.writing(name) as file:
        file.write(b"o")
        raise ValueError("bad")


def test_folders_travel_by_name(folder):
    """A worker opens what the driver names."""
    folder.write("a.txt", b"one")
    copy = pickle.loads(pickle.dumps(folder))  # noqa: S301 - our own bytes
    assert copy == folder
    assert copy.read("a.txt") == b"one"


def test_a_file_is_a_folder_of_itself(write):
    """So that inputs may be either."""
    path = write("in/a.jsonl", "x")
    folder = Folder(str(path))
    assert folder.kind == "file"
    (file,) = folder.files()
    assert file.path == str(path)
    assert folder.holds(file.path)
    assert not folder.holds(f"{path}.gz")
    assert folder.open(file.path).read() == b"x"
    assert Folder(f"file://{path}").path == folder.path


def test_options_of_s3_are_those_that_it_has(monkeypatch):
    """Without a region one is asked for, unless the environment has it; what is misspelt is told."""
    with pytest.raises(InvalidInputError, match="there is no regoin"):
        list(Folder("s3://bucket/x?regoin=eu-west-1").files())
    asked: list[str] = []

    def resolve(bucket):
        asked.append(bucket)
        return "eu-west-1"

    monkeypatch.setattr("pyarrow.fs.resolve_s3_region", resolve)
    system, path = Folder("s3://bucket/x/?anonymous=true").arrow
    assert (system.region, path, asked) == ("eu-west-1", "bucket/x", ["bucket"])
    monkeypatch.setenv("AWS_REGION", "us-west-2")
    assert Folder("s3://bucket/x").arrow[0].region == "us-west-2"
    assert Folder("s3://bucket/x?region=ap-south-1").arrow[0].region == "ap-south-1"
    assert asked == ["bucket"]


def test_the_root_holds_everything():
    """Its path ends in a slash of its own."""
    assert Folder("/").holds(str(Path("/x/y")))
