"""Fetches the libraries and the map of the page from npm at pinned versions into web/page/vendor; needs npm.

    .venv/bin/python tools/page_libraries.py

The files are the packages' own, unchanged, each package's licence beside them. To take a newer version, change it here
with its integrity, which `npm view NAME@VERSION dist.integrity` prints, and commit what this writes.
"""

# ruff: noqa: INP001 - a script, not a package

import base64
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).parents[1] / "service/dateline/web/page/vendor"


@dataclass(frozen=True, slots=True)
class Library:
    """A package of npm: its version, the digest of its archive as npm gives it, and the files of it that are taken."""

    name: str
    version: str
    integrity: str
    files: tuple[str, ...]


LIBRARIES = (
    Library(
        "d3-array",
        "3.2.5",
        "sha512-Th8qGXoBalmWsstpkuhmBuTsBQIFqYOJtjlBvNVvBfJ8E3uYusBUwUR8HU20U0qKKQkgCvKyR1YjiozWadk5QA==",
        ("dist/d3-array.min.js",),
    ),
    Library(
        "d3-geo",
        "3.1.2",
        "sha512-5R8ZgDQorIxmauv7R6gpE/ndz+Z0qAZssigq0aXFdvPHdY41RqtW02jrRUQAL724NdPABYXo1+gQEGBBr7uKNg==",
        ("dist/d3-geo.min.js",),
    ),
    Library(
        "topojson-client",
        "3.1.0",
        "sha512-605uxS6bcYxGXw9qi62XyrV6Q3xwbndjachmNxu8HWTtVPxZfEJN9fd/SZS1Q54Sn2y0TMyMxFj/cJINqGHrKw==",
        ("dist/topojson-client.min.js",),
    ),
    Library(
        "world-atlas",
        "2.0.2",
        "sha512-IXfV0qwlKXpckz1FhwXVwKRjiIhOnWttOskm5CtxMsjgE/MXAYRHWJqgXOpM8IkcPBoXnyTU5lFHcYa5ChG0LQ==",
        ("countries-50m.json", "countries-110m.json"),
    ),
)


def main() -> None:
    """Writes the files of all libraries.

    Raises SystemExit where an archive is not the one that was pinned, and CalledProcessError where npm fails.
    """
    VENDOR.mkdir(parents=True, exist_ok=True)
    for library in LIBRARIES:
        with tempfile.TemporaryDirectory() as folder:
            _unpack(_fetch(library, Path(folder)), library)


def _fetch(library: Library, folder: Path) -> Path:
    package = f"{library.name}@{library.version}"
    subprocess.run(["npm", "pack", "--silent", "--pack-destination", folder, package], check=True, stdout=sys.stderr)  # noqa: S603, S607
    (archive,) = folder.iterdir()
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != library.integrity:
        sys.exit(f"{package} is not the archive that was pinned")
    return archive


def _unpack(archive: Path, library: Library) -> None:
    with tarfile.open(archive) as files:
        for name in (*library.files, "LICENSE"):
            member = files.extractfile(f"package/{name}")
            assert member is not None
            target = f"{library.name}.LICENSE" if name == "LICENSE" else Path(name).name
            (VENDOR / target).write_bytes(member.read())


if __name__ == "__main__":
    main()
