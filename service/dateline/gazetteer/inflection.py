"""Inflection: the names that an inflected form of a name may come from, by a table of endings for each language.

A form leads to many names, of which the gazetteer knows one or none: nothing is known of the grammar of any one name.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from heapq import heappop, heappush
from itertools import islice

from dateline.gazetteer import tables
from dateline.gazetteer.languages import fold_in
from dateline.values import language_standards

MAX_BASE_FORMS = 300
"""The most names that one form is traced back to, which bounds what a lookup costs."""
_MAX_WORDS = 6
_SHORTEST_STEM_CHARS = 2
_SHORTEST_WHOLE_CHARS = 3
"""An ending of so many letters may be a whole name, and its forms whole words: "Ves" and "Vsi"."""
_NO_ENDING = "-"
# What stands behind an apostrophe, a colon or a hyphen, for names that take no ending themselves: "ABD'nin", "USA:n".
_APART = {
    "tr": re.compile(r"['’][^\W\d_]{1,8}$"),
    "fi": re.compile(r"[:'’-][^\W\d_]{1,6}$"),
    "sv": re.compile(r"[:'’]s$"),
    "da": re.compile(r"[:'’-]s$"),
    "nb": re.compile(r"[:'’-]s$"),
    "nl": re.compile(r"['’]s$"),
    "de": re.compile(r"['’]s?$"),
    "hu": re.compile(r"-[^\W\d_]{1,5}$"),
    "hr": re.compile(r"-[^\W\d_]{1,3}$"),
    "ro": re.compile(r"-(?:ul|ului|lui|le)$"),
    "sk": re.compile(r"-[^\W\d_]{1,3}$"),
}
# Articles, and prepositions that have grown together with one, before a name.
_BEFORE = {
    "ar": re.compile(r"[وف]?(?:ل(?=ل)|[بلك])(?=..)|[وف](?=..)"),
    "de": re.compile(r"(?:die|der|den|dem|das)\s", re.IGNORECASE),
    "es": re.compile(r"(?:el|la|los|las|del|al)\s", re.IGNORECASE),
    "fr": re.compile(r"(?:de\s)?(?:l['’]|la\s)|d['’]|(?:le|les|du|des|aux?|en|de)\s", re.IGNORECASE),
    "hu": re.compile(r"az?\s", re.IGNORECASE),
    "it": re.compile(
        r"(?:(?:l[ae]|il|gli|i|(?:de|ne|a|da|su)l(?:l[aeo])?|(?:de|ne|a|da|su)(?:i|gli))\s|"
        r"(?:(?:de|ne|a|da|su)l)?l['’]|d['’])",
        re.IGNORECASE,
    ),
    "nl": re.compile(r"(?:de|het)\s", re.IGNORECASE),
    "pt": re.compile(r"(?:[oa]s?|d[oae]s?|n[oa]s?|à|ao)\s", re.IGNORECASE),
}
_ARABIC_ARTICLE = "ال"
# Finnish: the last consonants of a name before and behind the change that a closed syllable brings (gradation).
_GRADATION = (
    ("ng", "nk"), ("nn", "nt"), ("ll", "lt"), ("rr", "rt"), ("mm", "mp"), ("d", "t"), ("k", "kk"), ("p", "pp"),
    ("t", "tt"), ("v", "p"), ("", "k"),
)  # fmt: skip
_VOWELS = "aeiouy"
# Finnish: adjectives that begin a compound name and take its case, too: "Uudessakaupungissa" of "Uusikaupunki".
_COMPOUNDED = {
    "uusi": re.compile(r"uu(?:de(?:n|ssa|sta|lla|lta|lle)|teen|tta)(?=.{4})"),
    "iso": re.compile(r"iso(?:n|ssa|sta|lla|lta|lle|on)(?=.{4})"),
    "vaha": re.compile(r"vaha(?:n|ssa|sta|lla|lta|lle|an)(?=.{4})"),
}


def base_forms(name: str, language_code: str) -> tuple[str, ...]:
    """Returns the names, folded as `fold_in` does, that `name` may be a form of in a language, at most MAX_BASE_FORMS.

    `name` itself is not among them. Languages without a table of endings have no forms but those with an article or
    preposition before them.
    """
    language_code = language_standards(language_code)[0]
    forms: dict[str, None] = {}
    for written in dict.fromkeys(_without_particles(name, language_code)):
        folded = fold_in(written, language_code)
        forms.setdefault(folded)
        words = folded.split(" ")
        if len(words) <= _MAX_WORDS:
            options = [tuple(dict.fromkeys((word, *_base_words(word, language_code)))) for word in words]
            for combination in islice(_combinations(options), MAX_BASE_FORMS):
                forms.setdefault(combination)
    forms.pop(fold_in(name, language_code), None)
    forms.pop("", None)
    return tuple(islice(forms, MAX_BASE_FORMS))


def _without_particles(name: str, language_code: str) -> Iterator[str]:
    """Yields `name` as it is, and without what is not its own before and behind it."""
    yield name
    apart = _APART.get(language_code)
    if apart and (bare := apart.sub("", name)) != name:
        yield bare
    before = _BEFORE.get(language_code)
    match = before.match(name) if before else None
    if not match:
        return
    rest = name[match.end() :]
    yield rest
    if language_code == "ar":
        yield from _arabic_forms(match[0], rest)


def _arabic_forms(particles: str, rest: str) -> Iterator[str]:
    """Yields what an Arabic word may be without its particles: "ل" takes the first letter of the article away."""
    if particles.endswith("ل") and rest.startswith("ل"):
        yield _ARABIC_ARTICLE + rest[1:]
    if len(particles) > 1:
        # "ولبنان" is "and Lebanon", not "and to Bnan".
        yield particles[1:] + rest


def _combinations(options: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yields every name that has one option for each word, those first whose words are the first of their options."""
    # The words before `first` keep the option that they have, so that no combination is met twice.
    waiting = [(0, (0,) * len(options), 0)]
    while waiting:
        total, chosen, first = heappop(waiting)
        yield " ".join(words[index] for words, index in zip(options, chosen, strict=True))
        for at in range(first, len(options)):
            if chosen[at] + 1 < len(options[at]):
                heappush(waiting, (total + 1, (*chosen[:at], chosen[at] + 1, *chosen[at + 1 :]), at))


def _base_words(word: str, language_code: str) -> Iterator[str]:
    yield from _without_ending(word, language_code)
    for adjective, inflected in _COMPOUNDED.items() if language_code == "fi" else ():
        if match := inflected.match(word):
            yield from _without_ending(adjective + word[match.end() :], language_code)


def _without_ending(word: str, language_code: str) -> Iterator[str]:
    for length in range(min(_longest_ending(language_code), len(word)), -1, -1):
        ending = word[len(word) - length :]
        for base in _endings(language_code).get(ending, ()):
            if len(word) - length < _SHORTEST_STEM_CHARS and len(base) < _SHORTEST_WHOLE_CHARS:
                continue
            stem = word[: len(word) - length] + base
            yield stem
            if language_code == "fi":
                yield from _finnish_bases(stem)
    if language_code == "hu" and len(word) > 5 and word[-2:] in ("al", "el") and word[-3] == word[-4]:
        # The "v" of -val, -vel takes on the consonant before it: "Londonnal".
        yield word[:-3]


def _finnish_bases(stem: str) -> Iterator[str]:
    """Yields the names that a Finnish stem may belong to."""
    if stem.endswith("kse"):
        yield stem[:-3] + "s"
    if stem[-1] not in _VOWELS:
        return
    endings = {stem[-1], "i"} if stem[-1] == "e" else {stem[-1]}
    for vowel in sorted(endings):
        body = stem[:-1]
        yield body + vowel
        for weak, strong in _GRADATION:
            if body.endswith(weak):
                yield body.removesuffix(weak) + strong + vowel
    if stem.endswith("ee"):
        yield stem[:-1]


@cache
def _endings(language_code: str) -> Mapping[str, tuple[str, ...]]:
    """Returns the endings of names that each ending of a form may stand for; empty ones are empty strings."""
    return {ending: tuple(bases) for ending, bases in _all_endings().get(language_code, {}).items()}


@cache
def _longest_ending(language_code: str) -> int:
    return max(map(len, _endings(language_code)), default=-1)


@cache
def _all_endings() -> Mapping[str, Mapping[str, Mapping[str, None]]]:
    found: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for language_code, base, inflected in tables.inflections():
        for ending in inflected:
            found[language_code]["" if ending == _NO_ENDING else ending]["" if base == _NO_ENDING else base] = None
    return found
