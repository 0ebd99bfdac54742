"""HTML pages: the article through trafilatura, its metadata from schema.org's JSON-LD, OpenGraph and HTML itself."""

import json
import logging
import re
import unicodedata
from collections import deque
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any, cast

from dateline.documents.document import UnusableError, lacking
from dateline.documents.metadata import aware_time, host_of, language_tag, with_dateline, written_time
from dateline.documents.xml import block_text, html_text, parse_html, without_declaration
from dateline.values import Article

_PAGE = re.compile(r"<(?:html|body|head|main)[\s>]", re.IGNORECASE)
_NO_ARTICLE = ["//*[@role='dialog' or @role='alertdialog' or @role='navigation' or @aria-modal='true']"]
_ARTICLE_TYPES = ("Article", "Posting")  # NewsArticle, ReportageNewsArticle, LiveBlogPosting ...


MAX_PAGE_ELEMENTS = 10_000
"""Most elements of a page: trafilatura takes time in proportion to the square of some (2.3.1: bold words, links)."""
_MAX_COMPARED_ELEMENTS = 4_000
"""Most elements of a page that other extractors read too; justext's time grows with the square of short paragraphs."""


def read_html(text: str, *, where: str) -> Article:
    """Returns the article of a page, or of a piece of a page, which is taken whole.

    Raises UnusableError where there is no article to be told from the rest of the page, or the page has more than
    MAX_PAGE_ELEMENTS.
    """
    text = without_declaration(text)
    if not _PAGE.search(text[:65536]):
        prose = html_text(text)
        if not prose:
            raise UnusableError("has no text")
        return Article(id=where, text=prose)
    root = parse_html(text)
    element_count = sum(1 for _ in root.iter())
    if element_count > MAX_PAGE_ELEMENTS:
        raise UnusableError(
            f"is a page of {element_count} elements, more than {MAX_PAGE_ELEMENTS}; save its article alone"
        )
    page = _Page(root)
    language = page.language_code()
    prose = _extract(text, is_fast=element_count > _MAX_COMPARED_ELEMENTS) or page.linked("articleBody")
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


def _extract(text: str, *, is_fast: bool) -> str:
    try:
        trafilatura = _trafilatura()
    except ModuleNotFoundError as error:
        raise lacking(error) from None
    for is_precise in (True, False):
        found = trafilatura.bare_extraction(
            text, include_comments=False, favor_precision=is_precise, prune_xpath=_NO_ARTICLE, fast=is_fast
        )
        if found is not None and (plain := _plain(trafilatura, found.body)):
            return plain
    return ""


def _plain(trafilatura: ModuleType, body: Any) -> str:  # noqa: ANN401 - lxml has no types
    """Returns the text that was extracted, a line for each cell of a table, which trafilatura would draw with pipes."""
    from lxml import etree

    for cell in body.iter("cell"):
        cell.tag = "p"
        cell.attrib.clear()
    etree.strip_tags(body, "row", "table")
    return unicodedata.normalize("NFC", trafilatura.xml.xmltotxt(body, include_formatting=False))


@cache
def _trafilatura() -> ModuleType:
    import trafilatura
    import trafilatura.xml

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
            todo = deque([json.loads(script)])
        except (ValueError, RecursionError):
            continue
        while todo:
            value = todo.popleft()
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
