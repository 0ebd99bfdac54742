"""Countries and capitals by their names in the language of an article, where the recogniser saw none or was unsure.

Other languages inflect names ("Roms", "بباريس") and the recogniser has seen few examples of each. A country's or a
capital's name means hardly anything else, so the gazetteer's word counts where no sure name stands.
"""

from collections.abc import Iterator

from dateline.annotation.lookup import ArticleLookup
from dateline.ner.token import tokenize
from dateline.values import EntityType, MentionKind, MentionOrigin, Recognition

_COUNTRY, _CAPITAL = "PCLI", "PPLC"
_SURE_CONFIDENCE, _SURE_TEAM_CONFIDENCE, _SURE_NAMESAKE_CONFIDENCE = 0.9, 0.7, 0.97
"""From this confidence on a name keeps the type that the recogniser gave it.

Teams are called as their countries; a person who is called as a country and nothing else is rare.
"""
_CONFIDENCE = 0.8
_SHORTEST_NAME_CHARS, _SHORTEST_FIRST_NAME_CHARS, _MOST_WORDS = 3, 5, 3
_LONGER_CHARS = 2
_WITHOUT_CAPITALS, _WITHOUT_SPACES = frozenset(("ar", "zh")), frozenset(("zh",))
_INFLECTING = frozenset("ar de fi hr hu pl ro ru sk sr tr uk".split())
_WITH_GENITIVE = frozenset("da nb nn sv".split())
_GENITIVE = ("s", "'", "’")
_BEFORE_PLACES = {"id": frozenset("dari di ke orang warga".split())}
"""Words behind which a country's name means the country, not a team or an office that is called by it."""


def add_known_places(
    sentence: str, names: tuple[Recognition, ...], *, language_code: str, lookup: ArticleLookup
) -> tuple[Recognition, ...]:
    """Returns the names of a sentence, in order, with the countries and capitals that were missed.

    A person or an organisation is a place where it is called as one and the recogniser was unsure. Where it saw no
    name, names of several words are looked for, and single words in languages that inflect names or have no spaces: in
    others these gain nothing (`benchmarks/README.md`), but behind a few words in Indonesian. A place inside an
    organisation's name stands beside it.
    """
    if language_code == "en":
        return names
    kept = list(names)
    found = [(name.start_offset, name.end_offset) for name in names]
    for start, end in (*found, *_candidates(sentence, language_code, lookup)):
        feature_code = _feature_code(sentence[start:end], lookup)
        if not feature_code:
            continue
        around = [name for name in kept if name.start_offset < end and start < name.end_offset]
        beside = [name for name in around if _is_organization_around(name, start, end)]
        giving_way = [name for name in around if _gives_way(name, start, end, feature_code, language_code)]
        if len(beside) + len(giving_way) == len(around):
            kept = [name for name in kept if name not in giving_way]
            kept.append(
                Recognition(start, end, EntityType.PLACE, MentionKind.NAME, "", _CONFIDENCE, MentionOrigin.GAZETTEER)
            )
    return tuple(sorted(kept, key=lambda name: (name.start_offset, -name.end_offset)))


def _gives_way(name: Recognition, start: int, end: int, feature_code: str, language_code: str) -> bool:
    """Returns whether the place from `start` to `end` takes the place of a name that it overlaps."""
    if (name.start_offset, name.end_offset) != (start, end):
        is_piece = start <= name.start_offset and name.end_offset <= end
        return is_piece and language_code in _WITHOUT_SPACES and name.confidence < _SURE_CONFIDENCE
    if name.type is EntityType.PLACE:
        is_other = name.kind is MentionKind.DEMONYM and feature_code == _CAPITAL
        return is_other and name.confidence < _SURE_CONFIDENCE
    if feature_code == _CAPITAL:
        return name.confidence < _SURE_CONFIDENCE
    may_be_team = name.type is EntityType.ORGANIZATION
    return name.confidence < (_SURE_TEAM_CONFIDENCE if may_be_team else _SURE_NAMESAKE_CONFIDENCE)


def _is_organization_around(name: Recognition, start: int, end: int) -> bool:
    is_longer = name.end_offset - name.start_offset > end - start
    return name.type is EntityType.ORGANIZATION and is_longer and name.start_offset <= start and end <= name.end_offset


def _feature_code(name: str, lookup: ArticleLookup) -> str:
    """Returns the feature code of the country or capital that `name` means sooner than other places, or nothing."""
    match = next(iter(lookup(name)), None) if name in lookup.main_names else None
    is_known = match is not None and match.match_type.is_of_known_name and match.is_local_name
    return match.place.feature_code if match and is_known and match.place.feature_code in (_COUNTRY, _CAPITAL) else ""


def _candidates(sentence: str, language_code: str, lookup: ArticleLookup) -> Iterator[tuple[int, int]]:
    """Yields the words that may be names, those of several words before the words in them."""
    if language_code in _WITHOUT_SPACES:
        names = lookup.main_names.find_unspaced(sentence)
        yield from (bounds for bounds in names if not _is_in_longer_name(sentence, *bounds, lookup))
        return
    has_capitals = language_code not in _WITHOUT_CAPITALS
    is_first = has_capitals
    tokens = tokenize(sentence, language_code=language_code)
    for i, token in enumerate(tokens):
        word = token.content
        if not word[0].isalpha():
            continue
        if len(word) >= _SHORTEST_NAME_CHARS and not (has_capitals and word[0].islower()):
            if lookup.main_names.may_begin_with(word):
                for last in tokens[i + _MOST_WORDS - 1 : i : -1]:
                    yield token.start_offset, last.end_offset
            is_genitive = language_code in _WITH_GENITIVE and word.endswith(_GENITIVE)
            is_behind = i > 0 and tokens[i - 1].content in _BEFORE_PLACES.get(language_code, ())
            may_stand_alone = is_genitive or is_behind or language_code in _INFLECTING
            if may_stand_alone and not (is_first and _may_be_common(word, lookup)):
                yield token.start_offset, token.end_offset
        is_first = False


def _may_be_common(word: str, lookup: ArticleLookup) -> bool:
    """Returns whether the word at a sentence's beginning, where all have a capital, may be no name."""
    return len(word) < _SHORTEST_FIRST_NAME_CHARS or lookup.main_names.is_common_word(word)


def _is_in_longer_name(text: str, start: int, end: int, lookup: ArticleLookup) -> bool:
    """Returns whether a name in a text without spaces is a piece of another name, as Mexico of New Mexico."""
    around = {
        text[left:right]
        for left in range(max(0, start - _LONGER_CHARS), start + 1)
        for right in range(end, min(len(text), end + _LONGER_CHARS) + 1)
    }
    return any(longer.isalpha() and lookup.prominence(longer) for longer in around - {text[start:end]})
