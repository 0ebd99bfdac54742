"""Demonyms: words such as "Syrian" that name a place by its people."""

import re
from collections.abc import Iterable

from dateline.values import EntityType, MentionKind, MentionOrigin, Recognition

DEMONYM_LABEL = "DEMONYM"
_LED_BY = re.compile(
    r"-(?:led|backed|allied|brokered|mediated|sponsored|supported|supplied|funded|imposed|held|controlled|occupied|"
    r"dominated|run|made|trained|friendly|style)\b"
)


class DemonymMatcher:
    """Finds demonyms of a closed list, exactly as written; those without a capital letter are left out."""

    def __init__(self, names: Iterable[str]) -> None:
        longest_first = sorted((name for name in names if name[:1].isupper()), key=lambda name: (-len(name), name))
        nothing = "(?!)"
        self._pattern = re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, longest_first)) or nothing})(?!\w)")

    def merge(self, sentence: str, recognitions: tuple[Recognition, ...]) -> tuple[Recognition, ...]:
        """`recognitions` and the demonyms of `sentence`, in order of their start, the longer first.

        A demonym inside an organisation's name is kept beside it; one inside a person's or a longer place's name
        ("British Columbia") is part of that name. A place that leads something ("US-led") is its demonym.
        """
        kept = [self._as_demonym(found) if self._leads(sentence, found) else found for found in recognitions]
        for match in self._pattern.finditer(sentence):
            start, end = match.span()
            around = [each for each in kept if each.start_offset < end and start < each.end_offset]
            same = [each for each in around if (each.start_offset, each.end_offset) == (start, end)]
            if same and same[0].type is EntityType.PLACE:
                kept[kept.index(same[0])] = self._as_demonym(same[0])
            elif all(_holds(each, start, end) for each in around):
                kept.append(_demonym(start, end))
        return tuple(sorted(kept, key=lambda each: (each.start_offset, -each.end_offset)))

    @staticmethod
    def _leads(sentence: str, found: Recognition) -> bool:
        return found.type is EntityType.PLACE and _LED_BY.match(sentence, found.end_offset) is not None

    @staticmethod
    def _as_demonym(found: Recognition) -> Recognition:
        return Recognition(
            found.start_offset, found.end_offset, EntityType.PLACE, MentionKind.DEMONYM, found.label, found.confidence
        )


def _holds(outer: Recognition, start: int, end: int) -> bool:
    return (
        outer.type is EntityType.ORGANIZATION
        and outer.start_offset <= start
        and end <= outer.end_offset
        and outer.end_offset - outer.start_offset > end - start
    )


def _demonym(start: int, end: int) -> Recognition:
    return Recognition(start, end, EntityType.PLACE, MentionKind.DEMONYM, "", 1.0, MentionOrigin.GAZETTEER)
