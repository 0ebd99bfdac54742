"""Articles from files, folders and standard input, read one by one.

A text file is one article, its id the path. A file of JSON lines has one article a line::

    {"id": "a1", "title": "...", "text": "...", "outlet": "example.com", "language_code": "en",
     "mentions": [{"start": 0, "end": 6, "type": "PLACE"}]}

Only `text` is needed; other keys are ignored. `mentions` count code points of the text, half-open, and
a mention without a type is a PLACE, since corpora of toponyms name no types.
"""

import json
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, cast

from dateline.cli.exits import UsageFailure
from dateline.values import Article, EntityType, GivenMention

STDIN = "-"
MAX_INPUT_BYTES = 64 << 20
"""Longest text file or line that is read at all; services set lower limits of their own."""

_JSON_LINES = (".jsonl", ".ndjson")
_SUFFIXES = (".txt", *_JSON_LINES)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class InputArticle:
    """An article and where it was read: a path, or a path and a line."""

    where: str
    article: Article


@dataclass(frozen=True, slots=True)
class InputFailure:
    """Something that should have been an article, and why it is none."""

    where: str
    message: str


class _Unusable(Exception):  # noqa: N818 - it never leaves this module
    """One article cannot be used."""


def find_inputs(names: Sequence[str]) -> tuple[str, ...]:
    """The files that `names` stand for, folders replaced by the text and JSON lines files below them, sorted.

    Raises UsageFailure for names that do not exist and folders without such files, before anything is read.
    """
    found: list[str] = []
    for name in names:
        path = Path(name)
        if name == STDIN or (path.exists() and not path.is_dir()):
            found.append(name)
        elif path.is_dir():
            below = sorted(
                os.path.join(folder, file)  # noqa: PTH118 - keeps "./" and the like as they were given
                for folder, _, files in os.walk(name)
                for file in files
                if file.lower().endswith(_SUFFIXES)
            )
            if not below:
                raise UsageFailure(f"{_shown(name)}: no {', '.join(_SUFFIXES)} files in this folder")
            found.extend(below)
        else:
            raise UsageFailure(f"{_shown(name)}: no such file or folder")
    if found.count(STDIN) > 1:
        raise UsageFailure("- was given more than once, but standard input can be read only once")
    return tuple(found)


def read_inputs(paths: Sequence[str]) -> Iterator[InputArticle | InputFailure]:
    """Each article in `paths`, in order, holding no more than one in memory."""
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
        yield from _read_lines(file, shown)
    elif stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        yield _read_text(file, shown)
    else:
        yield from _read_stream(file, shown)


def _read_stream(stream: BufferedReader, shown: str) -> Iterator[InputArticle | InputFailure]:
    """Read JSON lines if the stream begins with one, else one article: pipes have no suffix to tell."""
    head = stream.peek(4096).removeprefix(_BYTE_ORDER_MARK).lstrip()
    if head.startswith(b"{"):
        yield from _read_lines(stream, shown)
    else:
        yield _read_text(stream, shown)


def _read_text(file: BinaryIO, shown: str) -> InputArticle | InputFailure:
    try:
        text = _decode(file.read(MAX_INPUT_BYTES + 1))
    except _Unusable as error:
        return InputFailure(shown, str(error))
    if not text:
        return InputFailure(shown, "is empty")
    return InputArticle(shown, Article(id=shown, text=text))


def _read_lines(file: BinaryIO, shown: str) -> Iterator[InputArticle | InputFailure]:
    number = 0
    is_empty = True
    while line := file.readline(MAX_INPUT_BYTES + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(_BYTE_ORDER_MARK)
        if not line.strip():
            continue
        is_empty = False
        where = f"{shown}:{number}"
        try:
            yield InputArticle(where, _parse(_decode(line.rstrip(b"\r\n")), where))
        except _Unusable as error:
            yield InputFailure(where, str(error))
        if len(line) > MAX_INPUT_BYTES:
            return  # what follows is the rest of this line, not the next
    if is_empty:
        yield InputFailure(shown, "is empty")


def _decode(data: bytes) -> str:
    if len(data) > MAX_INPUT_BYTES:
        raise _Unusable(f"is longer than {MAX_INPUT_BYTES >> 20} MiB")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _Unusable(f"is not UTF-8 (byte {error.start})") from None


def _parse(line: str, where: str) -> Article:
    try:
        fields = json.loads(line)
    except json.JSONDecodeError as error:
        raise _Unusable(f"is not valid JSON: {error.msg} (column {error.colno})") from None
    except (ValueError, RecursionError):
        raise _Unusable("is not valid JSON") from None
    if not isinstance(fields, dict):
        raise _Unusable("is not a JSON object")
    text, title = _string(fields, "text"), _string(fields, "title")
    if not text:
        raise _Unusable("text: is missing" if fields.get("text") is None else "text: is empty")
    identifier = fields.get("id")
    if isinstance(identifier, int) and not isinstance(identifier, bool):
        fields["id"] = str(identifier)
    return Article(
        id=_string(fields, "id") or where,
        text=text,
        title=title,
        outlet=_string(fields, "outlet"),
        language_code=_string(fields, "language_code"),
        mentions=_mentions(fields.get("mentions"), len(text)),
    )


def _string(fields: dict[str, object], key: str) -> str:
    value = fields.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _Unusable(f"{key}: is not a string")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise _Unusable(f"{key}: holds half of a surrogate pair")
    return value


def _mentions(value: object, length: int) -> tuple[GivenMention, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list):
        raise _Unusable("mentions: is not a list")
    return tuple(_mention(each, f"mentions[{index}]", length) for index, each in enumerate(value))


def _mention(value: object, field: str, length: int) -> GivenMention:
    if not isinstance(value, dict):
        raise _Unusable(f"{field}: is not an object")
    start, end = (_offset(value, key, field) for key in ("start", "end"))
    if not 0 <= start < end <= length:
        raise _Unusable(f"{field}: {start} to {end} is no span of the text's {length} code points")
    name = value.get("type")
    if name is None:
        return GivenMention(start, end, EntityType.PLACE)
    if not isinstance(name, str) or name not in EntityType.__members__:
        raise _Unusable(f"{field}.type: is none of {', '.join(EntityType.__members__)}")
    return GivenMention(start, end, EntityType[name])


def _offset(value: dict[str, object], key: str, field: str) -> int:
    offset = value.get(key)
    if not isinstance(offset, int) or isinstance(offset, bool):
        raise _Unusable(f"{field}.{key}: is {'missing' if offset is None else 'not an integer'}")
    return offset


def _shown(path: str) -> str:
    """The path as valid Unicode, which names of files need not be."""
    return os.fsencode(path).decode("utf-8", "replace")
