"""Sentences: the stretches of an article in which names are recognised.

sentencex splits English. Around it stand the breaks that it does not look for (lines, missing spaces), and the
abbreviations of news that it does not know. Other languages have ends of their own, between the same lines.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from dateline.text.abbreviations import NUMBERED, PLACES, STATES, TITLES
from dateline.text.readable import ReadableText, read
from dateline.text.sentence_ends import missing_spaces, sentence_ends
from dateline.values import given_language

MAX_SENTENCE_CHARS = 1_000
"""Longest sentence; longer stretches are cut, since encoding costs the square of their length."""

_LINE_BREAK = re.compile(r"\n\s*")
_PLAIN_SENTENCE_END = re.compile(r".*[a-z]{3}[.!?][\"”’)]*\s+(?=[\"“‘]?[A-Z])", re.DOTALL)
_WRAPPED_SHARE = 0.25
_MISSING_SPACE = re.compile(r"(?<=[a-z]{2}[.!?])(?=[A-Z][a-z]+\b(?!\.))")
_ADDRESS = re.compile(r"[/@]|www\.|\.(?:Com|Org|Net|Co|Gov|Edu|Io|Js|Txt|Pdf|Docx?|Html?|Php)\b")
_LONGEST_ADDRESS_CHARS = 100
_ODD_SPACE = re.compile(r"[^\S \n]")
_LONGEST_END_CHARS = 24
_COMMAS = "，、；：،؛"  # noqa: RUF001
_MOST_MARKS = 30


def _ending_in(abbreviations: Iterable[str]) -> re.Pattern[str]:
    """Returns a pattern of texts that end in one of the abbreviations."""
    return re.compile(rf"(?:^|[^\w.'’-])(?:{'|'.join(sorted(abbreviations))})\.$")


_BEFORE_A_NAME = _ending_in({*TITLES, *PLACES, *map(str.upper, TITLES), *map(str.upper, PLACES)})
_BEFORE_A_NUMBER = _ending_in(NUMBERED)
_AFTER_A_TOWN = re.compile(rf",\s(?:{'|'.join(sorted(STATES))}|(?:[A-Z]\.){{1,2}}[A-Z])\.$")
_LEADER = re.compile(r"(?:\.\s?){5}$")
_ITEM_MARK = re.compile(r"\s*[(\[]?(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})[.)\]]\s*$")
_FILING = re.compile(r"\((?:[A-Z][\w .&-]{1,30})\)|[-–—_]")
# A word in small letters; "iPhone" and "al-Shabab" may begin a sentence.
_SMALL_WORD = re.compile(r"[a-z]+(?![\w’'-]*[A-Z])")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of readable text in which names are recognised; `start` counts its code points."""

    content: str
    start: int
    text: ReadableText

    @property
    def start_offset(self) -> int:
        """Where the sentence begins in the text as it was given, in code points."""
        return self.given_span(0, len(self.content))[0]

    @property
    def end_offset(self) -> int:
        """Where the sentence ends in the text as it was given, in code points; half-open."""
        return self.given_span(0, len(self.content))[1]

    def given_span(self, start: int, end: int) -> tuple[int, int]:
        """Returns the offsets of `content[start:end]`, which is not empty, in the text as it was given."""
        return self.text.given_span(self.start + start, self.start + end)


def split_sentences(text: str, *, language_code: str = "en") -> tuple[Sentence, ...]:
    """Returns the sentences of `text` in order, without the white space around them, of MAX_SENTENCE_CHARS at most.

    What holds no letter or digit is no sentence. `language_code` is the BCP-47 tag of the language that `text` is in.
    Costs the length of the text, whatever it is made of.
    """
    readable = read(text)
    is_english = given_language(language_code).code == "en"
    bounds = _english_bounds(readable.content) if is_english else _bounds(readable.content, language_code)
    return tuple(_sentence(readable, start, end) for start, end in bounds)


def _sentence(text: ReadableText, start: int, end: int) -> Sentence:
    piece = text.content[start:end]
    return Sentence(piece.strip(), start + len(piece) - len(piece.lstrip()), text)


def _english_bounds(text: str) -> Iterator[tuple[int, int]]:
    for first, last in _stretches(text):
        for start, end in _split(text[first:last]):
            yield first + start, first + end


def _bounds(text: str, language_code: str) -> Iterator[tuple[int, int]]:
    """Yields the bounds of the sentences of a text that is not English, each of which has a letter or digit."""
    for first, last in pairwise((0, *_forced_breaks(text, missing_spaces(text)), len(text))):
        line = text[first:last]
        start = 0
        for before, end in pairwise((0, *sentence_ends(line, language_code=language_code), len(line))):
            if any(map(str.isalnum, line[before:end])):
                for cut, until in _cut(line, start, end):
                    if any(map(str.isalnum, line[cut:until])):
                        yield first + cut, first + until
                start = end


def _cut(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yields the parts of a sentence, of MAX_SENTENCE_CHARS at most, which end at a comma, white space or a letter."""
    while end - start > MAX_SENTENCE_CHARS:
        cut = _last_break(line, start, start + MAX_SENTENCE_CHARS)
        yield start, cut
        start = cut
    yield start, end


def _split(stretch: str) -> Iterator[tuple[int, int]]:
    """Yields the bounds of the sentences of a stretch, each of which has a letter or digit."""
    start = end = 0
    has_words = False
    for piece in _pieces(stretch):
        if has_words and _parts(stretch, start, end):
            yield start, end
            start, has_words = end, False
        end += len(piece)
        has_words = has_words or any(map(str.isalnum, piece))
    if has_words:
        yield start, end


def _pieces(stretch: str) -> list[str]:
    """Returns the sentences that sentencex sees, which join to a text as long as `stretch`."""
    # Imported here, since clients convert offsets without it.
    import sentencex

    # sentencex 1.0.32 fails after an initial before white space of several bytes.
    pieces: list[str] = sentencex.segment("en", _ODD_SPACE.sub(" ", stretch))
    return pieces


def _parts(stretch: str, start: int, end: int) -> bool:
    """Returns whether a sentence that begins at `start` ends at `end`, where sentencex ends one."""
    before = stretch[max(start, end - _LONGEST_END_CHARS) : end]
    ending = before.rstrip()
    following = stretch[end : end + _LONGEST_END_CHARS].lstrip()
    if not following or (end - start <= _LONGEST_END_CHARS and _ITEM_MARK.fullmatch(before)):
        return False
    is_new_line = "\n" in before[len(ending) :]
    if before == ending and (ending[-2:-1].isupper() or _is_address(stretch, end)):
        return False
    return is_new_line or not (
        _LEADER.search(ending)
        or _BEFORE_A_NAME.search(ending)
        or (_AFTER_A_TOWN.search(ending) and _FILING.match(following))
        or (_BEFORE_A_NUMBER.search(ending) and following[0].isdigit())
        or _SMALL_WORD.match(following)
    )


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Yields stretches for sentencex to split, of MAX_SENTENCE_CHARS at most, cut at a plain end or at white space."""
    missing = (match.start() for match in _MISSING_SPACE.finditer(text))
    for first, last in pairwise((0, *_forced_breaks(text, missing), len(text))):
        start = first
        while last - start > MAX_SENTENCE_CHARS:
            cut = start + MAX_SENTENCE_CHARS
            ending = _PLAIN_SENTENCE_END.match(text, start, cut)
            cut = ending.end() if ending else _last_space(text, start, cut)
            yield start, cut
            start = cut
        yield start, last


def _forced_breaks(text: str, missing_spaces: Iterable[int]) -> list[int]:
    """Returns where sentences end for reasons other than their words, which are all that sentencex looks at.

    They end at blank lines; at the end of a line, unless the next line begins with a small letter or the text is
    wrapped to a width (many of its lines begin so); and at `missing_spaces`, where the space after a full stop is
    missing ("withdrew.The army"), but for addresses.
    """
    breaks = list(_LINE_BREAK.finditer(text))
    single = [gap for gap in breaks if gap.group().count("\n") == 1 and gap.end() < len(text)]
    continued = [gap for gap in single if text[gap.end()].islower()]
    is_wrapped = len(continued) > _WRAPPED_SHARE * len(single)
    soft = set(single if is_wrapped else continued)
    ends = [gap.end() for gap in breaks if gap not in soft]
    ends += [position for position in missing_spaces if not _is_address(text, position)]
    return sorted(set(ends))


def _is_address(text: str, position: int) -> bool:
    """Returns whether the word around `position` is an address of the web or of e-mail, or the name of a file."""
    before = text[max(0, position - _LONGEST_ADDRESS_CHARS) : position].rsplit(maxsplit=1)
    after = text[position : position + _LONGEST_ADDRESS_CHARS].split(maxsplit=1)
    return _ADDRESS.search(before[-1] + after[0]) is not None


def _last_space(text: str, start: int, cut: int) -> int:
    """Returns where the last white space in the second half of a stretch ends, or `cut` where that half has none."""
    for position in range(cut, (start + cut) // 2, -1):
        if text[position - 1].isspace():
            return position
    return cut


def _last_break(text: str, start: int, cut: int) -> int:
    """Returns where the last comma or white space in the second half of a stretch ends, or else a whole character."""
    for position in range(cut, (start + cut) // 2, -1):
        if text[position - 1].isspace() or text[position - 1] in _COMMAS:
            return position
    letters = (at for at in range(cut, cut - _MOST_MARKS, -1) if unicodedata.category(text[at])[0] != "M")
    return next(letters, cut)
