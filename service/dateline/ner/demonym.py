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
    """A matcher of the demonyms in a closed list, exactly as written; names without a capital letter are left out."""

    def __init__(self, names: Iterable[str]) -> None:
        longest_first = sorted((name for name in names if name[:1].isupper()), key=lambda name: (-len(name), name))
        nothing = "(?!)"
        self._pattern = re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, longest_first)) or nothing})(?!\w)")

    def merge(self, sentence: str, recognitions: tuple[Recognition, ...]) -> tuple[Recognition, ...]:
        """Returns `recognitions` and the demonyms of `sentence`, in order of their start, the longer first.

        A demonym inside an organisation's name is kept beside that name; a demonym inside the name of a person or of a
        longer place ("British Columbia") is left out. A place that leads something ("US-led") becomes a demonym.
        """
        kept = [self._as_demonym(name) if self._leads(sentence, name) else name for name in recognitions]
        for match in self._pattern.finditer(sentence):
            start, end = match.span()
            around = [name for name in kept if name.start_offset < end and start < name.end_offset]
            same = [name for name in around if (name.start_offset, name.end_offset) == (start, end)]
            if same and same[0].type is EntityType.PLACE:
                kept[kept.index(same[0])] = self._as_demonym(same[0])
            elif all(_holds(name, start, end) for name in around):
                kept.append(_demonym(start, end))
        return tuple(sorted(kept, key=lambda name: (name.start_offset, -name.end_offset)))

    @staticmethod
    def _leads(sentence: str, name: Recognition) -> bool:
        return name.type is EntityType.PLACE and _LED_BY.match(sentence, name.end_offset) is not None

    @staticmethod
    def _as_demonym(name: Recognition) -> Recognition:
        return Recognition(
            name.start_offset, name.end_offset, EntityType.PLACE, MentionKind.DEMONYM, name.label, name.confidence
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
