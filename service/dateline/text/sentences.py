"""Sentences: the stretches of an article that are recognised each by itself.

Text is never normalised: every position refers to the caller's own characters. Offsets are half-open.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

MAX_SENTENCE_CHARS = 1_000
"""Text without an end in sight is cut: splitting it, and what an encoder does, cost its length squared."""

_LINE_BREAK = re.compile(r"\n\s*")
_PLAIN_SENTENCE_END = re.compile(r".*[a-z]{3}[.!?][\"”’)]*\s+(?=[\"“‘]?[A-Z])", re.DOTALL)
_BLOCK_TAG = re.compile(r"</?(?:p|br|li|ul|ol|h[1-6]|div|tr|td)\b[^<>]{0,200}>", re.IGNORECASE)
_WRAPPED_SHARE = 0.25
_MISSING_SPACE = re.compile(r"(?<=[a-z]{2}[.!?])(?=[A-Z][a-z]+\b(?!\.))")
_ADDRESS = re.compile(r"[/@]|www\.|\.(?:Com|Org|Net|Co|Gov|Edu)\b")
_LONGEST_ADDRESS_CHARS = 100


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of text to be recognised by itself; code points, half-open."""

    start_offset: int
    end_offset: int
    content: str


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of `text` in order, without the white space around them, none over MAX_SENTENCE_CHARS."""
    return tuple(Sentence(start, end, text[start:end]) for start, end in _sentence_bounds(text))


def _sentence_bounds(text: str) -> Iterator[tuple[int, int]]:
    # Here, for clients convert offsets without it.
    from segtok.segmenter import split_multi

    for first, last in _stretches(text):
        position = first
        for content in split_multi(text[first:last]):
            stripped = content.strip()
            start = text.find(stripped, position, last)
            if stripped and start >= 0:
                position = start + len(stripped)
                yield start, position


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """What segtok splits at a time: at most MAX_SENTENCE_CHARS, cut at a plain end or at white space."""
    for first, last in pairwise((0, *_forced_breaks(text), len(text))):
        start = first
        while last - start > MAX_SENTENCE_CHARS:
            cut = start + MAX_SENTENCE_CHARS
            ending = _PLAIN_SENTENCE_END.match(text, start, cut)
            cut = ending.end() if ending else _last_space(text, start, cut)
            yield start, cut
            start = cut
        yield start, last


def _forced_breaks(text: str) -> list[int]:
    """Where a sentence ends whatever its words say, which is all that segtok looks at.

    At a blank line; at a line's end, unless the next goes on in small letters or the text is wrapped to a width, which
    shows in many lines that do; at a paragraph's tag; and where the space after a full stop is missing
    ("withdrew.The army").
    """
    breaks = list(_LINE_BREAK.finditer(text))
    single = [each for each in breaks if each.group().count("\n") == 1 and each.end() < len(text)]
    continued = [each for each in single if text[each.end()].islower()]
    is_wrapped = len(continued) > _WRAPPED_SHARE * len(single)
    soft = set(single if is_wrapped else continued)
    found = [each.end() for each in breaks if each not in soft]
    found += [each.start() for each in _MISSING_SPACE.finditer(text) if not _is_address(text, each.start())]
    found += [each.end() for each in _BLOCK_TAG.finditer(text)]
    return sorted(set(found))


def _is_address(text: str, position: int) -> bool:
    """Whether the word around a position is one of the web's."""
    before = text[max(0, position - _LONGEST_ADDRESS_CHARS) : position].rsplit(maxsplit=1)
    after = text[position : position + _LONGEST_ADDRESS_CHARS].split(maxsplit=1)
    return _ADDRESS.search(before[-1] + after[0]) is not None


def _last_space(text: str, start: int, cut: int) -> int:
    """Where the last word in the second half of a stretch ends; `cut` where there is no white space in it."""
    for position in range(cut, (start + cut) // 2, -1):
        if text[position - 1].isspace():
            return position
    return cut
