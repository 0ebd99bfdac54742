"""Inputs: files, folders and standard input, each handed to the reader of its format."""

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from io import BufferedReader
from pathlib import Path
from typing import cast

from dateline.documents.document import InputArticle, InputFailure
from dateline.documents.jsonl import BYTE_ORDER_MARK, read_json_lines
from dateline.documents.text import read_text
from dateline.errors import FieldViolation, InvalidInputError

STDIN = "-"
_JSON_LINES = (".jsonl", ".ndjson")
_SUFFIXES = (".txt", *_JSON_LINES)


def find_inputs(names: Sequence[str]) -> tuple[str, ...]:
    """Returns the files of `names`, each folder replaced by the text and JSON lines files below it, sorted.

    Raises InvalidInputError for a name that does not exist and for a folder without such files.
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
                if file.lower().endswith(_SUFFIXES)
            )
            if not below:
                raise _refused(_shown(name), f"no {', '.join(_SUFFIXES)} files in this folder")
            paths.extend(below)
        else:
            raise _refused(_shown(name), "no such file or folder")
    if paths.count(STDIN) > 1:
        raise _refused(STDIN, "was given more than once, but standard input can be read only once")
    return tuple(paths)


def read_inputs(paths: Sequence[str]) -> Iterator[InputArticle | InputFailure]:
    """Yields each article in `paths`, in order, holding no more than one in memory."""
    for path in paths:
        shown = _shown(path)
        try:
            if path == STDIN:
                yield from _read_stream(cast("BufferedReader", sys.stdin.buffer), shown)
            else:
                with Path(path).open("rb") as file:
                    yield from _read_file(file, path, shown)
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            yield InputFailure(shown, error.strerror or "cannot be read")


def _read_file(file: BufferedReader, path: str, shown: str) -> Iterator[InputArticle | InputFailure]:
    if path.lower().endswith(_JSON_LINES):
        yield from read_json_lines(file, shown)
    elif stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        yield read_text(file, shown)
    else:
        yield from _read_stream(file, shown)


def _read_stream(stream: BufferedReader, shown: str) -> Iterator[InputArticle | InputFailure]:
    """Reads JSON lines where the stream begins with `{`, else one article, as pipes have no suffix."""
    head = stream.peek(4096).removeprefix(BYTE_ORDER_MARK).lstrip()
    if head.startswith(b"{"):
        yield from read_json_lines(stream, shown)
    else:
        yield read_text(stream, shown)


def _shown(path: str) -> str:
    """Returns the path as valid Unicode, which file names need not be."""
    return os.fsencode(path).decode("utf-8", "replace")


def _refused(name: str, description: str) -> InvalidInputError:
    return InvalidInputError(FieldViolation(name, description))
