"""XML and HTML trees: parsed without entities, files or network, and turned into text block by block."""

import re
from collections.abc import Iterator
from html import unescape
from html.entities import html5
from typing import Any

from dateline.documents.document import UnusableError, lacking
from dateline.documents.formats import is_escaped_markup, is_markup, refuse_script

_XML_DECLARATION = re.compile(r"\s*+<\?xml[^>]{0,300}\?>")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_SPACE = re.compile(r"\s+")

# Of HTML and of NITF 3: what stands on lines of its own.
_BLOCKS = frozenset(
    "address article block blockquote body body.content bq br caption center dd details div dl dt fieldset footer h1 "
    "h2 h3 h4 h5 h6 header hl2 hr li main nitf-table ol p pre section summary table tbody td th tr ul".split()
)
# What is no part of the story: pictures with their captions, scripts, forms, notes to editors.
_LEFT_OUT = frozenset(
    "applet audio button canvas embed figcaption figure fn form frame head iframe input map media nav note noscript "
    "object script select style svg template textarea title video".split()
)


def parse_xml(text: str) -> Any:  # noqa: ANN401 - lxml has no types
    """Returns the root of an XML document.

    Raises UnusableError where it is not well-formed or declares entities, which could name files or grow without bound.
    """
    try:
        from lxml import etree
    except ModuleNotFoundError as error:
        raise lacking(error) from None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    body = without_declaration(text)
    refuse_entities(body)
    try:
        root = etree.fromstring(_ENTITY.sub(_character, body), parser)
    except etree.XMLSyntaxError as error:
        # The parser's own message may quote the text.
        raise UnusableError(f"is not well-formed XML (line {error.lineno})") from None
    except ValueError:
        raise UnusableError("is not well-formed XML: it holds control characters") from None
    if next(root.iter(etree.Entity), None) is not None:
        raise UnusableError("refers to XML entities that it does not declare; replace them by their text")
    return root


def _character(entity: re.Match[str]) -> str:
    """Returns the character of an entity of HTML, which DTDs such as NITF's declare too; XML's own stay."""
    character = html5.get(f"{entity[1]};", "&")
    return entity[0] if character in ("&", "<", ">", '"', "'") else character


def refuse_entities(text: str) -> None:
    """Raises UnusableError where the document type declares entities."""
    doctype = text.find("<!DOCTYPE")
    if doctype >= 0 and text.find("<!ENTITY", doctype) >= 0:
        raise UnusableError("declares XML entities, which are not read; replace them by their text")


def without_declaration(text: str) -> str:
    """Returns the text of a document without the XML declaration at its head, which lxml refuses in a string."""
    declaration = _XML_DECLARATION.match(text)
    return text[declaration.end() :] if declaration else text


def html_text(markup: str) -> str:
    """Returns the text of a piece of HTML, a line for each block, without pictures, scripts and forms.

    Raises UnusableError for a script of PHP.
    """
    refuse_script(markup)
    if is_escaped_markup(markup):
        markup = unescape(markup)
    return block_text(parse_html(f"<div>{without_declaration(markup)}</div>"))


def prose(text: str) -> str:
    """Returns a text that should be plain as it is, and where it is a piece of HTML its text.

    Raises UnusableError for a script of PHP.
    """
    refuse_script(text)
    return html_text(text) if is_markup(text) or is_escaped_markup(text) else text


def prose_line(text: str) -> str:
    """Returns a title as `prose` does a text, and on one line where it is a piece of HTML."""
    plain = prose(text)
    return plain if plain is text else " ".join(plain.split())


def parse_html(markup: str) -> Any:  # noqa: ANN401 - lxml has no types
    """Returns the root of an HTML document, however badly it is formed."""
    try:
        from lxml import etree, html
    except ModuleNotFoundError as error:
        raise lacking(error) from None
    try:
        return html.document_fromstring(markup, parser=html.HTMLParser(no_network=True, huge_tree=True))
    except (etree.LxmlError, ValueError):
        raise UnusableError("is not HTML that can be read") from None


def block_text(root: Any) -> str:  # noqa: ANN401 - lxml has no types
    """Returns the text below an element of HTML or NITF: a line for each block, white space as it would be shown."""
    lines = (_SPACE.sub(" ", "".join(line)).strip() for line in _lines(root))
    return "\n".join(line for line in lines if line)


def local_name(element: Any) -> str:  # noqa: ANN401 - lxml has no types
    """Returns the name of an element without its namespace, and an empty string for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Any, *path: str) -> list[Any]:  # noqa: ANN401 - lxml has no types
    """Returns the descendants whose names, from the child of `element` down, are `path`, in whatever namespace."""
    found = [element]
    for name in path:
        found = [child for parent in found for child in parent if local_name(child) == name]
    return found


def first_text(element: Any, *path: str) -> str:  # noqa: ANN401 - lxml has no types
    """Returns the text of the first such descendant that has any, on one line, else an empty string."""
    texts = (_SPACE.sub(" ", "".join(each.itertext())).strip() for each in children(element, *path))
    return next(filter(None, texts), "")


def _lines(root: Any) -> Iterator[list[str]]:  # noqa: ANN401 - lxml has no types
    from lxml import etree

    line: list[str] = []
    preformatted = 0
    walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walker:
        name = local_name(element)
        if event == "start":
            if name in _LEFT_OUT and element is not root:
                walker.skip_subtree()
                continue  # its end comes all the same, and with it the text behind
            if name in _BLOCKS:
                yield line
                line = []
            preformatted += name == "pre"
            pieces = element.text
        else:
            if event == "end" and name in _BLOCKS:
                yield line
                line = []
                preformatted -= name == "pre"
            pieces = element.tail if element is not root else None
        if pieces and preformatted:
            *whole, last = pieces.split("\n")
            for piece in whole:
                yield [*line, piece]
                line = []
            line.append(last)
        elif pieces:
            line.append(pieces)
    yield line
