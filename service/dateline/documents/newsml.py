"""IPTC NewsML-G2: news items, alone or in a news message, of every version (2.0 and later).

Names are those of the schema, https://iptc.org/std/NewsML-G2/. NewsML 1 is another format, and not read.
"""

from collections.abc import Iterator
from typing import Any

from dateline.documents.document import InputArticle, InputFailure, UnusableError
from dateline.documents.metadata import aware_time, host_of, language_tag, with_dateline, written_time
from dateline.documents.nitf import nitf_text, nitf_title
from dateline.documents.xml import block_text, children, first_text, html_text, local_name, prose
from dateline.values import Article

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MARKUP_ROOTS = ("html", "body", "div", "section", "article", "p")


def read_newsml(root: Any, *, name: str) -> Iterator[InputArticle | InputFailure]:  # noqa: ANN401 - lxml has no types
    """Yields the article of each news item; items of other kinds, and those without text, are failures."""
    is_message = local_name(root) == "newsMessage"
    items = [item for each in children(root, "itemSet") for item in each if local_name(item)] if is_message else [root]
    if not items:
        yield InputFailure(name, "holds no items")
    for number, item in enumerate(items, start=1):
        where = f"{name}#{number}" if is_message else name
        try:
            yield InputArticle(where, _article(item, where))
        except UnusableError as error:
            yield InputFailure(where, str(error))


def _article(item: Any, where: str) -> Article:  # noqa: ANN401 - lxml has no types
    kind = local_name(item)
    if kind == "packageItem":
        raise UnusableError("is a NewsML-G2 package, which refers to articles and holds none; give the news items")
    if kind != "newsItem":
        raise UnusableError("is no NewsML-G2 news item; only these hold articles")
    text, title, language = _content(item)
    language = _language(item, language)
    time = first_text(item, "itemMeta", "versionCreated")
    created = first_text(item, "contentMeta", "contentCreated") or time
    stated = first_text(item, "contentMeta", "dateline")
    place = stated or _located(item)
    is_dated = any(character.isdigit() for character in stated)
    day = None if is_dated else written_time(created)
    return Article(
        id=(item.get("guid") or "").strip() or where,
        text=with_dateline(text, place=place, day=day, language_code=language),
        title=_headline(item) or title or first_text(item, "itemMeta", "title"),
        language_code=language,
        outlet=_provider(item),
        publish_time=aware_time(time),
    )


def _content(item: Any) -> tuple[str, str, str]:  # noqa: ANN401 - lxml has no types
    """Returns text, title and language of the first rendition that can be read.

    All children of contentSet are renditions of the same content (NewsML-G2 Guidelines, "Content Set").
    """
    renditions = [each for part in children(item, "contentSet") for each in part if local_name(each)]
    for rendition in sorted(renditions, key=lambda each: local_name(each) != "inlineXML"):
        content: tuple[str, str, str] = ("", "", "")
        if local_name(rendition) == "inlineXML":
            content = _inline_xml(rendition)
        elif local_name(rendition) == "inlineData" and not rendition.get("encoding"):
            words = "".join(rendition.itertext()).strip()
            is_html = "html" in (rendition.get("contenttype") or "")
            content = (html_text(words) if is_html else prose(words), "", rendition.get(_XML_LANG) or "")
        if content[0]:
            return content
    if any(local_name(each) == "remoteContent" for each in renditions):
        raise UnusableError("has its content elsewhere (remoteContent), and no text inline")
    raise UnusableError("has no text inline in NITF, XHTML or plain text")


def _inline_xml(rendition: Any) -> tuple[str, str, str]:  # noqa: ANN401 - lxml has no types
    for content in rendition:
        language = content.get(_XML_LANG) or content.get("lang") or rendition.get(_XML_LANG) or ""
        if local_name(content) == "nitf":
            return nitf_text(content), nitf_title(content), language
        if local_name(content) in _MARKUP_ROOTS:
            return block_text(content), "", language
    return "", "", ""


def _headline(item: Any) -> str:  # noqa: ANN401 - lxml has no types
    """Returns the headline without a role, or with that of the main one, else the first."""
    headlines = children(item, "contentMeta", "headline")
    headlines.sort(key=lambda each: not (each.get("role") or "main").endswith("main"))
    return next(filter(None, (" ".join("".join(each.itertext()).split()) for each in headlines)), "")


def _located(item: Any) -> str:  # noqa: ANN401 - lxml has no types
    """Returns where the content originates from, "Paris, Texas" where a broader place is given."""
    for located in children(item, "contentMeta", "located"):
        name = _name(located)
        broader = next((each for each in map(_name, children(located, "broader")) if each and each != name), "")
        if name:
            return f"{name}, {broader}" if broader else name
    return ""


def _provider(item: Any) -> str:  # noqa: ANN401 - lxml has no types
    """Returns who is responsible for the release of the item: a name, else the host of its address, else its code."""
    for provider in children(item, "itemMeta", "provider"):
        code = (provider.get("qcode") or "").rpartition(":")[2]
        if found := _name(provider) or host_of(provider.get("uri") or "") or code:
            return found
    return ""


def _name(element: Any) -> str:  # noqa: ANN401 - lxml has no types
    return first_text(element, "name") or (element.get("literal") or "").strip()


def _language(item: Any, language: str) -> str:  # noqa: ANN401 - lxml has no types
    """Returns the language of the content, else that of the item's metadata, which xml:lang of its root says."""
    tags = [each.get("tag") or "" for each in children(item, "contentMeta", "language")]
    return next(filter(None, map(language_tag, (*tags, language, item.get(_XML_LANG) or ""))), "")
