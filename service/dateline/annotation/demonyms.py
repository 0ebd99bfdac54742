"""Demonyms by closed list: a matcher for each language other than English that has a table of them."""

from collections.abc import Callable, Sequence
from functools import cache

from dateline.gazetteer import read_demonyms
from dateline.ner import DemonymMatcher, LanguageWords
from dateline.values import EntityType, MatchType, MentionKind, NameMatch, Recognition

_WELL_KNOWN_PROMINENCE = 100_000
"""Prominence, in people, of a town that a name means sooner than a people."""


def keep_names(
    sentence: str,
    merged: Sequence[Recognition],
    *,
    found: Sequence[Recognition],
    lookup: Callable[[str], Sequence[NameMatch]],
) -> tuple[Recognition, ...]:
    """Returns the names of a sentence, places as `found` where a list calls them demonyms and the gazetteer differs.

    "Турку" is Turkey's people in one form, and Turku in all.
    """
    places = (name for name in found if name.type is EntityType.PLACE and name.kind is MentionKind.NAME)
    names = {(name.start_offset, name.end_offset): name for name in places}

    def kept(name: Recognition) -> Recognition:
        place = names.get((name.start_offset, name.end_offset))
        if place is None or name.kind is not MentionKind.DEMONYM:
            return name
        return place if _is_well_known(lookup(sentence[name.start_offset : name.end_offset])) else name

    return tuple(map(kept, merged))


def _is_well_known(matches: Sequence[NameMatch]) -> bool:
    return any(
        match.match_type is MatchType.EXACT and (match.is_local_name or match.prominence >= _WELL_KNOWN_PROMINENCE)
        for match in matches[:1]
    )


@cache
def foreign_matcher(language_code: str) -> DemonymMatcher | None:
    """Returns the matcher of a language's demonyms, which is made once, or None where they are in no table."""
    demonyms = read_demonyms(language_code)
    if demonyms is None:
        return None
    words = LanguageWords(demonyms.language_words, demonyms.words_before_language, demonyms.language_endings)
    return DemonymMatcher(demonyms.distinct, language_words=words, not_before=demonyms.not_before)
