"""Weights of mentions by their position, after the inverted pyramid of news: the main points come first."""

from dateline.values import ArticlePart, Span

LEAD_CHARS = 600
"""Code points of the text that count as its lead."""
_TITLE_WEIGHT, _LEAD_WEIGHT, _BODY_WEIGHT = 3.0, 2.0, 1.0


def position_weight(span: Span) -> float:
    """Returns 3 for a span in the title, 2 for one that begins in the lead of the text, and 1 for one further down."""
    if span.part is ArticlePart.TITLE:
        return _TITLE_WEIGHT
    return _LEAD_WEIGHT if span.start_offset < LEAD_CHARS else _BODY_WEIGHT
