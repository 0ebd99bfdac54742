"""Generic terms of other languages than English: the name of a place without "Kabupaten" or the like, or with it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from dateline.gazetteer import tables
from dateline.gazetteer.folding import MAX_NAME_CHARS
from dateline.gazetteer.variants import MAX_VARIANTS, Variant
from dateline.values import language_standards

_NAME = "~"
_WITHOUT_SPACES = frozenset(("zh",))


@dataclass(frozen=True, slots=True)
class _Rules:
    """What is taken from names in a language, the longest words first, and what is added, with the feature classes."""

    taken: tuple[tuple[re.Pattern[str], str], ...]
    added: tuple[tuple[str, str], ...]


def generic_variants(name: str, *, language_code: str) -> Iterator[Variant]:
    """Yields at most MAX_VARIANTS forms of `name` in a text of a language, with a generic term first, then without any.

    There are none in English, whose words `variants` knows, nor of a text too long for a name.
    """
    if len(name) > MAX_NAME_CHARS:
        return iter(())
    return islice(
        _unlimited_variants(" ".join(name.split()), _rules(language_standards(language_code)[0])), MAX_VARIANTS
    )


def _unlimited_variants(name: str, rules: _Rules) -> Iterator[Variant]:
    for whole, feature_class in rules.added:
        yield Variant(whole.replace(_NAME, name), feature_class)
    queue, seen = [Variant(name)], {name}
    while queue:
        current = queue.pop(0)
        for pattern, feature_class in rules.taken:
            match = pattern.match(current.name)
            if match and match["rest"] not in seen:
                seen.add(match["rest"])
                queue.append(Variant(match["rest"], current.feature_class or feature_class))
                yield queue[-1]


@cache
def _rules(language_code: str) -> _Rules:
    taken: list[tuple[re.Pattern[str], str]] = []
    added: list[tuple[str, str]] = []
    # A text without spaces has no word boundary, so that a name of two characters at least must be left.
    rest, gap = ("(?P<rest>.{2,}?)", "") if language_code in _WITHOUT_SPACES else (r"(?P<rest>.+)", r"\s")
    for words in tables.generic_terms():
        if words.language_code != language_code:
            continue
        added += ((whole, words.feature_class) for whole in words.added)
        if words.before:
            taken.append((_pattern(rf"(?:{_any_of(words.before)})(?:\s|(?<=['’])){rest}$"), words.feature_class))
        if words.behind:
            taken.append((_pattern(rf"{rest}{gap}(?:{_any_of(words.behind)})$"), words.feature_class))
    return _Rules(tuple(taken), tuple(added))


def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _any_of(words: tuple[str, ...]) -> str:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace("'", "['’]") for word in longest_first)
