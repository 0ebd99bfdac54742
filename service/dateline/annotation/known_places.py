"""Countries and capitals by their names in the language of an article, where the recogniser saw none or was unsure.

Other languages inflect names ("Roms", "بباريس") and the recogniser has seen few examples of each. A country's or a
capital's name means hardly anything else, so the gazetteer's word counts where no sure name stands.
"""

from collections.abc import Iterator
from typing import Protocol

from dateline.gazetteer import MainNames
from dateline.ner.token import Token, tokenize
from dateline.values import EntityType, MentionKind, MentionOrigin, NameMatch, Recognition

_COUNTRY, _CAPITAL = "PCLI", "PPLC"
_SURE_CONFIDENCE, _SURE_COUNTRY_CONFIDENCE = 0.9, 0.7
"""From this confidence on a name keeps the type that the recogniser gave it; countries play as teams, capitals do not."""
_CONFIDENCE = 0.8
_SHORTEST_NAME_CHARS, _SHORTEST_FIRST_NAME_CHARS = 3, 5
_MOST_WORDS = 3
_WITHOUT_CAPITALS = frozenset(("ar",))
_WITHOUT_SPACES = frozenset(("zh",))
_LONGEST_AROUND_CHARS = 3
_NAME_DOTS = "·・"
_INFLECTING = frozenset("ar de fi hr hu pl ro ru sk sr tr uk".split())
_WITH_GENITIVE = frozenset("da nb nn sv".split())
_GENITIVE = ("s", "'", "’")  # noqa: RUF001  # the apostrophe of print


class Lookup(Protocol):
    """The lookup of an article, as `ArticleLookup` has it."""

    def __call__(self, name: str, /) -> tuple[NameMatch, ...]:
        """Returns the places called `name`, the best known first."""

    def prominence(self, name: str) -> float:
        """Returns how widely known the best known place called exactly so is, in people; 0 where there is none."""


def add_known_places(
    sentence: str, names: tuple[Recognition, ...], *, language_code: str, lookup: Lookup, main_names: MainNames
) -> tuple[Recognition, ...]:
    """Returns the names of a sentence, in order, with the countries and capitals that were missed.

    A person or an organisation is a place where it is called as one and the recogniser was unsure. What no name was seen
    in is only looked at in languages that inflect names, or have no spaces: in others it gains nothing
    (`benchmarks/README.md`), but for names of several words. A place inside an organisation's name stands beside it.
    """
    if language_code == "en":
        return names
    kept = list(names)
    for start, end in (*((name.start_offset, name.end_offset) for name in names), *_candidates(sentence, language_code, main_names)):
        feature_code = _feature_code(sentence[start:end], lookup, main_names)
        around = [name for name in kept if name.start_offset < end and start < name.end_offset]
        beside = [name for name in around if _is_organization_around(name, start, end)]
        giving_way = [name for name in around if _gives_way(name, start, end, feature_code, language_code)]
        if feature_code and len(beside) + len(giving_way) == len(around):
            kept = [name for name in kept if name not in giving_way]
            kept.append(
                Recognition(start, end, EntityType.PLACE, MentionKind.NAME, "", _CONFIDENCE, MentionOrigin.GAZETTEER)
            )
    return tuple(sorted(kept, key=lambda name: (name.start_offset, -name.end_offset)))


def _gives_way(name: Recognition, start: int, end: int, feature_code: str, language_code: str) -> bool:
    if name.kind is not MentionKind.NAME:
        return False
    if (name.start_offset, name.end_offset) == (start, end):
        if name.type is EntityType.PLACE:
            return name.confidence < _CONFIDENCE
        is_team_likely = name.type is EntityType.ORGANIZATION and feature_code == _COUNTRY
        return name.confidence < (_SURE_COUNTRY_CONFIDENCE if is_team_likely else _SURE_CONFIDENCE)
    is_piece = start <= name.start_offset and name.end_offset <= end
    return is_piece and language_code in _WITHOUT_SPACES and name.confidence < _SURE_CONFIDENCE


def _is_organization_around(name: Recognition, start: int, end: int) -> bool:
    is_longer = name.end_offset - name.start_offset > end - start
    return name.type is EntityType.ORGANIZATION and is_longer and name.start_offset <= start and end <= name.end_offset


def _candidates(sentence: str, language_code: str, main_names: MainNames) -> Iterator[tuple[int, int]]:
    """Yields the words that may be names, those of several words before the words in them."""
    if language_code in _WITHOUT_SPACES:
        yield from main_names.find_unspaced(sentence)
        return
    has_capitals = language_code not in _WITHOUT_CAPITALS
    tokens = tokenize(sentence, language_code=language_code)
    is_first = True
    for i, token in enumerate(tokens):
        word = token.content
        if not word[0].isalpha():
            continue
        if len(word) >= _SHORTEST_NAME_CHARS and (word[0].isupper() or not has_capitals):
            if main_names.may_begin_with(word):
                for last in tokens[i + _MOST_WORDS - 1 : i : -1]:
                    yield token.start_offset, last.end_offset
            if not (is_first and has_capitals) or _stands_for_itself(word, main_names):
                if language_code in _INFLECTING or (language_code in _WITH_GENITIVE and word.endswith(_GENITIVE)):
                    yield token.start_offset, token.end_offset
        is_first = False


def _stands_for_itself(word: str, main_names: MainNames) -> bool:
    """Returns whether a word at a sentence's beginning, where all have a capital, may be a name."""
    return len(word) >= _SHORTEST_FIRST_NAME_CHARS and not main_names.is_common_word(word)


def _feature_code(name: str, lookup: Lookup, main_names: MainNames) -> str:
    """Returns the feature code of the country or capital that `name` means before all other places, or an empty string."""
    if len(name) < 2 or name not in main_names:
        return ""
    match = next(iter(lookup(name)), None)
    is_known = match is not None and match.match_type.is_of_known_name and match.is_local_name
    return match.place.feature_code if is_known and match.place.feature_code in (_COUNTRY, _CAPITAL) else ""
