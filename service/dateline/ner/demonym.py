"""Demonyms: words such as "Syrian" that name a place by its people."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from dateline.values import EntityType, MentionKind, MentionOrigin, Recognition

DEMONYM_LABEL = "DEMONYM"
_LED_BY = re.compile(
    r"-(?:led|backed|allied|brokered|mediated|sponsored|supported|supplied|funded|imposed|held|controlled|occupied|"
    r"dominated|run|made|trained|friendly|style)\b"
)
# Names of peoples, faiths and languages more often than of a place's people: the recogniser tells by the sentence.
_PEOPLES = frozenset(
    "Arab Arabs Baloch Bedouin English Fleming Flemings Kurd Kurdish Kurds Latino Latinos Roman Romans Saxon Saxons "
    "Tamil Tamils Uighur Uighurs Uyghur Uyghurs Western Westerner Westerners".split()
)
# The reigns of Victoria and of four Georges, told from what is of Victoria in Australia and of Georgia by the noun.
_PERIODS = re.compile(
    r"(?:Georgian|Victorian)(?:"
    r"(?:\s[a-z]+)?[\s-](?:bandstand|cottages?|era|fa[cç]ades?|farmhouses?|manor|mansions?|mills?|period|piers?|rectory|"
    r"terraces?|terraced|town\s?houses?|vicarage|villas?|warehouses?|workhouses?)"
    r"|\s(?:Theatre\sRoyal|Bath|Britain|Dublin|England|Gothic|London)|(?<=Victorian)\s(?:architecture|novel(?:ist)?s?|times)"
    r")\b"
)
_BEFORE_A_LANGUAGE = re.compile(r"(?:\b(?:in|into|speak|speaks|speaking|spoke|spoken)|[Ll]anguages?:?)\s$")
_LONGEST_BEFORE_CHARS = 12
_LONGEST_WORD_CHARS = 24
_AFTER_A_LANGUAGE = re.compile(r"-(?:language|speaking)\b|\s*(?:$|[^\w\s-]|(?:and|or)\b)")
# Arabic vowel signs are no letters to `re`, but stand within words.
_WORD = re.compile(r"(?<![\w.\u064b-\u0652])[^\W\d_][\w\u064b-\u0652]*")
_GAP = re.compile(r"\s{1,4}|[-‐‑]|['’ʼ]")  # noqa: RUF001  # the hyphens and apostrophes of print
_WORD_BEFORE = re.compile(r"([^\W\d_]+)[’'\s]\s{0,3}$")
_WORD_AFTER = re.compile(r"[-\s]\s{0,3}([^\W\d_]+)")
# From these confidences on a name that is listed as a demonym stays a person or an organisation, and one that holds a
# demonym a person.
_SURE_CONFIDENCE, _SURE_AROUND_CONFIDENCE = 0.75, 0.6
_SHORTEST_UNSPACED_CHARS = 3
_STOP_AFTER = re.compile(r"\s*(?:$|[^\w\s-])")


@dataclass(frozen=True, slots=True)
class LanguageWords:
    """Words that tell that a demonym is the name of a language.

    It is one beside any of `beside` ("langue française"), and, where it ends in any of `endings`, right behind any of
    `before` at the end of a clause ("en français.").
    """

    beside: Collection[str]
    before: Collection[str]
    endings: tuple[str, ...] = ("",)

    def tell(self, sentence: str, start: int, end: int) -> bool:
        """Returns whether the demonym from `start` to `end` is the name of a language."""
        before = _WORD_BEFORE.search(sentence[max(0, start - _LONGEST_WORD_CHARS) : start])
        after = _WORD_AFTER.match(sentence[end : end + _LONGEST_WORD_CHARS])
        if any(word is not None and word[1].lower() in self.beside for word in (before, after)):
            return True
        is_behind = before is not None and before[1].lower() in self.before
        is_behind &= sentence[start:end].lower().endswith(self.endings)
        return is_behind and _STOP_AFTER.match(sentence, end) is not None


class DemonymMatcher:
    """A matcher of the English demonyms in a closed list, as they are written there, or in capitals.

    "South-African" is "South African". A name that ends in a hyphen ("Franco-") stands before another demonym only.
    Names without a capital letter are left out, and so are peoples, faiths and languages, which are no demonyms, or
    seldom. Where `language_words` are given, the demonyms are those of another language, and found only as they are
    written in the list. Where `not_before` is given, too, the language has no spaces: names of three characters and
    more are found anywhere but before the characters that it has for their last one.
    """

    def __init__(
        self,
        names: Iterable[str],
        *,
        language_words: LanguageWords | None = None,
        not_before: Mapping[str, str] | None = None,
    ) -> None:
        self._is_foreign = language_words is not None
        self._tells_language = language_words.tell if language_words else _is_language
        listed = list(names) if language_words else list(_capitalised(names))
        self._combining = {name.removesuffix("-") for name in listed if name.endswith("-")}
        self._names = {_GAP.sub(" ", name) for name in listed if not name.endswith("-")}
        self._first_words = {name.split()[0] for name in self._names}
        self._most_words = max((len(name.split()) for name in self._names), default=0)
        self._unspaced = _unspaced_pattern(self._names, not_before) if not_before else None

    def merge(self, sentence: str, recognitions: tuple[Recognition, ...]) -> tuple[Recognition, ...]:
        """Returns `recognitions` and the demonyms of `sentence`, in order of their start, the longer first.

        A demonym takes the place of places that are a piece of it ("South" of "South African"). One inside an
        organisation's name is kept beside that name; one inside the name of a person or of a longer place ("British
        Columbia") is left out, and so is a period ("a Victorian terrace"). A place that leads something ("US-led")
        becomes a demonym. In other languages than English a demonym takes the place of one with an article ("Den
        svenske"), and of an unsure name of another type.
        """
        kept = [self._as_demonym(name) if self._leads(sentence, name) else name for name in recognitions]
        for start, end in self._matches(sentence):
            around = [name for name in kept if name.start_offset < end and start < name.end_offset]
            pieces = [name for name in around if self._gives_way(name, sentence, start, end)]
            if not self._is_foreign and _PERIODS.match(sentence, start):
                kept = [name for name in kept if name not in pieces]
                continue
            if not around and self._tells_language(sentence, start, end):
                continue
            places = (name for name in pieces if name.type is EntityType.PLACE)
            same = next((name for name in places if (name.start_offset, name.end_offset) == (start, end)), None)
            if all(name in pieces or _is_around(name, start, end) for name in around):
                kept = [name for name in kept if name not in pieces]
                kept.append(self._as_demonym(same) if same else _demonym(start, end))
        return tuple(sorted(kept, key=lambda name: (name.start_offset, -name.end_offset)))

    def _matches(self, sentence: str) -> Iterator[tuple[int, int]]:
        """Yields the bounds of the listed demonyms in `sentence`, in order, the longest that begins with a word."""
        if self._unspaced:
            yield from (match.span() for match in self._unspaced.finditer(sentence))
            return
        words = [match.span() for match in _WORD.finditer(sentence)]
        reached = 0
        for i, (start, _) in enumerate(words):
            if start >= reached and (end := self._end(sentence, words[i : i + self._most_words + 1])):
                yield start, end
                reached = end

    def _end(self, sentence: str, words: Sequence[tuple[int, int]]) -> int:
        """Returns where the longest demonym that begins with the first of `words` ends; 0 where none does."""
        start, end = words[0]
        name = sentence[start:end]
        if name in self._combining:
            is_first_part = len(words) > 1 and sentence[end : words[1][0]] == "-"
            if is_first_part and sentence[slice(*words[1])] in self._first_words:
                return end
        longest = 0
        if name in self._first_words:
            for (_, end), following in zip_longest(words, words[1:]):
                longest = end if name in self._names else longest
                if following is None or not _GAP.fullmatch(sentence, end, following[0]):
                    break
                name = f"{name} {sentence[slice(*following)]}"
        return longest

    def _gives_way(self, name: Recognition, sentence: str, start: int, end: int) -> bool:
        """Returns whether a listed demonym from `start` to `end` takes the place of a name that it overlaps."""
        if name.type is EntityType.PLACE and _holds(start, end, name):
            return True
        if not self._is_foreign or not (name.start_offset <= start and end <= name.end_offset):
            return False
        if name.kind is MentionKind.DEMONYM:
            around = sentence[name.start_offset : start][-1:] + sentence[end : name.end_offset][:1]
            return not around.strip()
        if (name.start_offset, name.end_offset) == (start, end):
            return name.confidence < _SURE_CONFIDENCE
        return name.type is EntityType.PERSON and name.confidence < _SURE_AROUND_CONFIDENCE

    @staticmethod
    def _leads(sentence: str, name: Recognition) -> bool:
        return name.type is EntityType.PLACE and _LED_BY.match(sentence, name.end_offset) is not None

    @staticmethod
    def _as_demonym(name: Recognition) -> Recognition:
        return Recognition(
            name.start_offset, name.end_offset, EntityType.PLACE, MentionKind.DEMONYM, name.label, name.confidence
        )


def _unspaced_pattern(names: Iterable[str], not_before: Mapping[str, str]) -> re.Pattern[str]:
    """Returns a pattern of the names in a text without spaces, the longest first."""
    by_length = sorted(
        (name for name in names if len(name) >= _SHORTEST_UNSPACED_CHARS), key=lambda name: (-len(name), name)
    )
    return re.compile(
        "|".join(
            re.escape(name) + (f"(?![{not_before[name[-1]]}])" if name[-1] in not_before else "") for name in by_length
        )
    )


def _capitalised(names: Iterable[str]) -> Iterator[str]:
    """Yields the names that have a capital letter and name no people, each as at a sentence's start, too."""
    for name in names:
        if name.endswith("-") and not name.islower():
            yield name
        elif not name.islower() and _GAP.sub(" ", name).split()[-1] not in _PEOPLES:
            yield from (name, name[0].upper() + name[1:], name.upper())


def _is_language(sentence: str, start: int, end: int) -> bool:
    """Returns whether the word is a language: "spoke Spanish", "in Spanish.", but not "in Spanish towns"."""
    before = sentence[max(0, start - _LONGEST_BEFORE_CHARS) : start]
    after = _AFTER_A_LANGUAGE.match(sentence, end)
    return after is not None and (after.group().startswith("-") or _BEFORE_A_LANGUAGE.search(before) is not None)


def _holds(start: int, end: int, name: Recognition) -> bool:
    return start <= name.start_offset and name.end_offset <= end


def _is_around(outer: Recognition, start: int, end: int) -> bool:
    return (
        outer.type is EntityType.ORGANIZATION
        and outer.start_offset <= start
        and end <= outer.end_offset
        and outer.end_offset - outer.start_offset > end - start
    )


def _demonym(start: int, end: int) -> Recognition:
    return Recognition(start, end, EntityType.PLACE, MentionKind.DEMONYM, "", 1.0, MentionOrigin.GAZETTEER)
