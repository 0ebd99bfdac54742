"""Stores at URLs: S3 as bulk work needs it, and those that fsspec opens.

Each of the latter raises the errors of a package of its own, and tells versions of its files in a way of its own.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from dateline.errors import FieldViolation, InvalidInputError

_S3_REGIONS = {"AWS_REGION", "AWS_DEFAULT_REGION"}
_S3_CONNECT_SECONDS, _S3_READ_SECONDS, _S3_ATTEMPTS = 10, 60, 10
"""Hundreds of workers may keep a store busy; the SDK would wait 1 and 3 seconds, three times."""
_VERSION = ("ETag", "Content-MD5", "Digest", "Last-Modified")
"""What fsspec keeps of the headers of HTTP by which versions can be told apart."""


def open_s3(url: str) -> tuple[Any, str]:
    """Returns S3 and the path in it, with more patience than `FileSystem.from_uri` has; a small file is one request.

    Raises InvalidInputError for anything else behind the question mark than region, scheme, endpoint_override and
    anonymous.
    """
    from pyarrow import fs

    parts = urlsplit(url)
    given: dict[str, Any] = dict(parse_qsl(parts.query))
    if unknown := given.keys() - {"region", "scheme", "endpoint_override", "anonymous"}:
        raise InvalidInputError(
            FieldViolation("s3://", f"behind the question mark there is no {', '.join(sorted(unknown))}")
        )
    if "anonymous" in given:
        given["anonymous"] = given["anonymous"] == "true"
    if given.keys().isdisjoint(("region", "endpoint_override")) and not _S3_REGIONS & os.environ.keys():
        given["region"] = fs.resolve_s3_region(parts.netloc)
    system = fs.S3FileSystem(
        connect_timeout=_S3_CONNECT_SECONDS,
        request_timeout=_S3_READ_SECONDS,
        retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=_S3_ATTEMPTS),
        allow_delayed_open=True,
        background_writes=True,  # without them a part that fails would leave an object of the others (pyarrow 26)
        **given,
    )
    return system, f"{parts.netloc}{parts.path}".rstrip("/")


def open_fsspec(url: str) -> tuple[Any, str]:
    """Returns pyarrow's file system of a URL, which raises OSError where the store fails, and the URL's path in it.

    Raises ImportError where the store's package is missing, and ValueError for what is no URL of a known scheme.
    """
    import fsspec
    from pyarrow.fs import FSSpecHandler, PyFileSystem

    with _os_errors(ImportError, ValueError):
        system, inner = fsspec.core.url_to_fs(url)
    return PyFileSystem(FSSpecHandler(_System(system))), inner


class _Translated:
    """An object of fsspec's, whose methods raise OSError for whatever its package raises."""

    def __init__(self, inner: Any) -> None:  # noqa: ANN401 - fsspec has no types
        self._inner = inner

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - same
        found = getattr(self._inner, name)
        if not callable(found):
            return found

        def call(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - same
            with _os_errors(ImportError, NotImplementedError):
                return found(*args, **options)

        return call


class _System(_Translated):
    def open(self, path: str, **options: Any) -> _Translated:  # noqa: ANN401 - same
        """Returns a file whose errors are translated, too."""
        return _Translated(self.__getattr__("open")(path, **options))

    def isfile(self, path: str) -> bool:
        """Returns whether a path is a file's; fsspec's own says no where the store fails, too."""
        try:
            return bool(self.info(path)["type"] == "file")
        except FileNotFoundError:
            return False

    def ukey(self, path: str) -> str:
        """Returns what changes with a file; of HTTP, whose files fsspec takes to stay as they are, from headers."""
        if self.protocol != ("http", "https"):
            return str(self.__getattr__("ukey")(path))
        told = self.info(path)
        return hashlib.sha256(json.dumps([told.get(name) for name in _VERSION]).encode()).hexdigest()


@contextmanager
def _os_errors(*others: type[Exception]) -> Iterator[None]:
    """Makes an OSError of any error but `others`: those of aiohttp, paramiko and the like mostly are none."""
    try:
        yield
    except Exception as error:
        if isinstance(error, (OSError, MemoryError, *others)):
            raise
        raise OSError(f"{type(error).__name__}: {error}") from error
