"""A store that fsspec opens, which breaks off and tells errors of its own."""

import os
from pathlib import Path

from fsspec.implementations.local import LocalFileOpener, LocalFileSystem


class StiffFileSystem(LocalFileSystem):  # type: ignore[misc]  # fsspec has no types
    """Files at stiff://: what holds "torn" breaks off half-way, and no file is moved onto another.

    At a name with "lost" it raises an error of its own, as most packages of stores do.
    """

    protocol = "stiff"
    cachable = False

    @classmethod
    def _strip_protocol(cls, path):
        return LocalFileSystem._strip_protocol(str(path).removeprefix("stiff://"))

    def _open(self, path, mode="rb", _=None, **options):
        if path.endswith("lost at once"):
            raise ConnectionLost
        return _StiffFile(path, mode, fs=self, **options)

    def mv(self, path1, path2, **options):
        if Path(path2).exists():
            raise FileExistsError(path2)
        super().mv(path1, path2, **options)

    def info(self, path, **options):
        if "lost server" in os.fspath(path):
            raise ConnectionLost
        found = super().info(path, **options)
        return found | ({"size": None} if found["name"].endswith("endless") else {})


class ConnectionLost(Exception):  # noqa: N818 - as they are named there
    """An error that is no OSError."""


class _StiffFile(LocalFileOpener):  # type: ignore[misc]  # same
    def read(self, *size):
        if self.path.endswith("lost"):
            raise ConnectionLost("after 0 bytes")
        return self.f.read(*size)

    def write(self, data):
        if b"torn" in bytes(data):
            self.f.write(bytes(data)[: len(data) // 2])
            raise OSError("the connection was reset")
        return self.f.write(data)
