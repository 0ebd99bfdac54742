"""Folders that processes of one machine share, so that what they map from there is in memory once."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from dateline.errors import ResourceDamagedError


def made_once(name: str, *, folder: Path, make: Callable[[Path], object]) -> Path:
    """Returns the folder `name` in `folder`, which one of many processes makes: `make` fills a new one.

    `folder` is of this machine and of nobody else. Raises ResourceDamagedError where it belongs to somebody else,
    OSError where it cannot be written, and what `make` raises, of which nothing is left then.
    """
    path = folder / name
    if path.is_dir():
        return path
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if hasattr(os, "getuid") and folder.stat().st_uid != os.getuid():
        raise ResourceDamagedError(f"{folder} belongs to somebody else: name another folder for shared weights")
    with FileLock(folder / "weights.lock"):
        if not path.is_dir():
            partial = Path(tempfile.mkdtemp(dir=folder))
            try:
                make(partial)
                partial.rename(path)
            except BaseException:  # on a disk that is full, what is there would keep it so
                shutil.rmtree(partial, ignore_errors=True)
                raise
    return path
