"""Demonyms by closed list: a matcher for each language other than English that has a table of them."""

from functools import cache

from dateline.gazetteer import read_demonyms
from dateline.ner import DemonymMatcher, LanguageWords


@cache
def foreign_matcher(language_code: str) -> DemonymMatcher | None:
    """Returns the matcher of a language's demonyms, which is made once, or None where they are in no table."""
    demonyms = read_demonyms(language_code)
    if demonyms is None:
        return None
    words = LanguageWords(demonyms.language_words, demonyms.words_before_language, demonyms.language_endings)
    return DemonymMatcher(demonyms.distinct, language_words=words)
