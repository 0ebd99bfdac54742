"""Folders that processes of one machine share, so that what they map from there is in memory once."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from dateline.errors import ResourceDamagedError

_PARTIAL = "partial-"


def made_once(name: str, *, folder: Path, file_names: tuple[str, ...], make: Callable[[Path], object]) -> Path:
    """Returns the folder `name` in `folder`, which one of many processes makes: `make` puts `file_names` into it.

    `folder` is of this machine and of nobody else. One that lacks a file, as where temporary files are cleared away, is
    made anew. Raises ResourceDamagedError where `folder` belongs to somebody else, OSError where it cannot be written,
    and what `make` raises, of which nothing is left then.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if hasattr(os, "getuid") and folder.stat().st_uid != os.getuid():
        raise ResourceDamagedError(f"{folder} belongs to somebody else: name another folder in shared_weights")
    path = folder / name
    if _is_whole(path, file_names):
        return path
    with FileLock(folder / "shared.lock"):
        if _is_whole(path, file_names):
            return path
        for left in (path, *folder.glob(f"{_PARTIAL}*")):  # of processes that were killed
            shutil.rmtree(left, ignore_errors=True)
        partial = Path(tempfile.mkdtemp(dir=folder, prefix=_PARTIAL))
        try:
            make(partial)
            partial.rename(path)
        except BaseException:  # on a disk that is full, what is there would keep it so
            shutil.rmtree(partial, ignore_errors=True)
            raise
    return path


def _is_whole(path: Path, file_names: tuple[str, ...]) -> bool:
    return all((path / name).is_file() for name in file_names)
