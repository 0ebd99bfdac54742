import os
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from moto.core.serialize import TimestampSerializer

from dateline.bulk import Folder
from dateline.errors import InvalidInputError
from support.s3_server import s3_server


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


def test_options_of_fsspec_are_not_dropped():
    """They are refused in a URL, with where they belong."""
    with pytest.raises(InvalidInputError, match="belong into its configuration, such as FSSPEC_MEMORY_OPTION"):
        list(Folder("memory://kept/here?x=1").files())


def test_stores_of_pyarrows_own_need_nothing_else(monkeypatch):
    """S3 is opened without fsspec; what only fsspec would open is refused in words."""
    monkeypatch.setitem(sys.modules, "fsspec", None)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "me")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "mine")
    with s3_server() as bucket:
        folder = Folder(bucket.url("kept"))
        folder.write("a.txt", b"one")
        assert (folder.read("a.txt"), list(folder.names())) == (b"one", ["a.txt"])
    with pytest.raises(InvalidInputError, match="sftp://: neither pyarrow nor fsspec opens it here"):
        list(Folder("sftp://host/x").files())


def test_a_store_that_breaks_off_leaves_no_torn_file(tmp_path):
    """What is half-written never has its name, and what was there is replaced, or stays."""
    folder = Folder(f"stiff://{tmp_path}")
    folder.write("a/one.txt", b"one")
    folder.write("a/one.txt", b"two")
    for name in ("a/one.txt", "a/two.txt"):
        with pytest.raises(OSError, match="reset"):
            folder.write(name, b"torn and torn")
    assert folder.read("a/one.txt") == b"two"
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["one.txt"]


def test_errors_of_a_stores_own_are_errors_of_the_system(tmp_path):
    """Whatever its package raises, and wherever: then it is tried again."""
    for name in ("lost", "lost at once", "lost server"):
        (tmp_path / name).write_bytes(b"x")
        with pytest.raises(OSError, match="ConnectionLost"):
            Folder(f"stiff://{tmp_path}").read(name)
    with pytest.raises(OSError, match="ConnectionLost"):
        list(Folder(f"stiff://{tmp_path}/lost server").files())
    with pytest.raises(OSError, match="ConnectionLost"):
        Folder(f"stiff://{tmp_path}").stat(f"stiff://{tmp_path}/lost server")


def test_a_file_of_no_known_size_is_refused(write, tmp_path):
    """It cannot be cut into units."""
    write("endless", "x")
    with pytest.raises(InvalidInputError, match="endless: its store does not tell its size"):
        list(Folder(f"stiff://{tmp_path}").files())


def test_a_store_may_tell_milliseconds_where_it_lists_alone(monkeypatch):
    """As MinIO does: a file that is listed is the file that is looked at later."""
    monkeypatch.setattr(TimestampSerializer, "ISO8601_MICRO_ZEROED", "%Y-%m-%dT%H:%M:%S.567Z")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "me")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "mine")
    with s3_server() as bucket:
        bucket.put("in/a.jsonl", b"x")
        folder = Folder(bucket.url("in"))
        (info,) = folder._below("")
        assert info.mtime_ns % 1_000_000_000 == 567_000_000
        (file,) = folder.files()
        assert folder.stat(file.path) == file


@pytest.fixture
def site(tmp_path):
    """The URL of a folder on a web server that tells when files were last written."""

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=tmp_path)) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_file_of_a_web_server_that_changes_is_noticed(site, write):
    """Though its URL and its size stay; fsspec by itself goes by these alone."""
    path = write("a.jsonl", "one")
    folder = Folder(f"{site}/a.jsonl")
    (file,) = folder.files()
    assert folder.stat(file.path) == file
    path.write_text("two")
    os.utime(path, (0, 0))
    changed = folder.stat(file.path)
    assert (changed.size_bytes, changed.etag != file.etag) == (3, True)
