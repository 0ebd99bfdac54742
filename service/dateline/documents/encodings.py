"""Encodings: bytes to text, in the encoding that is declared, marked or detected.

The order is: the caller's word, a byte order mark, the declaration of XML or HTML, UTF-8, detection.
"""

import codecs
import io
import re
from collections.abc import Iterator
from typing import BinaryIO, cast

from dateline.documents.document import MAX_DOCUMENT_BYTES, UnusableError, lacking, too_long
from dateline.errors import FieldViolation, InvalidInputError

HEAD_BYTES = 64 << 10
"""As much of a document as its format and encoding are told from."""

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BYTE_ORDER_MARK = "\ufeff"
_XML_DECLARATION = re.compile(rb"\s*+<\?xml\s[^>]{0,200}?encoding\s*+=\s*+[\"']([\w.:-]{1,40})[\"']")
_HTML_DECLARATION = re.compile(rb"<meta\s[^>]{0,400}?charset\s*+=\s*+[\"']?\s*+([\w.:-]{1,40})", re.IGNORECASE)
_DECLARED_WITHIN_BYTES = 1024  # HTML Standard, 13.2.3.2: within the first 1024 bytes
_LEAST_CONFIDENCE = 0.05  # chardet 7.7 gives short sentences that it reads rightly .08 and more, single words .02
# HTML Standard, 4.2 of the Encoding Standard: the labels of ASCII and Latin-1 mean Windows' superset.
_WEB_LABELS = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
ENCODING_ADVICE = "give its encoding"
"""What messages say where an encoding has to be given; a command names its option behind it."""


def checked_encoding(encoding: str) -> str:
    """Returns `encoding`, which may be empty; raises InvalidInputError where it names no encoding of text."""
    if encoding:
        try:
            "".encode(codecs.lookup(encoding).name)
        except (LookupError, ValueError):
            raise InvalidInputError(FieldViolation("encoding", "is no encoding; try utf-8, cp1252 or utf-16")) from None
    return encoding


def decode(data: bytes, *, encoding: str = "") -> str:
    """Returns bytes as text, without a byte order mark.

    Raises UnusableError where `data` is longer than MAX_DOCUMENT_BYTES, is binary, does not fit the encoding, or its
    encoding cannot be told.
    """
    if len(data) > MAX_DOCUMENT_BYTES:
        raise too_long(MAX_DOCUMENT_BYTES)
    text = _strictly(data, tell_encoding(data, encoding=encoding)).removeprefix(_BYTE_ORDER_MARK)
    if "\x00" in text or _is_full_of_controls(text[:HEAD_BYTES]):
        raise UnusableError(_about_controls(data))
    return text


def tell_encoding(data: bytes, *, encoding: str = "", is_cut: bool = False) -> str:
    """Returns the name of the encoding of `data`; with `is_cut` its last character may be incomplete.

    Raises UnusableError where the encoding cannot be told.
    """
    if encoding:
        return encoding
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    if not data.startswith(codecs.BOM_UTF8) and (declared := _declared(data[:_DECLARED_WITHIN_BYTES])):
        return declared
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=not is_cut)
    except UnicodeDecodeError as error:
        return _detected(data, error.start)
    return "utf-8"


def text_lines(stream: BinaryIO, *, encoding: str) -> Iterator[str]:
    """Yields the lines of a stream with their ends, without a byte order mark.

    Raises UnusableError where one does not fit the encoding.
    """
    text = io.TextIOWrapper(cast("io.BufferedReader", stream), encoding=encoding, newline="")
    number = 1
    try:
        while line := text.readline(MAX_DOCUMENT_BYTES + 1):
            yield line if number > 1 else line.removeprefix(_BYTE_ORDER_MARK)
            number += 1
    except UnicodeDecodeError:
        raise UnusableError(
            f"does not fit the encoding {encoding} (after line {number - 1}); {ENCODING_ADVICE}"
        ) from None
    finally:
        text.detach()


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "cp1252":  # five bytes that Windows leaves undefined
            return data.decode("latin-1")
        raise UnusableError(f"does not fit the encoding {encoding} (byte {error.start}); {ENCODING_ADVICE}") from None


def _declared(head: bytes) -> str:
    """Returns the encoding that XML or HTML declares, or an empty string where there is none that is known."""
    found = _XML_DECLARATION.match(head)
    if not found and head.lstrip().startswith(b"<"):
        found = _HTML_DECLARATION.search(head)
    if not found:
        return ""
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
        "".encode(name)
    except (LookupError, ValueError):
        return ""
    # A declaration that can be read byte by byte is not in UTF-16, whatever it says (HTML Standard, 13.2.3.3).
    return "utf-8" if name.startswith(("utf-16", "utf-32")) else _WEB_LABELS.get(name, name)


def _detected(data: bytes, start: int) -> str:
    try:
        import chardet
    except ModuleNotFoundError as error:
        raise UnusableError(
            f"is not UTF-8 (byte {start}); {ENCODING_ADVICE}, or let it be detected, which {lacking(error)}"
        ) from None
    if b"\x00" in data[:HEAD_BYTES]:
        raise UnusableError(_about_controls(data))
    guess = chardet.detect(data[:HEAD_BYTES])
    if not guess["encoding"] or guess["confidence"] < _LEAST_CONFIDENCE:
        raise UnusableError(f"is not UTF-8 (byte {start}), and its encoding cannot be told; {ENCODING_ADVICE}")
    return codecs.lookup(guess["encoding"]).name


def _is_full_of_controls(head: str) -> bool:
    """Returns whether a text holds more control characters than the few that old wire services send."""
    count = sum(1 for _ in _CONTROLS.finditer(head))
    return count > 8 and count * 100 > len(head)


def _about_controls(data: bytes) -> str:
    zeros = [data[:HEAD_BYTES][offset::2].count(0) for offset in (0, 1)]
    if max(zeros) > 4 * min(zeros) and max(zeros) * 4 > len(data[:HEAD_BYTES]):
        name = "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
        return f"looks like UTF-16 without a byte order mark; {ENCODING_ADVICE}: {name}"
    return "is binary, not text; save it as plain text or HTML"
