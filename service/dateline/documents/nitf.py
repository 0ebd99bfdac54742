"""NITF, the News Industry Text Format: versions 3.0 to 3.6 of IPTC, with and without a namespace.

Names are those of the DTD, which https://www.iptc.org/std/NITF/ has.
"""

from typing import Any

from dateline.documents.document import UnusableError
from dateline.documents.metadata import aware_time, language_tag, with_dateline, written_time
from dateline.documents.xml import block_text, children, first_text, local_name
from dateline.values import Article

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read_nitf(root: Any, *, where: str) -> Article:  # noqa: ANN401 - lxml has no types
    """Returns the article of a `nitf` element.

    Raises UnusableError where it has no text.
    """
    if local_name(root) != "nitf":
        raise UnusableError("is not NITF: its root element is not nitf")
    text = nitf_text(root)
    if not text:
        raise UnusableError("has no text in body.content")
    return Article(
        id=_attribute(root, "id-string", "head", "docdata", "doc-id") or where,
        text=text,
        title=nitf_title(root),
        language_code=_language(root),
        outlet=_attribute(root, "name", "head", "pubdata"),
        publish_time=aware_time(
            _attribute(root, "date.publication", "head", "pubdata")
            or _attribute(root, "norm", "head", "docdata", "date.release")
            or _attribute(root, "norm", "head", "docdata", "date.issue")
        ),
    )


def nitf_title(root: Any) -> str:  # noqa: ANN401 - lxml has no types
    """Returns the headline of a `nitf` element, else its title."""
    return first_text(root, "body", "body.head", "hedline", "hl1") or first_text(root, "head", "title")


def nitf_text(root: Any) -> str:  # noqa: ANN401 - lxml has no types
    """Returns the text of a `nitf` element, without captions and notes, its dateline at the head."""
    text = "\n".join(filter(None, (block_text(content) for content in children(root, "body", "body.content"))))
    datelines = children(root, "body", "body.head", "dateline")
    if not text or not datelines:
        return text
    place = first_text(datelines[0], "location")
    dates = children(datelines[0], "story.date")
    day = written_time(dates[0].get("norm") or "") if dates else None
    if not place:  # a dateline of words alone, "GENEVA, June 26"
        words = " ".join("".join(datelines[0].xpath("text()")).split())
        return with_dateline(text, place=words, day=day, language_code=_language(root))
    return with_dateline(
        text, place=place, day=day or first_text(*dates[:1]) if dates else None, language_code=_language(root)
    )


def _language(root: Any) -> str:  # noqa: ANN401 - lxml has no types
    bodies = children(root, "body")
    tags = [element.get(name) or "" for element in (*bodies, root) for name in (_XML_LANG, "lang", "baselang")]
    return next(filter(None, map(language_tag, tags)), "")


def _attribute(root: Any, name: str, *path: str) -> str:  # noqa: ANN401 - lxml has no types
    values = ((element.get(name) or "").strip() for element in children(root, *path))
    return next(filter(None, values), "")
