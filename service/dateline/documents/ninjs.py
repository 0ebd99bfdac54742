"""IPTC ninjs: news in JSON.

Read are generations 1 (schemas 1.0 to 1.8: `headline`, `body_text`), 2 (2.0 to 2.4: `headlines`, `bodies`, names in
lower case) and 3 (3.0 to 3.3: the same names in camel case, `versionCreated`), of https://www.iptc.org/std/ninjs/.
"""

from dateline.documents.document import UnusableError
from dateline.documents.metadata import aware_time, language_tag, with_dateline, written_time
from dateline.documents.xml import html_text, prose
from dateline.values import Article

_BODIES_OF_1 = ("body_xhtml", "body_html", "body_text")
_TIMES = ("versioncreated", "firstcreated", "contentcreated")
_MARKUP_TYPES = ("text/html", "application/xhtml+xml", "xhtml", "html")


def is_ninjs(fields: dict[str, object]) -> bool:
    """Returns whether an object has keys of ninjs and none of the JSON that Dateline has of its own."""
    keys = {key.lower() for key in fields}
    marks = {"bodies", "headlines", "versioncreated", *_BODIES_OF_1}
    return "uri" in keys and "text" not in keys and not marks.isdisjoint(keys)


def read_ninjs(fields: dict[str, object], *, where: str) -> Article:
    """Returns the article of a ninjs object.

    Raises UnusableError where it has no body in plain text or HTML.
    """
    item = {key.lower(): value for key, value in fields.items()}
    text = _main(item.get("bodies")) or next(filter(None, (_text(item.get(key)) for key in _BODIES_OF_1)), "")
    if not text:
        kind = _word(item.get("type"))
        raise UnusableError(f"has no body in plain text or HTML{f' (type {kind})' if kind.isalpha() else ''}")
    language = language_tag(_word(item.get("language")))
    times = [_word(item.get(key)) for key in _TIMES]
    # `located` is where the content originates from, which is what a dateline says.
    day = next(filter(None, map(written_time, (times[2], times[1], times[0]))), None)
    return Article(
        id=_word(item.get("uri")) or where,
        text=with_dateline(text, place=_word(item.get("located")), day=day, language_code=language),
        title=_main(item.get("headlines")) or _text(item.get("headline")) or _text(item.get("title")),
        language_code=language,
        publish_time=next(filter(None, map(aware_time, times)), None),
    )


def _main(values: object) -> str:
    """Returns the text of `headlines` or `bodies`: of the one whose role is main, else of the first that can be read.

    The schema leaves roles to the provider; "main" is that of the guidelines' examples.
    """
    if not isinstance(values, list):
        return ""
    items = [{key.lower(): value for key, value in item.items()} for item in values if isinstance(item, dict)]
    items.sort(key=lambda item: item.get("role") != "main")
    return next(filter(None, (_text(item.get("value"), _word(item.get("contenttype"))) for item in items)), "")


def _text(value: object, content_type: str = "") -> str:
    """Returns the text of a value of a content type, which providers may leave out or get wrong, else ""."""
    kind = content_type.partition(";")[0].strip().lower()
    if not isinstance(value, str) or (kind and not kind.startswith("text/") and kind not in _MARKUP_TYPES):
        return ""
    value = "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in value)
    return html_text(value) if kind in _MARKUP_TYPES else prose(value)


def _word(value: object) -> str:
    return _text(value).strip()
