"""Capitals: which sentences may hold a name, told without the model.

Most languages with capitals write names with them, and other nouns without. A sentence whose one capital is that of a
common first word ("They have not.") holds no name, and need not be read. In 12,600 sentences of local, world and
non-Western news in English, 18 to 20 % were so, with 13 to 15 % of the words, and 1 of their 9,600 marked names. In the
other languages it is 4 to 18 % of the words of news; some of them write demonyms in small letters, which are then found
where a list has them.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

FILE_NAME = "first_words.tsv"
_SPEAKER = "I"


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


@cache
def first_words(language_code: str) -> frozenset[str]:
    """Returns words of a language that often begin a sentence and no name, in small letters; none where it has no list.

    `training.first_words` finds them, those of English apart.
    """
    lines = (files(__package__) / FILE_NAME).read_text(encoding="utf-8").splitlines()
    return frozenset(dict(line.split("\t") for line in lines).get(language_code, "").split())
