"""Tokens: the words and punctuation marks of a sentence, with their offsets."""

# ruff: noqa: RUF001  # the apostrophes and hyphens of print

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dateline.text.abbreviations import ABBREVIATIONS

# Marks that do not compose with their letter are none of Python's word characters.
_MARKS = "".join(mark for mark in map(chr, range(0x300, 0x3100)) if unicodedata.category(mark)[0] == "M")
_LETTER = rf"[\w{_MARKS}]"
_APOSTROPHE = "['´ʹʼ’′]"
# Atomic groups around repeated groups, not "(...)*+": Python before 3.11.4 takes a part of what does not match as well.
_TOKEN = re.compile(
    # A word: dots and commas, hyphens and apostrophes inside it, colons between digits, the dot of an abbreviation.
    rf"(?P<word>{_LETTER}++"
    rf"(?>(?:(?:[.,](?={_LETTER})|[´ʹʼ’′]?[-֊־‐-‒](?={_LETTER})|{_APOSTROPHE}(?={_LETTER})|(?<=\d):(?=\d)){_LETTER}++)*)"
    r"(?:\.(?!\.\.))?)"
    rf"|(?<=\.)(?P<possessive>['’][sS](?!{_LETTER}))"  # Acme Inc.'s
    rf"|(?P<marks>[^\s\w{_MARKS}]+)"
)
_HYPHENATED = re.compile(
    r"(?<=[^\W\d_])-(?=[a-z]+\.?$)"  # US-led
    r"|(?<=^[DRI])-(?=[A-Z])"  # D-Ohio
    r"|(?:(?<=^ex)|(?<=^un)|(?<=^pro)|(?<=^non)|(?<=^pan)|(?<=^mid)|(?<=^anti)|(?<=^post))-(?=[A-Z])"  # anti-Russian
    r"|(?<=[a-z])-(?=(?:[A-Z]{2,}\.?|(?:[A-Z]\.){2,})$)"  # Egyptian-US
    r"|(?<=^[A-Z]{2})-(?=[A-Z][a-z])|(?<=^[A-Z]\.[A-Z]\.)-(?=[A-Z][a-z])"  # EU-Canada
    r"|(?<=[a-z]ian)-(?=[A-Z])|(?<=[a-z](?:ish|ese))-(?=[A-Z])"  # Syrian-Turkish
    r"|(?:(?<=Arab)|(?<=Iraq)|(?<=Iraqi)|(?<=Israeli)|(?<=Saudi)|(?<=Greek)|(?<=German))-(?=[A-Z])"
)
_TAIL = re.compile(
    rf"(?:(?<=.)n['’]t|{_APOSTROPHE}(?:d|ll|m|re|s|t|ve)|(?<=[^\W\d_])['’]S)(?=\.?$)"  # don't, Aleppo's, CAMBRIDGE'S
)
_STOPPED_WORD = re.compile(r"[^\W\d_]{3,100}\.")
_SENTENCE_BEGIN = re.compile(r"[\"”’)]*\s+[\"“‘(]*[^\W\d_a-z]")
_SMALL_SENTENCE_BEGIN = re.compile(r"[\"”’)]*\s+[\"“‘(]*[^\W\d_]")
_SMALL_LETTER = re.compile("[a-z]")
_INITIALS = re.compile(r"(?:[^\W\d_]\.){2,}")
# Words that lose a vowel before a name ("l'Iran", "dell'Onu"), by language.
_ELIDED = {
    "fr": re.compile(r"(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)['’](?=\w)", re.IGNORECASE),
    "it": re.compile(r"(?:[cdmstv]|\w{0,4}l|un|sant|tutt|quest)['’](?=\w)", re.IGNORECASE),
}
# Languages that write the ending of a foreign name behind an apostrophe: "Ankara'da", "Kavanaugh'a".
_SUFFIXING = frozenset(("da", "fi", "hr", "hu", "nb", "nn", "pl", "sk", "sr", "sv", "tr"))
_SUFFIX = re.compile(rf"(?<=\w){_APOSTROPHE}[^\W\d_A-Z]{{1,10}}(?=\.?$)")
HAN = re.compile("[\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LONGEST_WORD_CHARS = 100
_FULL_STOPS = ".!?…"
_LAST_TOKENS = 3
_ARTICLES = frozenset(("the", "a", "an"))
_SYMBOLS = frozenset(("So", "Sk", "Mn", "Me", "Cf"))
"""Unicode's categories of symbols other than those of sums and money, and of the signs that vary them."""
_TAILS = frozenset(("'s", "’s", "'S", "’S", "'", "’"))


@dataclass(frozen=True, slots=True)
class Token:
    """A word or punctuation mark; offsets are code points of the sentence, half-open."""

    start_offset: int
    end_offset: int
    content: str


def tokenize(sentence: str, *, language_code: str = "en") -> tuple[Token, ...]:
    """Returns the tokens of one sentence, of readable text, in order.

    "US-led" gives three tokens, so that "US" is a word of its own; so does "D-Ohio", a senator's party and state. In
    other languages what a name has in front ("l'Iran") or behind ("Ankara'da") is a token; so is each Han character.
    """
    bounds = list(_bounds(sentence))
    if language_code != "en":
        bounds = [
            bound
            for start, end in bounds
            for bound in pairwise((start, *_language_cuts(sentence[start:end], start, language_code), end))
        ]
    _cut_full_stop(bounds, sentence)
    return tuple(Token(start, end, sentence[start:end]) for start, end in bounds)


def trim(tokens: Sequence[Token], start: int, end: int, *, language_code: str = "en") -> tuple[int, int] | None:
    """Returns the bounds of a name without leading articles, in English, trailing possessives, and symbols at its ends.

    `start`, `end` and the bounds count tokens, half-open. Returns None where no letter or digit is left.
    """
    articles = _ARTICLES if language_code == "en" else ()
    while start < end and (_is_symbol(tokens[start].content) or tokens[start].content.lower() in articles):
        start += 1
    while start < end and (_is_symbol(tokens[end - 1].content) or tokens[end - 1].content in _TAILS):
        end -= 1
    named = any(
        token.content[0].isalnum() or any(character.isalnum() for character in token.content)
        for token in tokens[start:end]
    )
    return (start, end) if named else None


def _is_symbol(content: str) -> bool:
    """Returns whether a token is of flags, faces, trade marks and the like, and signs that vary them, alone."""
    return not content.isascii() and all(unicodedata.category(character) in _SYMBOLS for character in content)


def _bounds(sentence: str) -> Iterator[tuple[int, int]]:
    # Who writes no capitals begins sentences without them.
    is_small = sentence == sentence.lower() and _SMALL_LETTER.search(sentence) is not None
    # An underscore is a letter to Python only.
    for match in _TOKEN.finditer(sentence.replace("_", "*")):
        start, end = match.span()
        content = match.group()
        if end == start + 1 or (content.isalnum() and len(content) <= _LONGEST_WORD_CHARS):
            yield start, end
        elif match.lastgroup == "marks":
            yield from _mark_bounds(content, start)
        elif _ends_sentence(sentence, start, end, is_small=is_small):
            yield start, end - 1
            yield end - 1, end
        else:
            yield from pairwise((start, *_word_cuts(content, start), end))


def _ends_sentence(sentence: str, start: int, end: int, *, is_small: bool) -> bool:
    """Returns whether a word's full stop ends a sentence, which stands in the middle of several."""
    word, begin = sentence[start : end - 1], _SENTENCE_BEGIN
    if is_small:
        word, begin = word.capitalize(), _SMALL_SENTENCE_BEGIN
    return (
        _STOPPED_WORD.fullmatch(sentence, start, end) is not None
        and begin.match(sentence, end) is not None
        and word not in ABBREVIATIONS
    )


def _mark_bounds(marks: str, start: int) -> Iterator[tuple[int, int]]:
    """Yields the bounds of a run of punctuation, and of each comma, colon and semicolon that it ends in."""
    together = len(marks.rstrip(",;:")) or 1
    for position in range(0, together, _LONGEST_WORD_CHARS):
        yield start + position, start + min(position + _LONGEST_WORD_CHARS, together)
    for position in range(together, len(marks)):
        yield start + position, start + position + 1


def _word_cuts(word: str, start: int) -> Iterator[int]:
    """Yields where a word that begins at `start` falls into several tokens."""
    tail = _TAIL.search(word)
    joint = _HYPHENATED.search(word[: tail.start()] if tail else word)
    cuts = {position for match in (joint, tail) if match for position in match.span()}
    cuts.update(range(0, len(word), _LONGEST_WORD_CHARS))
    yield from (start + cut for cut in sorted(cuts) if 0 < cut < len(word))


def _language_cuts(word: str, start: int, language_code: str) -> Iterator[int]:
    """Yields where a token that begins at `start` falls into several in a language other than English."""
    cuts = {position for match in HAN.finditer(word) for position in match.span()}
    if language_code in _ELIDED and (elided := _ELIDED[language_code].match(word)):
        cuts.add(elided.end())
    elif language_code in _SUFFIXING and (suffix := _SUFFIX.search(word)):
        cuts.add(suffix.start())
    yield from (start + cut for cut in sorted(cuts) if 0 < cut < len(word))


def _cut_full_stop(bounds: list[tuple[int, int]], sentence: str) -> None:
    """Cuts the mark that ends the sentence off the word or the marks that it stands at, among the last few tokens."""
    for i in range(len(bounds) - 1, max(-1, len(bounds) - 1 - _LAST_TOKENS), -1):
        start, end = bounds[i]
        content = sentence[start:end]
        if (cut := _full_stop_cut(content)) is not None:
            if 0 < cut < len(content):
                bounds[i : i + 1] = ((start, start + cut), (start + cut, end))
            return


def _full_stop_cut(content: str) -> int | None:
    """Returns where to cut a token so that its full stop stands alone; 0 for nowhere, None where it ends nothing."""
    if content[-1] in _FULL_STOPS:
        return 0 if content == "..." or _INITIALS.fullmatch(content) else len(content) - 1
    if content[0] in _FULL_STOPS:
        return 1
    return 0 if content[0].isalnum() else None
