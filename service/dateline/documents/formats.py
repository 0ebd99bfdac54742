"""Formats: which one a document is in, told from its beginning first and from its name where that leaves it open."""

import enum
import json
import re
from html import unescape

from dateline.documents.document import UnusableError


class InputFormat(enum.StrEnum):
    """The formats that articles are read from."""

    HTML = "html"
    FEED = "feed"
    NITF = "nitf"
    NEWSML = "newsml"
    NINJS = "ninjs"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    TSV = "tsv"
    TEXT = "text"


TEXT_COLUMNS = ("text", "body", "content", "article", "article_text", "body_text", "full_text", "story")
"""Names of the column that holds an article's text, the likeliest first."""

_OTHER_COLUMNS = frozenset(
    "id guid uri url link title headline outlet source publisher date published publish_time language "
    "language_code".split()
)
_SUFFIXES = {
    ".txt": InputFormat.TEXT,
    ".text": InputFormat.TEXT,
    ".html": InputFormat.HTML,
    ".htm": InputFormat.HTML,
    ".xhtml": InputFormat.HTML,
    ".xml": None,
    ".rss": InputFormat.FEED,
    ".atom": InputFormat.FEED,
    ".nitf": InputFormat.NITF,
    ".json": InputFormat.JSON,
    ".jsonl": InputFormat.JSONL,
    ".ndjson": InputFormat.JSONL,
    ".csv": InputFormat.CSV,
    ".tsv": InputFormat.TSV,
}
SUFFIXES = tuple(_SUFFIXES)
"""Endings of the names of files that are read in folders; each may be followed by ".gz"."""

_ROOTS = {
    **dict.fromkeys(("rss", "rdf", "feed"), InputFormat.FEED),
    "nitf": InputFormat.NITF,
    **dict.fromkeys(
        "newsitem newsmessage packageitem conceptitem knowledgeitem planningitem catalogitem".split(),
        InputFormat.NEWSML,
    ),
}
_HTML_ELEMENTS = frozenset(
    "a abbr address article aside audio b blockquote body br button caption center cite code dd del div dl dt em "
    "fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img ins label li link "
    "main mark meta nav noscript ol p picture pre script section small span strike strong style sub sup table tbody td "
    "template tfoot th thead title tr u ul video".split()
)
# Every pattern takes time in proportion to its text: what it has taken it does not give back ("++", "(?>)"). Groups
# are repeated inside "(?>...)", since "(...)*+" takes too much in Python before 3.11.4.
_ROOT = re.compile(
    r"\s*+(?>(?:(?:<\?(?>.*?\?>)|<!--(?>.*?-->)|<!DOCTYPE\s[^\[>]*+(?:\[(?>.*?\]\s*+>)|>))\s*+)*)"
    r"<(?:[\w.-]{1,64}+:)?(?P<name>[A-Za-z_][\w.-]{0,63}+)(?![\w.-])(?P<attributes>[^<>]*+)>",
    re.DOTALL | re.IGNORECASE,
)
_DECLARATION = re.compile(r"\s*+<(?:\?xml\s|!DOCTYPE\s|!--)", re.IGNORECASE)
_TAG = re.compile(r"<(?P<slash>/?)(?P<name>[A-Za-z][A-Za-z0-9]{0,15}+)(?P<attributes>\s[^<>]*+)?/?>")
_VALUE = re.compile(r"\s[A-Za-z-]{1,40}+=[\"']")
_VOID = frozenset(("br", "hr"))
_OFTEN_UNCLOSED = frozenset("dd dt li p td th tr".split())
_SENTENCE_ENDS = ("", "\n", ".", "!", "?", "…")
_PHP = re.compile(r"<\?(?:php\s|=)", re.IGNORECASE)
_MAIL_HEADERS = frozenset(("message-id", "mime-version", "received", "return-path", "delivered-to", "dkim-signature"))
_LETTER_HEADERS = frozenset(("from", "sent", "to", "subject", "date", "cc", "reply-to"))
_ADVICE = "save it as plain text or HTML"
_IMAGE = "is an image, which holds no text"
_ARCHIVE = "is an archive or compressed; unpack it first"
_BINARIES = {
    b"%PDF-": f"is a PDF; {_ADVICE}",
    b"PK\x03\x04": f"is an Office document, an e-book or a ZIP archive; unpack it, or {_ADVICE}",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": f"is an old Office document; {_ADVICE}",
    b"{\\rtf": f"is an RTF document; {_ADVICE}",
    b"%!PS": f"is PostScript; {_ADVICE}",
    b"\x89PNG\r\n": _IMAGE,
    b"\xff\xd8\xff": _IMAGE,
    b"GIF87a": _IMAGE,
    b"GIF89a": _IMAGE,
    b"BZh91AY": _ARCHIVE,
    b"\xfd7zXZ\x00": _ARCHIVE,
    b"\x28\xb5\x2f\xfd": _ARCHIVE,
    b"7z\xbc\xaf\x27\x1c": _ARCHIVE,
    b"Rar!\x1a\x07": _ARCHIVE,
    b"WARC/1.": "is a WARC archive of web pages; take the pages out of it first",
}
_READ = "HTML, RSS, Atom, NITF or NewsML-G2"


def refuse_binary(head: bytes) -> None:
    """Raises UnusableError, which says what to do instead, for the beginning of a well-known binary file."""
    for magic, message in _BINARIES.items():
        if head.startswith(magic):
            raise UnusableError(message)
    if head[257:262] == b"ustar":
        raise UnusableError(_ARCHIVE)


def tell_format(head: str, *, name: str) -> InputFormat:
    """Returns the format of a document from its beginning and the name of its file, which may be empty.

    Raises UnusableError for XML in a vocabulary that is not read, for scripts and for e-mail messages.
    """
    named = format_of_name(name)
    head = head.removeprefix("\ufeff")
    refuse_script(head)
    _refuse_mail(head)
    if told := _of_markup(head, name=name) or _of_json(head, named=named) or _of_table(head, named=named):
        return told
    if named in (InputFormat.JSON, InputFormat.JSONL, InputFormat.HTML):
        return named
    return InputFormat.HTML if is_markup(head) else InputFormat.TEXT


def format_of_name(name: str) -> InputFormat | None:
    """Returns the format that the ending of a file's name stands for, ".gz" aside, or None."""
    name = name.lower().removesuffix(".gz")
    return next((format_ for suffix, format_ in _SUFFIXES.items() if name.endswith(suffix)), None)


def is_markup(text: str) -> bool:
    """Returns whether a text is HTML, or a piece of it, although it may not begin with a tag.

    Prose may hold "<", ">", and the name of a tag in its words. It does not hold elements that open and close, tags
    with attributes, line breaks, or paragraphs and cells that open behind a sentence or, more than once, in a word.
    """
    opened: set[str] = set()
    glued_count = 0
    for tag in _TAG.finditer(text):
        name = tag["name"].lower()
        if name not in _HTML_ELEMENTS:
            continue
        if tag["slash"]:
            if name in opened:
                return True
            continue
        opened.add(name)
        if name in _VOID or _VALUE.match(tag["attributes"] or ""):
            return True
        if name in _OFTEN_UNCLOSED:
            before = text[max(0, tag.start() - 8) : tag.start()]
            glued_count += not before[-1:].isspace() and not text[tag.end() : tag.end() + 1].isspace()
            if glued_count > 1 or before.rstrip(" \t")[-1:] in _SENTENCE_ENDS:
                return True
    comment = text.find("<!--")
    return comment >= 0 and text.find("-->", comment) >= 0


def is_escaped_markup(text: str) -> bool:
    """Returns whether a text is HTML whose own brackets are escaped, as feeds have it: "&lt;p&gt;Rain.&lt;/p&gt;"."""
    return "<" not in text and "&lt;" in text and is_markup(unescape(text))


def refuse_script(text: str) -> None:
    """Raises UnusableError for a script of PHP, which makes a page and is none."""
    if (found := _PHP.search(text)) and (not text[: found.start()].strip() or "?>" in text[found.end() :]):
        raise UnusableError("is a PHP script, which makes a page and is none; save the page that it makes")


def header_cells(head: str, *, delimiter: str) -> list[str]:
    """Returns the names of the columns in the first line of a table, in lower case with "_" for spaces and hyphens."""
    first, _, _ = head.lstrip("\ufeff\r\n").partition("\n")
    cells = (cell.strip().strip('"').strip().lower() for cell in first.split(delimiter))
    return [re.sub(r"[ -]+", "_", cell) for cell in cells]


def _refuse_mail(head: str) -> None:
    """Raises UnusableError for an e-mail message (RFC 5322), whose headers would be read as its first words."""
    names: set[str] = set()
    for line in head.lstrip().splitlines()[:100]:
        name, colon, _ = line.partition(":")
        if line.startswith((" ", "\t")) and names:
            continue
        if not colon or not name.replace("-", "").isalnum():
            if not names and line.startswith("From "):  # the first line of a mailbox
                continue
            break
        names.add(name.lower())
    if len(names) > 1 and (
        not names.isdisjoint(_MAIL_HEADERS) or ("from" in names and len(names & _LETTER_HEADERS) > 2)
    ):
        raise UnusableError("is an e-mail message; save the article in it as plain text or HTML, without the headers")


def _of_markup(head: str, *, name: str) -> InputFormat | None:
    root = _ROOT.match(head)
    if not root:
        if _DECLARATION.match(head) or name.lower().removesuffix(".gz").endswith((".xml", ".rss", ".atom", ".nitf")):
            raise UnusableError(f"is not well-formed XML: it has no root element; {_READ} can be read")
        return None
    element = root["name"].lower()
    if element in _ROOTS:
        return _ROOTS[element]
    if element in _HTML_ELEMENTS:
        return InputFormat.HTML
    if element == "newsml":
        raise UnusableError("is NewsML 1, which is not read; NewsML-G2 and NITF are")
    is_xml = _DECLARATION.match(head) or "xmlns" in root["attributes"] or f"</{root['name']}" in head[root.end() :]
    if is_xml or name.lower().removesuffix(".gz").endswith(".xml"):
        raise UnusableError(f"is XML in an unknown vocabulary; {_READ} can be read")
    return None


def _of_json(head: str, *, named: InputFormat | None) -> InputFormat | None:
    if not re.match(r"\s*+(?:\{\s*+[\"}]|\[\s*+[{\]])", head):
        return None
    if named is InputFormat.JSONL:
        return named
    first, newline, rest = head.lstrip().partition("\n")
    if first.startswith("["):
        return InputFormat.JSON
    if rest.lstrip().startswith("{") or (not newline and named is not InputFormat.JSON):
        return InputFormat.JSONL
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return InputFormat.JSON
    return InputFormat.JSON if named is InputFormat.JSON else InputFormat.JSONL


def _of_table(head: str, *, named: InputFormat | None) -> InputFormat | None:
    for delimiter, told in (("\t", InputFormat.TSV), (",", InputFormat.CSV), (";", InputFormat.CSV)):
        cells = header_cells(head, delimiter=delimiter)
        is_header = all(re.fullmatch(r"\w{0,40}", cell) for cell in cells)
        if is_header and not _OTHER_COLUMNS.isdisjoint(cells) and not set(TEXT_COLUMNS).isdisjoint(cells):
            return told
    return named if named in (InputFormat.CSV, InputFormat.TSV) else None
