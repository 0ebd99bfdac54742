"""Offsets: positions in a text, counted in the unit that a caller's language has.

Text is never normalised: every position refers to the caller's own characters. Offsets are half-open.
"""

import enum
from collections.abc import Sequence
from itertools import pairwise


class OffsetEncoding(enum.StrEnum):
    """The unit in which a caller's language counts text."""

    UTF8 = "UTF8"
    UTF16 = "UTF16"
    UTF32 = "UTF32"


def encode_offsets(text: str, offsets: Sequence[int], encoding: OffsetEncoding) -> tuple[int, ...]:
    """Returns code-point offsets of `text` as offsets in `encoding`, in the order given."""
    if encoding is OffsetEncoding.UTF32 or text.isascii():
        return tuple(offsets)
    units, position = {}, 0
    for before, here in pairwise((0, *sorted(set(offsets)))):
        position += _unit_count(text[before:here], encoding)
        units[here] = position
    return tuple(units.get(offset, 0) for offset in offsets)


def decode_offsets(text: str, offsets: Sequence[int], encoding: OffsetEncoding) -> tuple[int | None, ...]:
    """Returns offsets in `encoding` as code-point offsets of `text`; None for one outside it or inside a character."""
    if encoding is OffsetEncoding.UTF32 or text.isascii():
        return tuple(offset if 0 <= offset <= len(text) else None for offset in offsets)
    wanted = set(offsets)
    indices: dict[int, int] = {}
    position = 0
    for index, character in enumerate(text):
        if position in wanted:
            indices[position] = index
        position += _unit_count(character, encoding)
    indices[position] = len(text)
    return tuple(indices.get(offset) for offset in offsets)


def _unit_count(text: str, encoding: OffsetEncoding) -> int:
    if encoding is OffsetEncoding.UTF8:
        return len(text.encode())
    return len(text) + sum(character > "\uffff" for character in text)
