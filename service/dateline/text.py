"""Text positions: sentences of an article, and offsets in the unit a caller counts in.

Text is never normalised: every position refers to the caller's own characters. Offsets are half-open.
"""

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

MAX_SENTENCE_CHARS = 1_000
"""Longer sentences are windowed at white space, so that no encoder ever truncates one."""


class OffsetEncoding(enum.StrEnum):
    """The unit in which a caller's language counts text."""

    UTF8 = "UTF8"
    UTF16 = "UTF16"
    UTF32 = "UTF32"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of text to be recognised by itself; code points, half-open."""

    start_offset: int
    end_offset: int
    content: str


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of `text` in order, without the white space around them, none over MAX_SENTENCE_CHARS."""
    return tuple(
        Sentence(start, end, text[start:end])
        for first, last in _sentence_bounds(text)
        for start, end in _windows(text, first, last)
    )


def encode_offsets(text: str, offsets: Sequence[int], encoding: OffsetEncoding) -> tuple[int, ...]:
    """Code-point offsets of `text` as offsets in `encoding`, in the order given."""
    if encoding is OffsetEncoding.UTF32 or text.isascii():
        return tuple(offsets)
    units, position = {}, 0
    for before, here in pairwise((0, *sorted(set(offsets)))):
        position += _unit_count(text[before:here], encoding)
        units[here] = position
    return tuple(units.get(offset, 0) for offset in offsets)


def decode_offsets(text: str, offsets: Sequence[int], encoding: OffsetEncoding) -> tuple[int | None, ...]:
    """Offsets in `encoding` as code-point offsets of `text`; None for one outside it or inside a character."""
    if encoding is OffsetEncoding.UTF32 or text.isascii():
        return tuple(offset if 0 <= offset <= len(text) else None for offset in offsets)
    wanted = set(offsets)
    found: dict[int, int] = {}
    position = 0
    for index, character in enumerate(text):
        if position in wanted:
            found[position] = index
        position += _unit_count(character, encoding)
    found[position] = len(text)
    return tuple(found.get(offset) for offset in offsets)


def _unit_count(text: str, encoding: OffsetEncoding) -> int:
    if encoding is OffsetEncoding.UTF8:
        return len(text.encode())
    return len(text) + sum(character > "\uffff" for character in text)


def _sentence_bounds(text: str) -> Iterator[tuple[int, int]]:
    # Here, for clients convert offsets without it.
    from segtok.segmenter import split_multi

    position = 0
    for content in split_multi(text):
        stripped = content.strip()
        start = text.find(stripped, position)
        if stripped and start >= 0:
            position = start + len(stripped)
            yield start, position


def _windows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > MAX_SENTENCE_CHARS:
        cut = start + MAX_SENTENCE_CHARS
        space = max(text.rfind(" ", start + MAX_SENTENCE_CHARS // 2, cut), text.rfind("\n", start, cut))
        cut = space if space > start else cut
        yield start, cut
        start = cut
    if start < end:
        yield start, end
