"""Feeds: RSS 0.9x, 1.0 and 2.0 and Atom 0.3 and 1.0 (RFC 4287), through feedparser; an article an item."""

import calendar
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from dateline.documents.document import InputArticle, InputFailure, UnusableError, lacking
from dateline.documents.metadata import host_of, language_tag
from dateline.documents.xml import html_text, prose, refuse_entities, without_declaration
from dateline.values import Article

_END = re.compile(r"</(?:\w{1,64}+:)?(?:rss|feed|rdf)\s*+>", re.IGNORECASE)


def read_feed(text: str, *, name: str) -> Iterator[InputArticle | InputFailure]:
    """Yields the article of each item of a feed.

    `content:encoded` and Atom's `content` go before `description` and `summary`. Raises UnusableError where it is no
    feed, declares entities or has no items.
    """
    try:
        import feedparser
    except ModuleNotFoundError as error:
        raise lacking(error) from None
    refuse_entities(text)
    body = without_declaration(text).encode("utf-8", "replace")
    # A stream, since feedparser takes a string for an address or the path of a file.
    feed = feedparser.parse(
        io.BytesIO(body),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    if not feed.entries:
        raise UnusableError("has no items" if feed.version else "is no RSS or Atom feed")
    for number, entry in enumerate(feed.entries, start=1):
        where = f"{name}#{number}"
        try:
            yield InputArticle(where, _article(entry, feed.feed, where))
        except UnusableError as error:
            yield InputFailure(where, str(error))
    if not _END.search(text[-4096:]):
        yield InputFailure(name, "is cut off: the feed does not end; its last items may be incomplete or missing")


def _article(entry: Any, channel: Any, where: str) -> Article:  # noqa: ANN401 - feedparser has no types
    contents = [*entry.get("content", ()), entry.get("summary_detail")]
    content = next((each for each in contents if each and _text(each)), None)
    title = _text(entry.get("title_detail"))
    text = _text(content) if content else title  # RSS 2.0.11: an item has a title or a description
    if not text:
        raise UnusableError("has no text")
    languages = ((content or {}).get("language"), entry.get("language"), channel.get("language"))
    return Article(
        id=(entry.get("id") or entry.get("link") or where).strip(),
        text=text,
        title=title if content else "",
        language_code=next(filter(None, (language_tag(each or "") for each in languages)), ""),
        outlet=host_of(channel.get("link") or "") or _text(channel.get("title_detail")),
        publish_time=_time(entry),
    )


def _text(detail: Any) -> str:  # noqa: ANN401 - feedparser has no types
    """Returns a text construct as plain text; what RSS calls plain may be HTML (RSS 2.0.11 allows it, unmarked)."""
    if not detail:
        return ""
    value = detail.get("value") or ""
    return (html_text(value) if "html" in (detail.get("type") or "") else prose(value)).strip()


def _time(entry: Any) -> datetime | None:  # noqa: ANN401 - feedparser has no types
    times = (entry[key] for key in ("published_parsed", "updated_parsed") if dict.get(entry, key))
    try:
        return next((datetime.fromtimestamp(calendar.timegm(time), UTC) for time in times), None)
    except (ValueError, OverflowError):
        return None
