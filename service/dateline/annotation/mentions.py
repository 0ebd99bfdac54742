"""Mentions: findings put in the order of the article, numbered, each told what it lies in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dateline.values import AnnotateOptions, ArticlePart, EntityType, Mention, MentionKind, MentionOrigin, Span


@dataclass(frozen=True, slots=True)
class FoundMention:
    """A mention before it has an id."""

    span: Span
    type: EntityType
    kind: MentionKind
    confidence: float
    origin: MentionOrigin
    label: str = ""


def identify_mentions(found: Sequence[FoundMention]) -> tuple[Mention, ...]:
    """Returns mentions in the order of the article, title first, the outer of two before the inner.

    A place named inside another mention is NESTED.
    """
    mentions: list[Mention] = []
    enclosing: list[Mention] = []
    for number, each in enumerate(sorted(found, key=_position), start=1):
        span, kind = each.span, each.kind
        while enclosing and not overlap(enclosing[-1].span, span):
            enclosing.pop()
        others = (outer for outer in reversed(enclosing) if outer.span != span)
        around = next((outer for outer in others if outer.span.end_offset >= span.end_offset), None)
        if around and each.type is EntityType.PLACE and kind is MentionKind.NAME:
            kind = MentionKind.NESTED
        within = around.mention_id if around else ""
        mentions.append(
            Mention(f"m{number}", span, each.type, kind, each.label, each.confidence, within, origin=each.origin)
        )
        if enclosing and enclosing[-1].span == span:
            # One for all of them, for callers may give a span twenty thousand times.
            enclosing.pop()
        enclosing.append(mentions[-1])
    return tuple(mentions)


def overlap(one: Span, other: Span) -> bool:
    """Returns whether two spans share a character."""
    same = one.part is other.part
    return same and one.start_offset < other.end_offset and other.start_offset < one.end_offset


def wanted_mentions(mentions: Sequence[Mention], options: AnnotateOptions) -> dict[int, Mention]:
    """Returns the mentions that the options leave in, by their place in `mentions`.

    A demonym inside a longer name is nested, too. A mention that lies in one that is left out lies in none.
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


def _position(found: FoundMention) -> tuple[bool, int, int]:
    return found.span.part is ArticlePart.TEXT, found.span.start_offset, -found.span.end_offset
