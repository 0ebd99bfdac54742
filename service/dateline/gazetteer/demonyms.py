"""Demonyms of other languages than English, in all their forms, by what they mean.

A row of tables/demonyms/LANGUAGE.tsv tells what its words mean, by a country's code or by the English demonym of
another place, and the words, parted by "|". In "pols/ki" the stem "pols" takes each ending of the row "/ki", of which
"-" is none; a word without "/" has one form. A form that ends in a hyphen stands before another demonym only. Rows in
brackets are of the language as a whole:

- (other words): forms that often mean something else, a country ("Polen") or a common word; "*" is all of them,
- (prefixes): what may be written onto every form,
- (spellings): letters that are also written otherwise; Croatian and Serbian words are also written in Cyrillic,
- (not before): in a language without spaces, the characters that make another word with the last one of a form,
- (language): words beside which a demonym is the name of a language, and (before a language) those before one that
  ends a clause, with one of the (language endings), if there are any.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import repeat

from dateline.gazetteer.folding import fold
from dateline.gazetteer.tables import Demonym, demonyms, read_table
from dateline.text.serbian import in_cyrillic
from dateline.values import FOREIGN_CODES, NameKind, NameMatch, language_standards

_WHOLE_CODES = ("PCL", "ADM1")


@dataclass(frozen=True, slots=True)
class Demonyms:
    """The demonyms of a language.

    `distinct` are the forms, as they are written, that seldom mean anything else. Beside one of `language_words`, and
    behind one of `words_before_language` at the end of a clause, they name a language. In a language without spaces
    `not_before` has characters that stand behind no form, by its last one.
    """

    distinct: frozenset[str]
    language_words: frozenset[str]
    words_before_language: frozenset[str]
    language_endings: tuple[str, ...]
    not_before: Mapping[str, str]
    meanings: Mapping[str, tuple[Demonym, ...]]

    def find(self, name: str) -> tuple[Demonym, ...]:
        """Returns the English demonyms that `name` translates to, whatever its form; those of countries with a code."""
        return self.meanings.get(fold(name), ())

    def matches(self, name: str, *, lookup: Callable[[str], Sequence[NameMatch]]) -> tuple[NameMatch, ...]:
        """Returns the places that `name` means, whatever its form, by a lookup of names in a gazetteer."""
        found = (match for demonym in self.find(name) for match in lookup(demonym.name) if _is_meant(match, demonym))
        return tuple(dict.fromkeys(found))


def read_demonyms(language_code: str) -> Demonyms | None:
    """Returns the demonyms of a language, which are read once, or None where it has no table."""
    if language_code not in FOREIGN_CODES:
        return None
    return _read(language_standards(language_code)[0])


@cache
def _read(language_code: str) -> Demonyms:
    rows = {row["means"]: row["words"].split("|") for row in read_table(f"demonyms/{language_code}")}
    spellings = dict(spelling.split("=") for spelling in rows.get("(spellings)", ()))
    forms = _Forms(
        endings={row.removeprefix("/"): _affixes(words) for row, words in rows.items() if row.startswith("/")},
        prefixes=_affixes(rows.get("(prefixes)", ("-",))),
        respelt=in_cyrillic if language_code in language_standards("sr") else partial(_respelt, spellings=spellings),
    )
    countries = {demonym.country_code: demonym for demonym in reversed(demonyms())}
    meanings: dict[str, dict[Demonym, None]] = defaultdict(dict)
    written: set[str] = set()
    for means, words in rows.items():
        if means[0] not in "/(":
            for form in forms.of(words):
                meanings[fold(form)][countries.get(means) or Demonym(means, "")] = None
                written.update(_capitalised(form))
    others = rows["(other words)"]
    also_others = written if others == ["*"] else {way for form in forms.of(others) for way in _capitalised(form)}
    return Demonyms(
        distinct=frozenset(written - also_others),
        language_words=frozenset(forms.of(rows.get("(language)", ()))),
        words_before_language=frozenset(rows.get("(before a language)", ())),
        language_endings=tuple(rows.get("(language endings)", ("",))),
        not_before=dict(pair.split("=") for pair in rows.get("(not before)", ())),
        meanings={form: tuple(english) for form, english in meanings.items()},
    )


@dataclass(frozen=True, slots=True)
class _Forms:
    """The rules by which a language's forms are made of its words."""

    endings: Mapping[str, tuple[str, ...]]
    prefixes: tuple[str, ...]
    respelt: Callable[[str], str]

    def of(self, words: Sequence[str]) -> Iterator[str]:
        """Yields all forms of the words, as they are written."""
        for word in words:
            for form in self._inflected(word):
                for prefix in self.prefixes:
                    yield prefix + form
                    if (respelt := self.respelt(prefix + form)) != prefix + form:
                        yield respelt

    def _inflected(self, word: str) -> Iterator[str]:
        """Yields the word with each of its endings; those of two words in one agree."""
        if "/" not in word:
            yield word
            return
        parts = [part.partition("/") for part in word.split(" ")]
        columns = [
            [stem + ending for ending in self.endings[declension]] if slash else repeat(stem)
            for stem, slash, declension in parts
        ]
        yield from map(" ".join, zip(*columns, strict=False))


def _is_meant(match: NameMatch, demonym: Demonym) -> bool:
    # Some countries and divisions are called as their people are: Lao, Flemish.
    is_whole = match.name_kind is NameKind.DEMONYM or match.place.feature_code.startswith(_WHOLE_CODES)
    return is_whole and demonym.country_code in ("", match.place.country_code)


def _respelt(form: str, *, spellings: Mapping[str, str]) -> str:
    return re.sub("|".join(spellings), lambda match: spellings[match[0]], form) if spellings else form


def _affixes(affixes: Sequence[str]) -> tuple[str, ...]:
    return tuple("" if affix == "-" else affix for affix in affixes)


def _capitalised(form: str) -> tuple[str, str, str]:
    """Returns the form as it is written within a sentence, at its start, and in capitals."""
    return form, form[0].upper() + form[1:], form.upper()
