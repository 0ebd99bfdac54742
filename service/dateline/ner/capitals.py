"""Capitals: which sentences may hold a name, told without the model.

Most languages with capitals write names with them, and other nouns without. A sentence whose one capital is that of a
common first word ("They have not.") holds no name, and need not be read. In 12,600 sentences of local, world and
non-Western news in English, 18 to 20 % were so, with 13 to 15 % of the words, and 1 of their 9,600 marked names. In the
other languages it is 4 to 18 % of the words of news; some of them write demonyms in small letters, which are then found
where a list has them.
"""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

FILE_NAME = "first_words.tsv"
_SPEAKER = "I"
_SHORT_CHARS, _LEAST_WORDS, _LEAST_SMALL_WORDS = 3, 2, 5
_CAPITALS = re.compile(r"[^\W\d_]+")
_VOWELS = frozenset("AEIOUY")
_SHORT_WORDS = frozenset("DR FT LT MR MRS MS MT SGT ST".split())
_UNITED_NATIONS = "UN"
"""An article in French, Spanish and Italian."""
_ABBREVIATIONS = frozenset("US USA UK UN EU UAE NATO OPEC ASEAN BRICS ONU OTAN UE EUA EEUU".split())


def may_hold_names(words: Sequence[str], *, language_code: str = "en") -> bool:
    """Returns whether a sentence of these words, marks among them, may hold a name.

    A sentence without any capital may: who writes "london" writes no capitals anywhere. So may every sentence of a
    language without a list of first words: German writes all nouns with capitals, and Arabic and Chinese have none.
    """
    common = first_words(language_code)
    first = next((i for i, word in enumerate(words) if word[0].isalnum()), None)
    if not common or first is None or not words[first][0].isupper():
        return True
    capitals = (
        i for i, word in enumerate(words) if word != _SPEAKER and not word.islower() and word.upper() != word.lower()
    )
    return any(i != first or words[i].lower() not in common for i in capitals)


def are_without_capitals(words: Sequence[str]) -> bool:
    """Returns whether words are somebody's who writes none with a capital; of an address there are too few words."""
    return all(word == word.lower() for word in words) and sum(map(str.isalpha, words)) >= _LEAST_SMALL_WORDS


def in_title_case(words: Sequence[str], *, language_code: str = "en") -> list[str]:
    """Returns the words of a sentence that is all in capitals as a title has them, and those of others as they are.

    A tagger knows names by their capitals, and where all words have them it knows titles best. Words without a vowel
    and the commonest abbreviations stay: "BHP", "US".
    """
    if any(word != word.upper() for word in words) or sum(len(word) > _SHORT_CHARS for word in words) < _LEAST_WORDS:
        return list(words)
    return [
        word if _is_abbreviation(word, language_code) else _CAPITALS.sub(lambda run: run[0].capitalize(), word)
        for word in words
    ]


def capitalized(words: Sequence[str]) -> list[str]:
    """Returns words without capitals as a title has them."""
    return [word[0].upper() + word[1:] for word in words]


def _is_abbreviation(word: str, language_code: str) -> bool:
    if word in _SHORT_WORDS or (word == _UNITED_NATIONS and language_code != "en"):
        return False
    return "." in word or word in _ABBREVIATIONS or (word.isascii() and _VOWELS.isdisjoint(word))


@cache
def first_words(language_code: str) -> frozenset[str]:
    """Returns words of a language that often begin a sentence and no name, in small letters; none where it has no list.

    `training.first_words` finds them, those of English apart.
    """
    lines = (files(__package__) / FILE_NAME).read_text(encoding="utf-8").splitlines()
    return frozenset(dict(line.split("\t") for line in lines).get(language_code, "").split())
