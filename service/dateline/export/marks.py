"""Marks: the edges of mentions in a text, nested as the mentions are, for every format that shows the text marked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dateline.values import Mention


@dataclass(frozen=True, slots=True)
class Edge:
    """The start or the end of a mention."""

    mention: Mention
    is_start: bool


def marked_text(text: str, mentions: Iterable[Mention]) -> Iterator[str | Edge]:
    """Yields the text in order, with the edges of mentions between its parts.

    A mention that lies in another begins after it and ends before it. Of two that cross only the first is there.
    """
    position = 0
    opened: list[Mention] = []

    def closed(until: int) -> Iterator[str | Edge]:
        nonlocal position
        while opened and opened[-1].span.end_offset <= until:
            mention = opened.pop()
            yield text[position : mention.span.end_offset]
            position = mention.span.end_offset
            yield Edge(mention, is_start=False)

    for mention in sorted(mentions, key=lambda mention: (mention.span.start_offset, -mention.span.end_offset)):
        yield from closed(mention.span.start_offset)
        if opened and mention.span.end_offset > opened[-1].span.end_offset:
            continue
        yield text[position : mention.span.start_offset]
        position = mention.span.start_offset
        opened.append(mention)
        yield Edge(mention, is_start=True)
    yield from closed(len(text))
    yield text[position:]
