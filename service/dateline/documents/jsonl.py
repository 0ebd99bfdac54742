"""JSON lines: one article a line.

::

    {"id": "a1", "title": "...", "text": "...", "outlet": "example.com", "language_code": "en",
     "mentions": [{"start": 0, "end": 6, "type": "PLACE"}]}

Only `text` is needed; other keys are ignored. `mentions` count code points of the text, half-open, and a mention
without a type is a PLACE, because corpora of toponyms give no types.
"""

import json
from collections.abc import Iterator
from typing import BinaryIO

from dateline.documents.document import MAX_DOCUMENT_BYTES, InputArticle, InputFailure, UnusableError, decode
from dateline.values import Article, EntityType, GivenMention

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_json_lines(file: BinaryIO, shown: str) -> Iterator[InputArticle | InputFailure]:
    """Yields each article of a file, which failures call `shown`, holding no more than one in memory."""
    number = 0
    is_empty = True
    while line := file.readline(MAX_DOCUMENT_BYTES + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(BYTE_ORDER_MARK)
        if not line.strip():
            continue
        is_empty = False
        where = f"{shown}:{number}"
        try:
            yield InputArticle(where, _parse(decode(line.rstrip(b"\r\n")), where))
        except UnusableError as error:
            yield InputFailure(where, str(error))
        if len(line) > MAX_DOCUMENT_BYTES:
            return  # the next read would return the rest of this line
    if is_empty:
        yield InputFailure(shown, "is empty")


def _parse(line: str, where: str) -> Article:
    try:
        fields = json.loads(line)
    except json.JSONDecodeError as error:
        raise UnusableError(f"is not valid JSON: {error.msg} (column {error.colno})") from None
    except (ValueError, RecursionError):
        raise UnusableError("is not valid JSON") from None
    if not isinstance(fields, dict):
        raise UnusableError("is not a JSON object")
    text, title = _string(fields, "text"), _string(fields, "title")
    if not text:
        raise UnusableError("text: is missing" if fields.get("text") is None else "text: is empty")
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
        raise UnusableError(f"{key}: is not a string")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise UnusableError(f"{key}: holds half of a surrogate pair")
    return value


def _mentions(value: object, length: int) -> tuple[GivenMention, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list):
        raise UnusableError("mentions: is not a list")
    return tuple(_mention(mention, f"mentions[{index}]", length) for index, mention in enumerate(value))


def _mention(value: object, field: str, length: int) -> GivenMention:
    if not isinstance(value, dict):
        raise UnusableError(f"{field}: is not an object")
    start, end = (_offset(value, key, field) for key in ("start", "end"))
    if not 0 <= start < end <= length:
        raise UnusableError(f"{field}: {start} to {end} is no span of the text's {length} code points")
    name = value.get("type")
    if name is None:
        return GivenMention(start, end, EntityType.PLACE)
    if not isinstance(name, str) or name not in EntityType.__members__:
        raise UnusableError(f"{field}.type: is none of {', '.join(EntityType.__members__)}")
    return GivenMention(start, end, EntityType[name])


def _offset(value: dict[str, object], key: str, field: str) -> int:
    offset = value.get(key)
    if not isinstance(offset, int) or isinstance(offset, bool):
        raise UnusableError(f"{field}.{key}: is {'missing' if offset is None else 'not an integer'}")
    return offset
