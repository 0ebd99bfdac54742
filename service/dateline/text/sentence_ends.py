"""Sentence ends: where sentences of languages other than English end, by stops, quotation marks and abbreviations.

sentencex, which splits English, breaks at these languages' quotation marks and knows the abbreviations of half of them.
"""

# ruff: noqa: RUF001  # stops and quotation marks of print

import re
from collections.abc import Iterator
from functools import lru_cache

from dateline.text.foreign_abbreviations import (
    BEFORE_NAMES,
    BEFORE_NAMES_EVERYWHERE,
    BEFORE_NUMBERS,
    LANGUAGE_VARIANTS,
    ORDINAL_DOT_LANGUAGES,
)
from dateline.values import given_language

_LOWER = "".join(letter for letter in map(chr, range(0x530)) if letter.islower())
_UPPER = "".join(letter for letter in map(chr, range(0x530)) if letter.isupper())
_ARABIC = "ء-يٱ-ۓ"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_QUOTES = "\"'”’»“«›‹„‘)\\]）」』》〉"
_STOPS = ".!?…؟۔।॥‼⁇⁈⁉"
_WIDE_STOPS = "。！？｡"
# Each run of stops is looked at once: no match begins inside one, and the runs are possessive.
_END = re.compile(
    rf"(?P<wide>(?<![{_WIDE_STOPS}])[{_WIDE_STOPS}][{_WIDE_STOPS}!?…]*+|(?<=[{_HAN}])(?:[!?]++(?!\s)|\.(?=[{_HAN}])))"
    rf"(?P<wide_quotes>[”’」』》〉）)']{{0,3}}+\"?+[”’」』）)]?+)(?![，、；：,;:])"
    rf"|(?<![{_STOPS}])(?P<stops>[{_STOPS}]++)[{_QUOTES}]{{0,4}}+(?:[ \u00a0\u202f][»”](?=\s))?(?=\s)"
)
_MISSING_SPACE = re.compile(
    rf"(?<=[{_LOWER}]{{2}}[.!?])(?=[{_UPPER}][{_LOWER}]+\b(?!\.))|(?<=[{_ARABIC}]{{2}}[.!؟])(?=[{_ARABIC}]{{2}})"
)
_LONGEST_WORD_CHARS = 24
_LAST_WORD = re.compile(r"[^\s()\[\]\"'“”„«»‘’]+$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?)*[^\W\d_]")
_JOINED = re.compile(r"[^\W\d_]{1,3}(?:\.[^\W\d_]{1,6})+")  # "f.eks", "dr.phil"
_ORDINAL = re.compile(r"\d{1,2}|[IVXLC]{1,6}")
_DATE_TAIL = re.compile(r"(?:\d{4}|[IVX])\s?(?:г|р|r|w|в|ст)$|\b[тt]\.\s?[дпd]$")
_FIRST_WORD = re.compile(r"[\W_]*(?P<word>\w[\w’'-]*)")
_ITEM_MARK = re.compile(r"\s*[(\[]?(?:\d{1,3}|[^\W\d_]|[ivx]{1,4})[.)\]]\s*")


def sentence_ends(text: str, *, language_code: str) -> Iterator[int]:
    """Yields where sentences of a line end: behind the stop and its closing quotation marks; costs the line's length.

    `language_code` is a BCP-47 tag; a language without abbreviations of its own has those common in news.
    """
    language = given_language(language_code).code
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if match["stops"] is None:
            quotes = match["wide_quotes"]
            # A straight quotation mark opens what follows where none stands open.
            if '"' in quotes and text.count('"', start, match.start("wide_quotes")) % 2 == 0:
                end = match.start("wide_quotes") + quotes.index('"')
        elif not _ends(text, start, match, language):
            continue
        yield end
        start = end


def missing_spaces(text: str) -> Iterator[int]:
    """Yields where the space between two sentences is missing ("ушли.Армия")."""
    return (match.start() for match in _MISSING_SPACE.finditer(text))


def _ends(text: str, start: int, match: re.Match[str], language: str) -> bool:
    """Returns whether a sentence that begins at `start` ends at these stops, which white space follows."""
    stops, end = match["stops"], match.end()
    following = _FIRST_WORD.match(text, end, end + 2 * _LONGEST_WORD_CHARS)
    if following is None:
        return text[end : end + _LONGEST_WORD_CHARS].strip() != ""
    word = following["word"]
    if word[0].islower() and not any(map(str.isupper, word)):
        return False
    if text[match.start() - 1 : match.start()] in ("(", "["):
        return False
    if stops != ".":
        return len(stops) < 5
    return not _is_abbreviated(text, start, match.start(), word, language)


def _is_abbreviated(text: str, start: int, stop: int, following: str, language: str) -> bool:
    """Returns whether the full stop at `stop` belongs to an abbreviation, an initial, an ordinal or a list's item."""
    before = text[max(start, stop - _LONGEST_WORD_CHARS) : stop]
    last = _LAST_WORD.search(before.rstrip())
    if last is None:
        return False
    word = last.group()
    # In corpora marks stand apart: "George W . Bush". A small letter is a unit or a year there as often as an initial.
    is_apart = before[-1].isspace()
    names, numbers = _abbreviations(language)
    if _INITIALS.fullmatch(word) and word.lower() not in names:
        return word[-1].isupper() if is_apart else _DATE_TAIL.search(before) is None
    has_number = following[0].isdecimal()
    is_ordinal = _ORDINAL.fullmatch(word) or (has_number and word.isdecimal())
    return (
        word.lower() in names
        or (has_number and word.lower() in numbers)
        or _JOINED.fullmatch(word) is not None
        or before.rfind("(") > before.rfind(")")
        or (language in ORDINAL_DOT_LANGUAGES and bool(is_ordinal) and not is_apart)
        or (stop - start < _LONGEST_WORD_CHARS and _ITEM_MARK.fullmatch(text, start, stop + 1) is not None)
    )


@lru_cache(maxsize=64)
def _abbreviations(language: str) -> tuple[frozenset[str], frozenset[str]]:
    like = LANGUAGE_VARIANTS.get(language, language)
    return BEFORE_NAMES_EVERYWHERE | BEFORE_NAMES.get(like, frozenset()), BEFORE_NUMBERS.get(like, frozenset())
