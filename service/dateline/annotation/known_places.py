"""Countries and capitals by their names in the language of an article, where the recogniser saw none or was unsure.

Other languages inflect names ("Roms", "بباريس") and the recogniser has seen few examples of each. A country's or a
capital's name means hardly anything else, so the gazetteer's word counts where no sure name stands.
"""

from collections.abc import Callable, Iterator, Sequence

from dateline.ner.token import tokenize
from dateline.values import EntityType, MentionKind, MentionOrigin, NameMatch, Recognition

Lookup = Callable[[str], Sequence[NameMatch]]

_FEATURE_CODES = frozenset(("PCLI", "PPLC"))
_SURE_CONFIDENCE = 0.6
"""From this confidence on a name keeps the type that the recogniser gave it."""
_CONFIDENCE = 0.8
_SHORTEST_NAME_CHARS = 3
_WITHOUT_CAPITALS = frozenset(("ar",))
_INFLECTING = frozenset("ar de fi hr hu pl ro ru sk sr tr uk".split())


def add_known_places(
    sentence: str, names: tuple[Recognition, ...], *, language_code: str, lookup: Lookup
) -> tuple[Recognition, ...]:
    """Returns the names of a sentence, in order, with countries and capitals of one word that were missed.

    Languages that do not inflect names are left as they are: there it gains nothing (`benchmarks/README.md`).
    """
    if language_code not in _INFLECTING:
        return names
    kept = list(names)
    for start, end in _candidates(sentence, language_code):
        around = [name for name in kept if name.start_offset < end and start < name.end_offset]
        is_open = all(
            (n.start_offset, n.end_offset) == (start, end) and n.confidence < _SURE_CONFIDENCE for n in around
        )
        if is_open and _is_known(sentence[start:end], lookup):
            kept = [name for name in kept if name not in around]
            kept.append(
                Recognition(start, end, EntityType.PLACE, MentionKind.NAME, "", _CONFIDENCE, MentionOrigin.GAZETTEER)
            )
    return tuple(sorted(kept, key=lambda name: (name.start_offset, -name.end_offset)))


def _candidates(sentence: str, language_code: str) -> Iterator[tuple[int, int]]:
    """Yields the words that may be names: those with a capital that does not come from the sentence's beginning."""
    for i, token in enumerate(tokenize(sentence, language_code=language_code)):
        is_name = language_code in _WITHOUT_CAPITALS or (i and token.content[0].isupper())
        if is_name and len(token.content) >= _SHORTEST_NAME_CHARS and token.content[0].isalpha():
            yield token.start_offset, token.end_offset


def _is_known(name: str, lookup: Lookup) -> bool:
    matches = lookup(name)
    return bool(matches) and (
        matches[0].match_type.is_of_known_name
        and matches[0].is_local_name
        and matches[0].place.feature_code in _FEATURE_CODES
    )
