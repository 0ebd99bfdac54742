"""HTML pages: the article through trafilatura, its metadata from schema.org's JSON-LD, OpenGraph and HTML itself."""

import json
import logging
import re
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any, cast

from dateline.documents.document import UnusableError, lacking
from dateline.documents.metadata import aware_time, host_of, language_tag, with_dateline, written_time
from dateline.documents.xml import XML_DECLARATION, block_text, html_text, parse_html
from dateline.values import Article

_PAGE = re.compile(r"<(?:html|body|head|main)[\s>]", re.IGNORECASE)
_NO_ARTICLE = ["//*[@role='dialog' or @role='alertdialog' or @role='navigation' or @aria-modal='true']"]
_ARTICLE_TYPES = ("Article", "Posting")  # NewsArticle, ReportageNewsArticle, LiveBlogPosting ...


def read_html(text: str, *, where: str) -> Article:
    """Returns the article of a page, or of a piece of a page, which is taken whole.

    Raises UnusableError where there is no article to be told from the rest of the page.
    """
    text = XML_DECLARATION.sub("", text.removeprefix("\ufeff"), count=1)
    if not _PAGE.search(text[:65536]):
        prose = html_text(text)
        if not prose:
            raise UnusableError("has no text")
        return Article(id=where, text=prose)
    page = _Page(parse_html(text))
    language = page.language_code()
    prose = _extract(text) or page.linked("articleBody")
    title = page.title()
    if title and prose.startswith(f"{title}\n"):
        prose = prose.removeprefix(f"{title}\n")
    if not prose.strip():
        raise UnusableError("has no article that can be told from the rest of the page; save its text as plain text")
    published = page.published()
    return Article(
        id=page.address() or where,
        text=with_dateline(prose, place=page.linked("dateline"), day=written_time(published), language_code=language),
        title=title,
        language_code=language,
        outlet=page.outlet(),
        publish_time=aware_time(published),
    )


def _extract(text: str) -> str:
    try:
        trafilatura = _trafilatura()
    except ModuleNotFoundError as error:
        raise lacking(error) from None
    for is_precise in (True, False):
        found = trafilatura.extract(text, include_comments=False, favor_precision=is_precise, prune_xpath=_NO_ARTICLE)
        if found:
            return str(found)
    return ""


@cache
def _trafilatura() -> ModuleType:
    import trafilatura

    for name in ("trafilatura", "htmldate", "justext"):
        # What they log may quote the page, and would stand between a command's own lines.
        logger = logging.getLogger(name)
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
    return cast("ModuleType", trafilatura)


class _Page:
    """The metadata of a page; each method returns an empty string where there is none."""

    def __init__(self, root: Any) -> None:  # noqa: ANN401 - lxml has no types
        self._root = root
        self._linked = next((each for each in _linked_data(root) if _is_article(each)), {})

    def linked(self, key: str) -> str:
        value = self._linked.get(key)
        return value.strip() if isinstance(value, str) else ""

    def title(self) -> str:
        headings = [" ".join(block_text(each).split()) for each in self._root.iter("h1")]
        only = headings[0] if len(headings) == 1 else ""
        return self.linked("headline") or self._meta("og:title") or only or self._root.findtext(".//title", "").strip()

    def language_code(self) -> str:
        said = (self._root.get("lang") or "", self.linked("inLanguage"), self._meta("og:locale"))
        return next(filter(None, map(language_tag, said)), "")

    def address(self) -> str:
        canonical = self._root.xpath("//link[@rel='canonical']/@href")
        addresses = (*canonical, self._meta("og:url"), self.linked("url"))
        return next((each.strip() for each in addresses if host_of(each)), "")

    def outlet(self) -> str:
        publisher = self._linked.get("publisher")
        name = publisher.get("name") if isinstance(publisher, dict) else publisher
        return host_of(self.address()) or (name if isinstance(name, str) else "") or self._meta("og:site_name")

    def published(self) -> str:
        marked = self._root.xpath("//time[@itemprop='datePublished']/@datetime")
        said = (self.linked("datePublished"), self._meta("article:published_time"), *marked, self._meta("date"))
        return next((each for each in said if aware_time(each)), "")

    def _meta(self, name: str) -> str:
        values = self._root.xpath("//meta[@property=$name or @name=$name]/@content", name=name)
        return next((each.strip() for each in values if each.strip()), "")


def _linked_data(root: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - lxml has no types
    for script in root.xpath("//script[@type='application/ld+json']/text()"):
        try:
            todo = [json.loads(script)]
        except (ValueError, RecursionError):
            continue
        while todo:
            value = todo.pop(0)
            if isinstance(value, list):
                todo.extend(value)
            elif isinstance(value, dict):
                yield value
                todo.append(value.get("@graph"))


def _is_article(value: dict[str, Any]) -> bool:
    types = value.get("@type")
    return any(
        isinstance(each, str) and each.endswith(_ARTICLE_TYPES)
        for each in (types if isinstance(types, list) else [types])
    )
