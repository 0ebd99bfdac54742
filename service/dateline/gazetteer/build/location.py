"""The default gazetteer file: where it is, and building it where it is missing."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

import platformdirs
from filelock import FileLock

from dateline.errors import ResourceMissingError
from dateline.gazetteer.build.builder import build_gazetteer, content_hash
from dateline.gazetteer.build.record import Record
from dateline.gazetteer.file import build_command


def default_path(*, revision: str = "") -> Path:
    """Returns the path, in the user's cache folder, of this installation's gazetteer or of a dump's `revision`.

    Other sources give another file name.
    """
    digest = hashlib.sha256(revision.encode()).hexdigest()[:16]
    name = f"gazetteer-geonames-{digest}.sqlite" if revision else f"gazetteer-{content_hash()}.sqlite"
    return platformdirs.user_cache_path("dateline", appauthor=False) / name


def ensure(path: Path | None = None, *, progress: bool = False, records: Iterable[Record] | None = None) -> Path:
    """Returns the path of a gazetteer that exists: `path`, or the default one, which is built where it is missing.

    Of processes that start at once one builds it, from the packaged sources or `records`, and the others wait. Raises
    ResourceMissingError where `path` is no file or the default gazetteer cannot be built.
    """
    if path is not None:
        if not path.is_file():
            raise ResourceMissingError(f"no gazetteer at {path}: make it with `{build_command(path)}`")
        return path
    path = default_path()
    if path.is_file():
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not os.access(path.parent, os.W_OK):
            raise PermissionError(f"{path.parent} is not writable")
        with FileLock(path.with_suffix(".lock")):
            if not path.is_file():
                build_gazetteer(path, records=records, progress=progress)
    except OSError as error:
        raise ResourceMissingError(
            f"no gazetteer in {path.parent}, and it cannot be made there ({error.strerror or error}): "
            "build one elsewhere with `dateline gazetteer build --output PATH` and set DATELINE_GAZETTEER to PATH"
        ) from error
    return path
