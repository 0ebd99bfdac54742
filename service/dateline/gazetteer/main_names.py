"""Main names: those of countries and capitals in a language, told in running text, in any form."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

from dateline.gazetteer import tables
from dateline.gazetteer.inflection import base_forms
from dateline.gazetteer.languages import fold_in
from dateline.values import language_standards

_CACHED_FORMS = 4_096
_SHORTEST_UNSPACED_CHARS = 2


class MainNames:
    """The names of countries and capitals in one language, given folded as `fold_in` does.

    Nothing is known of which place a name means, nor whether the language's word is not another place's name sooner.
    """

    def __init__(self, names: Iterable[str], *, language_code: str) -> None:
        self._language_code = language_code
        self._names = frozenset(names)
        self._first_words = frozenset(name.split(" ")[0] for name in self._names if " " in name)
        common_words = tables.common_words().get(language_standards(language_code)[0], ())
        self._common_words = frozenset(fold_in(word, language_code) for word in common_words)
        self._forms = lru_cache(_CACHED_FORMS)(self._forms_uncached)

    def __contains__(self, name: str) -> bool:
        """Returns whether `name` is one of the names, or a form of one."""
        return not self._forms(name).isdisjoint(self._names)

    def may_begin_with(self, word: str) -> bool:
        """Returns whether a name of several words may begin with `word`."""
        return not self._forms(word).isdisjoint(self._first_words)

    def is_common_word(self, word: str) -> bool:
        """Returns whether `word` in small letters is another word of the language."""
        return fold_in(word, self._language_code) in self._common_words

    def find_unspaced(self, text: str) -> Iterator[tuple[int, int]]:
        """Yields the bounds of the names in a text without spaces, the longest that begins at a character.

        Those that are often parts of other words are left out.
        """
        return (match.span() for match in self._unspaced.finditer(text))

    @cached_property
    def _unspaced(self) -> re.Pattern[str]:
        names = (name for name in self._names - self._common_words if len(name) >= _SHORTEST_UNSPACED_CHARS)
        longest_first = sorted(names, key=lambda name: (-len(name), name))
        return re.compile("|".join(map(re.escape, longest_first)) or "(?!)")

    def _forms_uncached(self, name: str) -> frozenset[str]:
        return frozenset((fold_in(name, self._language_code), *base_forms(name, self._language_code)))
