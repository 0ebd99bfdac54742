"""Readable text: a text as a reader sees it, with the place of every character in the text as it was given.

Names are recognised in readable text. All that leaves the service refers to the caller's own characters.
"""

import html
import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain

# Unicode 15.1, DerivedCoreProperties, Default_Ignorable_Code_Point: nobody sees them, and no word ends at one.
_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Control characters that are no white space, line separators, surrogates and private use stand for nothing: a space.
_BLANK = "\x00-\x08\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\uf8ff\ufff9-\ufffb\U000f0000-\U0010ffff"
_INLINE_TAGS = "a|b|em|font|i|small|span|strong|sub|sup|u"
_BLOCK_TAGS = (
    "blockquote|br|center|div|figcaption|figure|h[1-6]|hr|iframe|img|li|ol|p|script|section|style|table|td|th|tr|ul"
)
# The tatweel lengthens an Arabic word on paper; by itself it is a dash.
_TATWEEL = "\u0640"
# Arabic letters in the shape that they have on paper, as old files hold them.
_ARABIC_FORMS = "\ufb50-\ufdff\ufe70-\ufefc"
_ODD_CHARACTER = re.compile(f"[{_IGNORABLE}{_BLANK}{_TATWEEL}{_ARABIC_FORMS}]")
_ODD = re.compile(
    f"(?P<ignorable>[{_IGNORABLE}]+)|(?P<blank>[{_BLANK}])"
    rf"|(?P<lengthening>(?<=[\u0620-\u065f\u066e-\u06d3]){_TATWEEL}+)|(?P<form>[{_ARABIC_FORMS}])"
    rf"|(?P<inline></?(?:{_INLINE_TAGS})\b[^<>]{{0,200}}>)|(?P<block></?(?:{_BLOCK_TAGS})\b[^<>]{{0,200}}>)"
    r"|(?P<entity>&(?:[A-Za-z]{2,8}|\#\d{1,7}|\#x[0-9A-Fa-f]{1,6});)",
    re.IGNORECASE,
)
_PARAGRAPH_BREAK = "\n\n"
_HANGUL_VOWELS_AND_FINALS = range(0x1161, 0x1200)
# UAX #15, Stream-Safe Text Format: no sensible text has more marks on one letter, and sorting them costs their square.
_MOST_MARKS = 30


@dataclass(frozen=True, slots=True)
class ReadableText:
    """A text as it is read, and where each of its characters comes from; offsets are code points, half-open.

    Characters are composed (NFC), invisible ones left out, Arabic letters in their plain shape, entities of HTML
    decoded, letters that were read in a wrong encoding put right (by ftfy); tags are left out, or are breaks of
    paragraphs. `starts` and `ends` have an item for each character of `content`; both are None where the text is read
    as it was given.
    """

    content: str
    starts: "array[int] | None" = None
    ends: "array[int] | None" = None

    def given_span(self, start: int, end: int) -> tuple[int, int]:
        """Returns the offsets of `content[start:end]`, which is not empty, in the text as it was given."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def read(text: str) -> ReadableText:
    """Returns `text` as it is read; costs its length."""
    readable = ReadableText(text)
    if not text.isascii():
        readable = _replace(readable, _misread(text))
    content = readable.content
    if "&" in content or "<" in content or _ODD_CHARACTER.search(content):
        readable = _replace(readable, _odd(content))
    return readable if unicodedata.is_normalized("NFC", readable.content) else _compose(readable)


def read_name(name: str) -> str:
    """Returns a name, as it stands in a text, as it is read."""
    return read(name).content


def _misread(text: str) -> Iterator[tuple[int, int, str]]:
    """Yields the bounds of each letter of UTF-8 that was read in an encoding of one byte ("SÃ£o"), and what it was."""
    from ftfy import fix_encoding  # here, since the client has no ftfy
    from ftfy.badness import is_bad
    from ftfy.chardata import UTF8_DETECTOR_RE

    runs = []
    for run in UTF8_DETECTOR_RE.finditer(text):
        letters = _decoded(run.group())
        # "IRMÃ”" is a word in capitals and a quotation mark, where "MÃœNCHEN" is none.
        before, after = text[max(0, run.start() - 2) : run.start()], text[run.end() : run.end() + 1]
        is_in_capitals = len(before) == 2 and before.isalpha() and before.isupper()
        if letters and not (is_in_capitals and (letters[0].islower() or not after.isalpha())):
            runs.append((run, letters))
    # What looks wrong by itself tells what happened to the others, such as that of "GdaÅ„sk".
    if not any(is_bad(run.group()) and fix_encoding(run.group()) == letters for run, letters in runs):
        return
    for run, letters in runs:
        start = run.start()
        for letter in letters:
            end = start + len(letter.encode())
            yield start, end, letter
            start = end


def _decoded(run: str) -> str:
    """Returns what a run of characters was, of which each was a byte of UTF-8; empty where it was nothing such."""
    for encoding in ("sloppy-windows-1252", "latin-1"):
        with suppress(UnicodeError):
            return run.encode(encoding).decode()
    return ""


def _odd(text: str) -> Iterator[tuple[int, int, str]]:
    return ((*match.span(), _replacement(match)) for match in _ODD.finditer(text))


def _replacement(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind == "entity":
        decoded = html.unescape(match.group())
        return _replace(ReadableText(decoded), _odd(decoded)).content
    if kind == "form":
        return unicodedata.normalize("NFKC", match.group()).strip().replace(_TATWEEL, "")
    return {"blank": " ", "block": _PARAGRAPH_BREAK}.get(kind or "", "")


def _replace(text: ReadableText, replacements: Iterable[tuple[int, int, str]]) -> ReadableText:
    """Returns the text with parts of its content replaced, which are given in order, each with its bounds."""
    pieces: list[str] = []
    starts, ends = array("I"), array("I")
    position = 0
    for start, end, replacement in chain(replacements, [(len(text.content), len(text.content), "")]):
        pieces += (text.content[position:start], replacement)
        starts.extend(range(position, start) if text.starts is None else text.starts[position:start])
        ends.extend(range(position + 1, start + 1) if text.ends is None else text.ends[position:start])
        if replacement:
            given_start, given_end = text.given_span(start, end)
            starts.extend([given_start] * len(replacement))
            ends.extend([given_end] * len(replacement))
        position = end
    return ReadableText("".join(pieces), starts, ends) if len(pieces) > 2 else text


def _compose(text: ReadableText) -> ReadableText:
    content = text.content
    composed = ((start, end, unicodedata.normalize("NFC", content[start:end])) for start, end in _letters(content))
    return _replace(text, composed)


def _letters(text: str) -> Iterator[tuple[int, int]]:
    """Yields the bounds of each character with the marks, or the vowel and final of Hangul, that compose with it."""
    start = 0
    for position, character in enumerate(text):
        joins = unicodedata.category(character)[0] == "M" or ord(character) in _HANGUL_VOWELS_AND_FINALS
        # A mark behind white space composes with nothing, and the white space may be a tag's.
        if position > start and (not joins or position - start > _MOST_MARKS or text[start].isspace()):
            yield start, position
            start = position
    if text:
        yield start, len(text)
