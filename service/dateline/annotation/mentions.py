"""Mentions: found mentions, put in the order of the article and given ids and the mentions that they lie in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dateline.text import read_name
from dateline.values import (
    AnnotateOptions,
    ArticlePart,
    EntityType,
    Mention,
    MentionKind,
    MentionOrigin,
    Span,
    TypeProbabilities,
)

_LONGEST_WORD_CHARS = 40
_LAST_WORD = re.compile(r"(?:\w+|[^\w\s])(?=\s*\Z)")


@dataclass(frozen=True, slots=True)
class FoundMention:
    """A mention before it has an id; `word_before` is the word or mark in front of it, in small letters."""

    span: Span
    type: EntityType
    kind: MentionKind
    confidence: float
    origin: MentionOrigin
    label: str = ""
    types: TypeProbabilities | None = None
    word_before: str = ""


def identify_mentions(found: Sequence[FoundMention]) -> tuple[Mention, ...]:
    """Returns the mentions in the order of the article, title first, outer mentions before inner ones.

    A place named inside another mention is NESTED.
    """
    mentions: list[Mention] = []
    enclosing: list[Mention] = []
    for number, mention in enumerate(sorted(found, key=position), start=1):
        span, kind = mention.span, mention.kind
        while enclosing and not overlap(enclosing[-1].span, span):
            enclosing.pop()
        outer_mentions = (outer for outer in reversed(enclosing) if outer.span != span)
        around = next((outer for outer in outer_mentions if outer.span.end_offset >= span.end_offset), None)
        if around and mention.type is EntityType.PLACE and kind is MentionKind.NAME:
            kind = MentionKind.NESTED
        within = around.mention_id if around else ""
        mentions.append(
            Mention(
                f"m{number}",
                span,
                mention.type,
                kind,
                mention.label,
                mention.confidence,
                within,
                origin=mention.origin,
            )
        )
        if enclosing and enclosing[-1].span == span:
            # Mentions of one span take one entry, since callers may give a span twenty thousand times.
            enclosing.pop()
        enclosing.append(mentions[-1])
    return tuple(mentions)


def name_of(mention: FoundMention) -> str:
    """Returns the name that a mention shares with others of the article, however they are written."""
    return " ".join(read_name(mention.span.content).split()).casefold()


def word_before(text: str, offset: int) -> str:
    """Returns the word or mark in front of the code point `offset` of a text, in small letters; empty where none is."""
    found = _LAST_WORD.search(text, max(0, offset - _LONGEST_WORD_CHARS), offset)
    return found[0].casefold() if found else ""


def position(mention: FoundMention) -> tuple[bool, int, int]:
    """Returns what sorts mentions in the order of the article: title first, and outer mentions before inner ones."""
    return mention.span.part is ArticlePart.TEXT, mention.span.start_offset, -mention.span.end_offset


def overlap(one: Span, other: Span) -> bool:
    """Returns whether two spans share a character."""
    same = one.part is other.part
    return same and one.start_offset < other.end_offset and other.start_offset < one.end_offset


def wanted_mentions(mentions: Sequence[Mention], options: AnnotateOptions) -> dict[int, Mention]:
    """Returns the mentions that the options keep, by their index in `mentions`.

    A demonym inside a longer name counts as nested, too. A mention loses `within_mention_id` where that mention is left
    out.
    """
    kept = {number: mention for number, mention in enumerate(mentions) if _is_wanted(mention, options)}
    ids = {mention.mention_id for mention in kept.values()} | {""}
    return {
        number: mention if mention.within_mention_id in ids else replace(mention, within_mention_id="")
        for number, mention in kept.items()
    }


def _is_wanted(mention: Mention, options: AnnotateOptions) -> bool:
    if mention.confidence < options.min_mention_confidence:
        return False
    if mention.kind is MentionKind.DEMONYM and not options.demonyms:
        return False
    return options.nested or mention.type is not EntityType.PLACE or not mention.within_mention_id
