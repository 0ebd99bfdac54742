"""JSON: an object or an array of them, or JSON lines, one article a line.

::

    {"id": "a1", "title": "...", "text": "...", "outlet": "example.com", "language_code": "en",
     "publish_time": "2026-06-26T09:30:00Z", "reader_region": {"region_code": "MT"},
     "mentions": [{"start": 0, "end": 6, "type": "PLACE"}]}

Only `text` is needed; other keys are ignored, and one that is repeated is refused. `mentions` count code points of the
text, half-open, and a mention without a type is a PLACE, because corpora of toponyms give no types. They are read in
the contract's own form too, `{"mentions": [{"start_offset": 0, "end_offset": 6, "type": "ENTITY_TYPE_PLACE", "part":
"ARTICLE_PART_TITLE"}]}`. Objects with the keys of ninjs are read as ninjs.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, TypeVar

from dateline.documents.document import MAX_DOCUMENT_BYTES, InputArticle, InputFailure, UnusableError
from dateline.documents.encodings import decode
from dateline.documents.formats import InputFormat, is_markup
from dateline.documents.metadata import aware_time, language_tag
from dateline.documents.ninjs import is_ninjs, read_ninjs
from dateline.documents.xml import prose, prose_line
from dateline.geodesy import Coordinates
from dateline.values import Article, ArticlePart, EntityType, GivenMention, ReaderRegion

_PREFIXES = {"type": "ENTITY_TYPE_", "part": "ARTICLE_PART_"}
_Choice = TypeVar("_Choice", EntityType, ArticlePart)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_json_lines(
    file: BinaryIO, *, name: str, input_format: InputFormat | None = None, encoding: str = ""
) -> Iterator[InputArticle | InputFailure]:
    """Yields each article of a file, holding no more than one in memory.

    `input_format` is the caller's word for it; without one, objects with the keys of ninjs are read as ninjs. JSON is
    in UTF-8 (RFC 8259, 8.1) unless `encoding` says otherwise, which must then have one byte for a line's end.
    """
    number = 0
    is_empty = True
    while line := file.readline(MAX_DOCUMENT_BYTES + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(_BYTE_ORDER_MARK)
        if not line.strip():
            continue
        is_empty = False
        yield read_json_line(line, where=f"{name}:{number}", input_format=input_format, encoding=encoding)
        if len(line) > MAX_DOCUMENT_BYTES:
            return  # the next read would return the rest of this line
    if is_empty:
        yield InputFailure(name, "is empty")


def read_json_line(
    line: bytes, *, where: str, input_format: InputFormat | None = None, encoding: str = ""
) -> InputArticle | InputFailure:
    """Returns the article of one line, which was read at `where`; the rest is as for `read_json_lines`."""
    try:
        text = decode(line.rstrip(b"\r\n"), encoding=encoding or "utf-8")
        return InputArticle(where, _article(_loads(text), where, input_format))
    except UnusableError as error:
        return InputFailure(where, str(error))


def read_json_fields(fields: dict[str, object], *, where: str) -> InputArticle | InputFailure:
    """Returns the article of an object that has been parsed already, which was read at `where`."""
    try:
        return InputArticle(where, _article(fields, where, InputFormat.JSONL))
    except UnusableError as error:
        return InputFailure(where, str(error))


def read_json(
    text: str, *, name: str, input_format: InputFormat | None = None
) -> Iterator[InputArticle | InputFailure]:
    """Yields the article of an object, or the articles of an array of objects, of which `where` tells the number."""
    try:
        value = _loads(text)
    except UnusableError as error:
        yield InputFailure(name, str(error))
        return
    if not isinstance(value, list):
        items = [(name, value)]
    elif not value:
        yield InputFailure(name, "holds no articles")
        return
    else:
        items = [(f"{name}#{number}", item) for number, item in enumerate(value, start=1)]
    for where, item in items:
        try:
            yield InputArticle(where, _article(item, where, input_format))
        except UnusableError as error:
            yield InputFailure(where, str(error))


def _loads(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        place = f"column {error.colno}" if error.lineno == 1 else f"line {error.lineno}, column {error.colno}"
        raise UnusableError(f"is not valid JSON: {error.msg} ({place})") from None
    except (ValueError, RecursionError):
        raise UnusableError("is not valid JSON") from None


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise UnusableError("has an object that gives a key twice")
    return fields


def _article(fields: object, where: str, input_format: InputFormat | None) -> Article:
    if not isinstance(fields, dict):
        raise UnusableError("is not a JSON object")
    if input_format is InputFormat.NINJS or (input_format is None and is_ninjs(fields)):
        return read_ninjs(fields, where=where)
    text, title = _string(fields, "text"), _string(fields, "title")
    mentions = _mentions(fields.get("mentions"))
    if mentions is None:
        text, title = prose(text), prose_line(title)
    elif is_markup(text):
        raise UnusableError("text: is HTML, and given mentions need the plain text that they count")
    elif all(mention.part is ArticlePart.TEXT for mention in mentions):
        title = prose_line(title)
    elif is_markup(title):
        raise UnusableError("title: is HTML, and given mentions need the plain text that they count")
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
        language_code=_language(fields),
        reader_region=_reader_region(fields.get("reader_region")),
        publish_time=_publish_time(fields),
        mentions=mentions,
    )


def _string(fields: dict[str, object], key: str, path: str = "") -> str:
    value = fields.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UnusableError(f"{path}{key}: is not a string")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise UnusableError(f"{path}{key}: holds half of a surrogate pair")
    return value


def _language(fields: dict[str, object]) -> str:
    value = _string(fields, "language_code")
    if value and not language_tag(value):
        raise UnusableError('language_code: is no BCP-47 tag such as "en" or "pt-BR"')
    return language_tag(value)


def _publish_time(fields: dict[str, object]) -> datetime | None:
    value = _string(fields, "publish_time")
    time = aware_time(value)
    if value and time is None:
        raise UnusableError("publish_time: is no time such as 2026-06-26T09:30:00Z")
    return time


def _reader_region(value: object) -> ReaderRegion | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise UnusableError("reader_region: is not an object")
    point = value.get("coordinates")
    if point is None:
        return ReaderRegion(_string(value, "region_code", "reader_region."))
    if not isinstance(point, dict):
        raise UnusableError("reader_region.coordinates: is not an object")
    latitude, longitude = (_degrees(point, key) for key in ("latitude", "longitude"))
    return ReaderRegion(_string(value, "region_code", "reader_region."), Coordinates(latitude, longitude))


def _degrees(point: dict[str, object], key: str) -> float:
    value = point.get(key)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise UnusableError(f"reader_region.coordinates.{key}: is {'missing' if value is None else 'not a number'}")
    return float(value)


def _mentions(value: object) -> tuple[GivenMention, ...] | None:
    if isinstance(value, dict):  # the contract's message GivenMentions
        value = [] if value.get("mentions") is None else value["mentions"]
    if value is None:
        return None
    if not isinstance(value, list):
        raise UnusableError("mentions: is not a list")
    return tuple(_mention(mention, f"mentions[{index}]") for index, mention in enumerate(value))


def _mention(value: object, field: str) -> GivenMention:
    """Returns a mention; whether it lies within the text is `values.limits`' to check."""
    if not isinstance(value, dict):
        raise UnusableError(f"{field}: is not an object")
    # Proto3 JSON leaves out zeros.
    is_at_head = "end_offset" in value and value.keys().isdisjoint(("start", "start_offset"))
    start = 0 if is_at_head else _offset(value, "start", field)
    end = _offset(value, "end", field)
    kind = _member(value, "type", EntityType, field)
    part = _member(value, "part", ArticlePart, field)
    return GivenMention(start, end, kind or EntityType.PLACE, part or ArticlePart.TEXT)


def _offset(value: dict[str, object], key: str, field: str) -> int:
    if f"{key}_offset" in value:
        if key in value:
            raise UnusableError(f"{field}.{key}: is given twice, as {key} and as {key}_offset")
        key = f"{key}_offset"
    offset = value.get(key)
    if not isinstance(offset, int) or isinstance(offset, bool):
        raise UnusableError(f"{field}.{key}: is {'missing' if offset is None else 'not an integer'}")
    return offset


def _member(value: dict[str, object], key: str, choices: type[_Choice], field: str) -> _Choice | None:
    """Returns the member that a key names, with or without the prefix of the contract, or None without the key."""
    name = value.get(key)
    if name is None or name == "ARTICLE_PART_UNSPECIFIED":
        return None
    member = choices.__members__.get(name.removeprefix(_PREFIXES[key])) if isinstance(name, str) else None
    if member is None:
        raise UnusableError(f"{field}.{key}: is none of {', '.join(choices.__members__)}")
    return member
