import os
import pickle
import signal
import sys
import tracemalloc
from pathlib import Path
from types import SimpleNamespace

import fsspec
import pytest
from moto.s3.exceptions import EntityTooSmall
from moto.s3.models import S3Backend

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
    yield Folder("memory://kept/here")
    fsspec.filesystem("memory").rm("/", recursive=True)


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


def test_a_large_file_arrives_whole(folder):
    """Also where a store takes it in parts, of 10 MiB each in S3."""
    pieces = [bytes([number]) * (1 << 20) for number in range(12)]
    with folder.writing("large") as file:
        for piece in pieces:
            file.write(piece)
    folder.write("empty", b"")
    assert folder.read("large") == b"".join(pieces)
    assert folder.read("empty") == b""


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


def test_a_name_that_is_not_utf_8_is_refused():
    """Nothing that is written could name it."""
    with pytest.raises(InvalidInputError, match="is no name in UTF-8"):
        Folder(os.fsdecode(b"/out/caf\xe9"))


def test_the_root_holds_everything():
    """Its path ends in a slash of its own."""
    assert Folder("/").holds(str(Path("/x/y")))


@pytest.fixture
def bucket(monkeypatch):
    """A bucket of a store that takes the first part of an upload and refuses the second."""
    take = S3Backend.upload_part

    def upload_part(self, bucket_name, multipart_id, part_id, value):
        if part_id == 2:
            raise EntityTooSmall
        return take(self, bucket_name, multipart_id, part_id, value)

    monkeypatch.setattr(S3Backend, "upload_part", upload_part)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "me")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "mine")
    with s3_server() as found:
        yield found


def test_an_upload_that_breaks_off_leaves_no_object_of_its_parts(bucket):
    """Pyarrow completes what it has of an object, unless it knows that a part has failed."""
    folder = Folder(bucket.url("out"))
    with pytest.raises(OSError, match="UploadPart"):
        folder.write("large", bytes(35 << 20))
    assert list(folder.files()) == []


def test_an_upload_that_the_machine_fails_at_leaves_no_object(bucket, monkeypatch):
    """What pyarrow has made of it is removed."""
    folder = Folder(bucket.url("out"))
    system, path = folder.arrow
    made: list[int] = []

    class Interrupted:
        def __init__(self, path):
            self._stream = system.open_output_stream(path)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self._stream.close()
            made.extend(file.size_bytes for file in Folder(bucket.url("out")).files())

        def write(self, piece):
            self._stream.write(piece)

        def flush(self):
            raise MemoryError

    monkeypatch.setitem(
        folder.__dict__,
        "_opened",
        (SimpleNamespace(open_output_stream=Interrupted, delete_file=system.delete_file), path),
    )
    with pytest.raises(MemoryError):
        folder.write("large", bytes(15 << 20))
    assert made == [10 << 20]
    assert list(Folder(bucket.url("out")).files()) == []


def test_an_upload_is_finished_before_an_interrupt(monkeypatch):
    """Else a process that is killed soon after would leave an object of the parts so far, which would count as done."""
    take = S3Backend.upload_part

    def upload_part(self, *part):
        os.kill(os.getpid(), signal.SIGTERM)
        return take(self, *part)

    monkeypatch.setattr(S3Backend, "upload_part", upload_part)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "me")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "mine")
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # as Ray has it
    try:
        with s3_server() as bucket:
            folder = Folder(bucket.url("out"))
            with pytest.raises(SystemExit):
                folder.write("large", bytes(25 << 20))
            assert [file.size_bytes for file in folder.files()] == [25 << 20]
    finally:
        signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("scheme", ["", "stiff://"])
def test_a_large_file_is_not_in_memory(tmp_path, scheme):
    """Not even for a store at a URL."""
    tracemalloc.start()
    try:
        with Folder(f"{scheme}{tmp_path}").writing("large") as file:
            for _ in range(32):
                file.write(bytes(1 << 20))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (tmp_path / "large").stat().st_size == 32 << 20
    assert peak < 8 << 20


def test_a_file_of_1970_is_a_file(write):
    """A time of modification of 0 is one."""
    path = write("a.jsonl", "x")
    os.utime(path, ns=(0, 0))
    (file,) = Folder(str(path)).files()
    assert file.etag == "1-0"


@pytest.mark.parametrize("url", ["s3://bucket/a#b", "https://a.example/a.jsonl#b", "s3://bucket/a#b?region=us-east-1"])
def test_what_is_behind_a_fragment_of_a_url_is_not_dropped(url):
    """Another folder would be read, or written to, than the one that is named."""
    with pytest.raises(InvalidInputError, match=r"a(\.jsonl)?#b: what stands behind # would be dropped"):
        Folder(url)


@pytest.mark.parametrize(
    "url", ["s3://AKIA:se/cret@bucket/x", "gs://me@bucket/x", "s3://AKIA:se/cret", "sftp://a:b@c/x"]
)
def test_secrets_in_urls_are_refused(url):
    """Also such as a parser of URLs does not see; and none is repeated."""
    with pytest.raises(InvalidInputError, match="credentials belong into the environment") as caught:
        Folder(url)
    assert "cret" not in str(caught.value)
