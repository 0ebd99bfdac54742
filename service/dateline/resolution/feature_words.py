"""Feature words: words of other languages than English that say what natural feature the name beside them is of.

Serbian "na obali Lima" is about a river, as "on the banks of the Lim" is.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from dateline.gazetteer.tables import read_table
from dateline.resolution.landmarks import LOOK_AROUND_CHARS
from dateline.text.serbian import in_latin
from dateline.values import FOREIGN_CODES, language_standards

_NO_LINK = "-"
_SPACES, _DASHES = " \xa0", "-‐‑–"  # noqa: RUF001  # the hyphens of print
_BETWEEN_WORDS = re.compile(r"[\s'’‐‑–-]")  # noqa: RUF001  # same
_WITHOUT_SPACES = "zh"
_SERBIAN = "sr"
_BEGINS_SENTENCE = re.compile(r"[.!?:\n(\"„“”«»–—][ \xa0]?$")  # the dashes of print


@dataclass(frozen=True, slots=True)
class NamedFeature:
    """The natural feature that a name is of, by the words that stand beside it or, where `is_within`, in it.

    `name` is the name without the words. `is_of` says that what is so called may lie in what the feature is of: a river
    of France, "un fleuve de France", is none that is called France.
    """

    name: str
    kind: str
    is_of: bool
    is_within: bool = False


@dataclass(frozen=True, slots=True)
class FeatureWords:
    """The words of one language by the kind of feature that they mean.

    Those `before` a name map to the kind and whether another word links the two, those `behind` one to the kind.
    """

    language_code: str
    before: Mapping[str, tuple[str, bool]]
    behind: Mapping[str, str]

    def find(self, name: str, *, before: str, after: str, is_known: bool) -> NamedFeature | None:
        """Returns the feature that a name is of by the words before and after it, as far as these are looked at.

        Words in the name count, too, but for one that the gazetteer knows with them, as `is_known` says: Río Gallegos
        is a town.
        """
        found = self._before(self._respelt(before), may_be_cut=len(before) >= LOOK_AROUND_CHARS)
        if found:
            return NamedFeature(name, *found)
        if kind := self._behind(self._respelt(after)):
            return NamedFeature(name, kind, self._is_of_behind)
        return None if is_known else self._within(name)

    @property
    def _is_of_behind(self) -> bool:
        # A Chinese word behind a country's name may be of something in it.
        return self.language_code == _WITHOUT_SPACES

    def _within(self, name: str) -> NamedFeature | None:
        if len(name) > LOOK_AROUND_CHARS:
            return None
        ends = [match.start() for match in _BETWEEN_WORDS.finditer(name)]
        for end in reversed(ends):
            rest, found = name[end + 1 :], self._before(self._respelt(name[: end + 1]), may_be_cut=False)
            if found and rest:
                return NamedFeature(rest, *found, is_within=True)
        for start in range(1, len(name)) if self.language_code == _WITHOUT_SPACES else ends:
            words = self._respelt(name[start:]).lstrip(_SPACES + _DASHES)
            if start and (kind := self.behind.get(words)):
                return NamedFeature(name[:start], kind, self._is_of_behind, is_within=True)
        return None

    def _respelt(self, words: str) -> str:
        words = words.replace("’", "'")
        return in_latin(words) if self.language_code in language_standards(_SERBIAN) else words

    def _before(self, text: str, *, may_be_cut: bool) -> tuple[str, bool] | None:
        """Returns what the longest words mean that `text` ends in; one that is cut may begin with half a word."""
        if text[-1:] not in (*_SPACES, "'"):
            return None
        text = text[:-1] if text[-1] in _SPACES else text
        for start in _word_starts(text):
            if start == 0 and may_be_cut:
                continue
            words = text[start:]
            if found := self.before.get(words):
                return found
            begins = start == 0 or _BEGINS_SENTENCE.search(text[:start]) is not None
            if begins and (found := self.before.get(words[:1].lower() + words[1:])):
                return found
        return None

    def _behind(self, text: str) -> str | None:
        """Returns the kind of the longest words that `text` begins with."""
        if self.language_code == _WITHOUT_SPACES:
            lengths = range(max(map(len, self.behind), default=0), 0, -1)
            found = (self.behind.get(text[:length]) for length in lengths)
            return next(filter(None, found), None)
        if text[:1] not in (*_SPACES, *_DASHES):
            return None
        ends = [match.end() for match in re.finditer(r"\w+(?!\w)", text)]
        found = (self.behind.get(text[1:end]) for end in reversed(ends))
        return next(filter(None, found), None)


def read_feature_words(language_code: str) -> FeatureWords | None:
    """Returns the words of a language, which are read once, or None for English and languages that are not read."""
    return _by_language().get(language_standards(language_code)[0]) if language_code in FOREIGN_CODES else None


@cache
def _by_language() -> Mapping[str, FeatureWords]:
    before: dict[str, dict[str, tuple[str, bool]]] = defaultdict(dict)
    behind: dict[str, dict[str, str]] = defaultdict(dict)
    for row in read_table("feature_words", package=__package__ or ""):
        language_code, kind = row["language_code"], row["kind"]
        for word in row["words"].split("|"):
            if row["position"] == "behind":
                behind[language_code][word] = kind
                continue
            for link in row["links"].split("|"):
                is_linked = link != _NO_LINK
                before[language_code][f"{word} {link}" if is_linked else word] = (kind, is_linked)
    codes = before.keys() | behind.keys()
    return {code: FeatureWords(code, dict(before[code]), dict(behind[code])) for code in sorted(codes)}


def _word_starts(text: str) -> Iterator[int]:
    for match in re.finditer(r"(?<!\w)\w", text):
        yield match.start()
