"""Sentences: the stretches of an article in which names are recognised, each by itself.

Text is never normalised: every position refers to the caller's own characters. Offsets are half-open.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

MAX_SENTENCE_CHARS = 1_000
"""Longest sentence; longer stretches are cut, since splitting and encoding cost the square of their length."""

_LINE_BREAK = re.compile(r"\n\s*")
_PLAIN_SENTENCE_END = re.compile(r".*[a-z]{3}[.!?][\"”’)]*\s+(?=[\"“‘]?[A-Z])", re.DOTALL)
_BLOCK_TAG = re.compile(r"</?(?:p|br|li|ul|ol|h[1-6]|div|tr|td)\b[^<>]{0,200}>", re.IGNORECASE)
_WRAPPED_SHARE = 0.25
_MISSING_SPACE = re.compile(r"(?<=[a-z]{2}[.!?])(?=[A-Z][a-z]+\b(?!\.))")
_ADDRESS = re.compile(r"[/@]|www\.|\.(?:Com|Org|Net|Co|Gov|Edu)\b")
_LONGEST_ADDRESS_CHARS = 100


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of text in which names are recognised by itself; offsets are code points, half-open."""

    start_offset: int
    end_offset: int
    content: str


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """Returns the sentences of `text` in order, without the white space around them, of MAX_SENTENCE_CHARS at most."""
    return tuple(Sentence(start, end, text[start:end]) for start, end in _sentence_bounds(text))


def _sentence_bounds(text: str) -> Iterator[tuple[int, int]]:
    # Imported here, since clients convert offsets without it.
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
    """Yields stretches for segtok to split, of MAX_SENTENCE_CHARS at most, cut at a plain end or at white space."""
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
    """Returns where sentences end for reasons other than their words, which are all that segtok looks at.

    They end at blank lines; at the end of a line, unless the next line begins with a small letter or the text is
    wrapped to a width (many of its lines begin so); at tags of paragraphs; and where the space after a full stop is
    missing ("withdrew.The army").
    """
    breaks = list(_LINE_BREAK.finditer(text))
    single = [gap for gap in breaks if gap.group().count("\n") == 1 and gap.end() < len(text)]
    continued = [gap for gap in single if text[gap.end()].islower()]
    is_wrapped = len(continued) > _WRAPPED_SHARE * len(single)
    soft = set(single if is_wrapped else continued)
    ends = [gap.end() for gap in breaks if gap not in soft]
    ends += [match.start() for match in _MISSING_SPACE.finditer(text) if not _is_address(text, match.start())]
    ends += [tag.end() for tag in _BLOCK_TAG.finditer(text)]
    return sorted(set(ends))


def _is_address(text: str, position: int) -> bool:
    """Returns whether the word around `position` is an address of the web or of e-mail."""
    before = text[max(0, position - _LONGEST_ADDRESS_CHARS) : position].rsplit(maxsplit=1)
    after = text[position : position + _LONGEST_ADDRESS_CHARS].split(maxsplit=1)
    return _ADDRESS.search(before[-1] + after[0]) is not None


def _last_space(text: str, start: int, cut: int) -> int:
    """Returns where the last white space in the second half of a stretch ends, or `cut` where that half has none."""
    for position in range(cut, (start + cut) // 2, -1):
        if text[position - 1].isspace():
            return position
    return cut
