"""Storage: folders and files of this machine and at URLs, through pyarrow's file systems, and fsspec's for the others.

A path is absolute, or a URL without its query. Credentials come from the environment, as each file system documents;
those in a URL are refused, because paths stand in results. The query of a URL, such as ``?region=eu-west-1``, says how
to reach a store of pyarrow's, and is no part of any path; fsspec's stores have their options from its configuration.
"""

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

from dateline.bulk.interrupts import interrupts_held_back
from dateline.bulk.stores import open_fsspec, open_s3
from dateline.errors import FieldViolation, InvalidInputError, missing_extra
from dateline.files.replacement import replacement

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_IGNORED = (".", "_")
"""Beginnings of the names of files and folders that hold no data, as Hadoop has it."""
_WHOLE = ("s3://", "gs://", "gcs://")
"""Stores whose objects appear whole or not at all."""

_UNDECODED = re.compile("[\ud800-\udfff]")
"""What Python makes of bytes of a name that are not UTF-8."""
_SECOND_NS = 1_000_000_000
_PIECE_BYTES = 1 << 20
_PART_BYTES = 10 << 20
"""What pyarrow sends to S3 as a part."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file with its size, and its etag, which changes with its content."""

    path: str
    size_bytes: int
    etag: str


@dataclass(frozen=True)
class Folder:
    """A file or folder of this machine, or at a URL; workers open it anew, so that it may be pickled.

    Raises InvalidInputError for a URL with credentials or a fragment, for a scheme that nothing reads and for a name
    that is not UTF-8, and MissingExtraError without pyarrow. All methods raise OSError where the store fails.
    """

    name: str

    def __post_init__(self) -> None:
        _pyarrow_fs()
        if _UNDECODED.search(self.name):
            shown = os.fsencode(self.name).decode("utf-8", "backslashreplace")
            raise _refused(shown, "is no name in UTF-8; give it another, since results name their input")
        if self.is_remote and self._has_credentials:
            raise _refused(
                self.name.partition("://")[0],
                "credentials belong into the environment, not into a URL; a URL of a bucket has no @ and no further :",
            )
        if self.is_remote and "#" in self.name:
            raise _refused(self.path, "what stands behind # would be dropped; name the folder that it lies in")

    @property
    def _has_credentials(self) -> bool:
        scheme, _, rest = self.name.partition("?")[0].partition("://")
        # A secret may hold a slash, behind which urlsplit sees none; neither sign has a place in a bucket's URL.
        is_marked = f"{scheme}://" in _WHOLE and not {"@", ":"}.isdisjoint(rest)
        return is_marked or urlsplit(self.name).password is not None

    def __reduce__(self) -> tuple[type["Folder"], tuple[str]]:
        return type(self), (self.name,)

    @property
    def is_remote(self) -> bool:
        """Whether it is at a URL."""
        return bool(_URL.match(self.name)) and not self.name.startswith("file://")

    @cached_property
    def path(self) -> str:
        """The canonical path."""
        if self.is_remote:
            return self.name.partition("?")[0].rstrip("/")
        return str(Path(self.name.removeprefix("file://")).resolve())

    @property
    def kind(self) -> str:
        """What is there: "file", "folder", or "" for nothing."""
        fs = _pyarrow_fs()
        found = self._system.get_file_info(self._inner_path).type
        return {fs.FileType.File: "file", fs.FileType.Directory: "folder"}.get(found, "")

    def files(self) -> Iterator[StoredFile]:
        """Yields the files below, at any depth, hidden ones aside; or the file itself; none where there is nothing.

        Names that begin with a point or an underscore are hidden.
        """
        return map(self._stored, self._below(""))

    def names(self, below: str = "") -> Iterator[str]:
        """Yields the names, in the folder, of the files below a folder of it, hidden ones aside."""
        return (info.path[len(self._inner_path) + 1 :] for info in self._below(below))

    def _below(self, below: str) -> Iterator[Any]:
        """Yields pyarrow's descriptions of the files below, hidden ones aside."""
        fs = _pyarrow_fs()
        root = f"{self._inner_path}/{below}".rstrip("/")
        info = self._system.get_file_info(root)
        if info.type == fs.FileType.File:
            yield info
        elif info.type == fs.FileType.Directory:
            for each in self._system.get_file_info(fs.FileSelector(root, recursive=True)):
                parts = each.path[len(root) :].split("/")
                if each.type == fs.FileType.File and not any(part.startswith(_IGNORED) for part in parts):
                    yield each

    def stat(self, path: str) -> StoredFile:
        """Returns the file at `path`, which lies below; raises FileNotFoundError where there is none."""
        info = self._system.get_file_info(self._inner(path))
        if info.type != _pyarrow_fs().FileType.File:
            raise FileNotFoundError(f"{path}: is no longer there")
        return self._stored(info)

    def holds(self, path: str) -> bool:
        """Returns whether `path` lies below, or is it."""
        return path == self.path or path.startswith(f"{self.path.rstrip('/')}/")

    def open(self, path: str) -> BinaryIO:
        """Returns a file that lies below, to be read from any place."""
        file: BinaryIO = self._system.open_input_file(self._inner(path))
        return file

    def read(self, name: str) -> bytes:
        """Returns the content of a file by its name in the folder; raises FileNotFoundError where there is none."""
        with self.open(f"{self.path}/{name}") as file:
            return file.read()

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """Yields a file of this name in the folder, which is there once all of it is; an error leaves none.

        It is a temporary file of this machine, which is renamed, or sent to the store once it is whole: pyarrow's
        streams make a file of what they have even where an error ends them (apache/arrow#40502). Little of it is in
        memory at a time.
        """
        if self.is_remote:
            with TemporaryFile(prefix="dateline-") as whole:
                yield cast("BinaryIO", whole)
                self._put(f"{self._inner_path}/{name}", whole)
            return
        path = Path(self.path, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacement(path) as partial, partial.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())

    def _put(self, path: str, file: Any) -> None:  # noqa: ANN401 - a file that has a number
        """Writes a file of the store, which appears whole.

        S3 and GCS have it so, and cannot move objects. Elsewhere it gets a hidden name, and is moved into place.
        """
        file.seek(0)
        if self.name.startswith(_WHOLE):
            self._put_whole(path, file)
            return
        folder, _, name = path.rpartition("/")
        self._system.create_dir(folder, recursive=True)
        partial = f"{folder}/.{name}.{secrets.token_hex(8)}.part"
        try:
            with self._system.open_output_stream(partial) as stream:
                shutil.copyfileobj(file, stream, _PIECE_BYTES)
            try:
                self._system.move(partial, path)
            except NotImplementedError:  # Azure without hierarchical names, whose copies appear whole
                self._system.copy_file(partial, path)
                self._system.delete_file(partial)
            except OSError:  # some stores, such as HDFS, move onto no file that is there
                with suppress(FileNotFoundError):
                    self._system.delete_file(path)
                self._system.move(partial, path)
        except BaseException:
            with suppress(OSError):
                self._system.delete_file(partial)
            raise

    def _put_whole(self, path: str, file: Any) -> None:  # noqa: ANN401 - same
        """Writes an object, whatever signals say meanwhile: at an exception pyarrow makes an object of what it has."""
        with interrupts_held_back():
            try:
                with self._system.open_output_stream(path) as stream:
                    while piece := file.read(_PART_BYTES):
                        stream.write(piece)
                        stream.flush()  # waits for the part: else all that the network has not taken is in memory
            except OSError:
                raise  # of the store, which has nothing then
            except BaseException:
                with suppress(OSError):
                    self._system.delete_file(path)
                raise

    def write(self, name: str, data: bytes) -> None:
        """Writes a file of this name in the folder, or replaces it, at once."""
        with self.writing(name) as file:
            file.write(data)

    def remove(self, name: str) -> None:
        """Removes a file by its name in the folder, where there is one."""
        with suppress(FileNotFoundError):
            self._system.delete_file(f"{self._inner_path}/{name}")

    @property
    def arrow(self) -> tuple[Any, str]:
        """Pyarrow's file system, and the folder's path in it."""
        return self._system, self._inner_path

    @cached_property
    def _opened(self) -> tuple[Any, str]:
        fs = _pyarrow_fs()
        if not self.is_remote:
            return fs.LocalFileSystem(), self.path
        import pyarrow as pa

        scheme = self.name.partition("://")[0]
        if scheme == "s3":
            return open_s3(self.name)
        try:
            system, inner = fs.FileSystem.from_uri(self.name)
            return system, inner.rstrip("/")
        except (ValueError, NotImplementedError, pa.ArrowNotImplementedError):  # a scheme that is not pyarrow's own
            pass
        if "?" in self.name:
            raise _refused(
                f"{scheme}://",
                "fsspec opens it, so nothing may stand behind a question mark; "
                f"options belong into its configuration, such as FSSPEC_{scheme.upper()}_OPTION in the environment",
            )
        try:
            system, inner = open_fsspec(self.path)
        except (ImportError, ValueError) as error:
            raise _refused(f"{scheme}://", f"neither pyarrow nor fsspec opens it here: {error}") from None
        return system, inner.rstrip("/")

    @property
    def _system(self) -> Any:  # noqa: ANN401 - pyarrow has no types
        return self._opened[0]

    @property
    def _inner_path(self) -> str:
        return self._opened[1]

    def _inner(self, path: str) -> str:
        """Returns the file system's own path for one that lies below."""
        return self._inner_path + path[len(self.path) :]

    def _stored(self, info: Any) -> StoredFile:  # noqa: ANN401 - pyarrow has no types
        path = self.path + info.path[len(self._inner_path) :]
        # fsspec's stores have no time of modification in common; each knows by what else its files can be told apart.
        version = self._system.handler.fs.ukey(info.path) if info.mtime_ns is None else info.mtime_ns
        if self.name.startswith("s3://"):  # some tell milliseconds where they list, but seconds of a single object
            version -= version % _SECOND_NS
        if info.size is None:
            raise _refused(path, "its store does not tell its size, without which it cannot be cut into units")
        return StoredFile(path, info.size, f"{info.size}-{version}")


def _pyarrow_fs() -> Any:  # noqa: ANN401 - the module, which has no types
    try:
        import pyarrow.fs
    except ModuleNotFoundError as error:
        raise missing_extra(f"bulk work needs {error.name}, which is missing", extras="server,bulk") from None
    return pyarrow.fs


def _refused(name: str, description: str) -> InvalidInputError:
    return InvalidInputError(FieldViolation(name, description))
