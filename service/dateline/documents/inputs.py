"""Inputs: files, folders and standard input."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from dateline.documents.document import InputArticle, InputFailure
from dateline.documents.encodings import checked_encoding
from dateline.documents.formats import SUFFIXES, InputFormat
from dateline.documents.reader import read_stream
from dateline.errors import FieldViolation, InvalidInputError

STDIN = "-"
_ENDINGS = tuple(f"{suffix}{packed}" for suffix in SUFFIXES for packed in ("", ".gz"))


def find_inputs(names: Sequence[str]) -> tuple[str, ...]:
    """Returns the files of `names`, each folder replaced by the files below it that can be read, sorted.

    A folder's files are told by the endings of their names. Raises InvalidInputError for a name that does not exist
    and for a folder without such files.
    """
    paths: list[str] = []
    for name in names:
        path = Path(name)
        if name == STDIN or (path.exists() and not path.is_dir()):
            paths.append(name)
        elif path.is_dir():
            below = sorted(
                os.path.join(folder, file)  # noqa: PTH118 - keeps "./" and the like as they were given
                for folder, _, files in os.walk(name)
                for file in files
                if file.lower().endswith(_ENDINGS)
            )
            if not below:
                raise _refused(_shown(name), f"no {', '.join(SUFFIXES)} files in this folder")
            paths.extend(below)
        else:
            raise _refused(_shown(name), "no such file or folder")
    if paths.count(STDIN) > 1:
        raise _refused(STDIN, "was given more than once, but standard input can be read only once")
    return tuple(paths)


def read_inputs(
    paths: Sequence[str], *, input_format: InputFormat | None = None, encoding: str = ""
) -> Iterator[InputArticle | InputFailure]:
    """Yields each article in `paths`, in order; of JSON lines and tables no more than one is in memory.

    `input_format` and `encoding` are as for `read_document`. Raises InvalidInputError for an unknown encoding.
    """
    return _read_inputs(paths, input_format, checked_encoding(encoding))


def _read_inputs(
    paths: Sequence[str], input_format: InputFormat | None, encoding: str
) -> Iterator[InputArticle | InputFailure]:
    for path in paths:
        shown = _shown(path)
        try:
            if path == STDIN:
                yield from read_stream(sys.stdin.buffer, name=shown, input_format=input_format, encoding=encoding)
            else:
                with Path(path).open("rb") as file:
                    yield from read_stream(file, name=shown, input_format=input_format, encoding=encoding)
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            yield InputFailure(shown, error.strerror or "cannot be read")


def _shown(path: str) -> str:
    """Returns the path as valid Unicode, which file names need not be."""
    return os.fsencode(path).decode("utf-8", "replace")


def _refused(name: str, description: str) -> InvalidInputError:
    return InvalidInputError(FieldViolation(name, description))
