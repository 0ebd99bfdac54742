"""Relatives: people named by their first name alone, who may be called as a place is: "her son, Israel, was held"."""

import re
from dataclasses import replace

from dateline.values import EntityType, MentionKind, Recognition, TypeProbabilities

_RELATIVE = (
    r"(?:[a-z]+-)?(?:(?:step|grand|half-)?(?:son|daughter|brother|sister|mother|father|child)|wife|husband|widow|widower|"
    r"fianc[eé]e?|twin|mum|mom|dad|aunt|uncle|niece|nephew|cousin|toddler|baby)(?:s|ren)?"
)
_OWNER = r"(?i:his|her|their|my|our|your|whose|couple['’]s)"
_WITH_COMMA = re.compile(
    rf"\b(?:{_OWNER}|(?i:an?|and))\s(?:[a-z-]+\s){{0,2}}{_RELATIVE},\s$|\b(?:daughter|son|child)\sof\sthe\slate\s$"
)
_WITHOUT_COMMA = re.compile(rf"\b{_OWNER}\s(?:[a-z-]+\s){{0,2}}{_RELATIVE}\s$")
# "After he lost his son, Israel said" is about the country: behind a name between commas the second one stands.
_CLOSED = re.compile(r"\s?(?:$|[,;.!?)\"”])|\s(?:\(|and\b)")
# A notice of a death lists a family: "her sons, Dale of Cairo, Wayne (Linda) of Athens and Troy of Catskill".
_FAMILY = re.compile(
    r"\b(?:(?:survived|predeceased) by|sons|daughters|brothers|sisters|siblings|(?:grand)?children|nieces|nephews)\b"
)
_IN_LIST = re.compile(
    r"(?:[,;:]|\b(?:and|by|sons|daughters|brothers|sisters|siblings|children|grandchildren|nieces|nephews))\s$"
)
_LISTED = re.compile(r"(?:\s\([A-Z][\w.]*\))?,?\sof\s[A-Z]")
_SPOUSE_BEFORE, _SPOUSE_AFTER = re.compile(r"[A-Z]\w+\s\($"), re.compile(r"\),?\sof\s[A-Z]")
_LONGEST_CHARS = 60
_LEAST_CONFIDENCE = 0.9


def name_relatives(sentence: str, names: tuple[Recognition, ...]) -> tuple[Recognition, ...]:
    """Returns the names of an English sentence, those that it calls somebody's relatives as persons.

    What the recogniser took for a person, too, is a sure one then, whatever the gazetteer has of the name.
    """
    return tuple(_as_person(name) if _is_relative(sentence, name) else name for name in names)


def _is_relative(sentence: str, name: Recognition) -> bool:
    may_be_person = name.type is not EntityType.ORGANIZATION and name.kind is MentionKind.NAME
    if not may_be_person or " " in sentence[name.start_offset : name.end_offset]:
        return False
    before = sentence[max(0, name.start_offset - _LONGEST_CHARS) : name.start_offset]
    if _WITHOUT_COMMA.search(before):
        return True
    is_listed = bool(_IN_LIST.search(before) and _LISTED.match(sentence, name.end_offset))
    is_listed |= bool(_SPOUSE_BEFORE.search(before) and _SPOUSE_AFTER.match(sentence, name.end_offset))
    if is_listed and _FAMILY.search(sentence, 0, name.start_offset):
        return True
    return _WITH_COMMA.search(before) is not None and _CLOSED.match(sentence, name.end_offset) is not None


def _as_person(name: Recognition) -> Recognition:
    types = name.types
    if types is not None:
        types = TypeProbabilities(max(types.person, types.place), types.organization, 0.0, 0.0)
    confidence = max(name.confidence, _LEAST_CONFIDENCE)
    return replace(name, type=EntityType.PERSON, label="PERSON", confidence=confidence, types=types)
