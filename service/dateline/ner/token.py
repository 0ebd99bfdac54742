"""Tokens with their offsets in the caller's text.

A copy of equal length is split, and taggers are given words only: flair 0.15.1 drops some invisible characters from a
text, which would shift every later offset.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from segtok.tokenizer import split_contractions, word_tokenizer

_INVISIBLE_CATEGORIES = frozenset(("Cc", "Cf", "Zl", "Zp", "Co", "Cs"))
_SOFT_HYPHEN = "\u00ad"
_HYPHENATED = re.compile(
    r"(?<=[^\W\d_])-(?=[a-z]+$)"  # US-led
    r"|(?<=^[DRI])-(?=[A-Z])"  # D-Ohio
    r"|(?:(?<=^ex)|(?<=^un)|(?<=^pro)|(?<=^non)|(?<=^pan)|(?<=^mid)|(?<=^anti)|(?<=^post))-(?=[A-Z])"  # anti-Russian
    r"|(?<=[a-z])-(?=(?:[A-Z]{2,}|(?:[A-Z]\.){2,})$)"  # Egyptian-US
    r"|(?<=^[A-Z]{2})-(?=[A-Z][a-z])|(?<=^[A-Z]\.[A-Z]\.)-(?=[A-Z][a-z])"  # EU-Canada
    r"|(?<=[a-z]ian)-(?=[A-Z])|(?<=[a-z](?:ish|ese))-(?=[A-Z])"  # Syrian-Turkish
    r"|(?:(?<=Arab)|(?<=Iraq)|(?<=Iraqi)|(?<=Israeli)|(?<=Saudi)|(?<=Greek)|(?<=German))-(?=[A-Z])"
)
_POSSESSIVE = re.compile(r"(?<=[sS])['’]$|(?<=[^\W\d_])['’]S$")
_MARKUP = re.compile(
    r"</?(?:a|b|blockquote|br|center|div|em|figcaption|figure|font|h[1-6]|hr|i|iframe|img|li|ol|p|script|section|small|"
    r"span|strong|style|sub|sup|table|td|th|tr|u|ul)\b[^<>]{0,200}>"
    r"|&(?:[A-Za-z]{2,8}|#\d{1,6}|#x[0-9A-Fa-f]{1,5});",
    re.IGNORECASE,
)
_LONGEST_WORD_CHARS = 100
_ARTICLES = frozenset(("the", "a", "an"))
_TAILS = frozenset(("'s", "’s", "'S", "’S", "'", "’"))


@dataclass(frozen=True, slots=True)
class Token:
    """A word or punctuation mark; offsets are code points of the sentence, half-open."""

    start_offset: int
    end_offset: int
    content: str


def tokenize(sentence: str) -> tuple[Token, ...]:
    """Returns the tokens of one sentence in order, without white space, invisible characters and leftover HTML.

    "US-led" gives three tokens, so that "US" is a word of its own; so does "D-Ohio", a senator's party and state.
    """
    visible = _blank_invisible(sentence)
    if "<" in visible or "&" in visible:
        visible = _MARKUP.sub(lambda match: " " * len(match.group()), visible)
    return tuple(_located(_words(visible), visible))


def trim(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int] | None:
    """Returns the bounds of a name without leading articles and trailing possessives.

    `start`, `end` and the bounds count tokens, half-open. Returns None where no letter or digit is left.
    """
    while start < end and tokens[start].content.lower() in _ARTICLES:
        start += 1
    while start < end and tokens[end - 1].content in _TAILS:
        end -= 1
    named = any(character.isalnum() for token in tokens[start:end] for character in token.content)
    return (start, end) if named else None


def _blank_invisible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(" " if _is_invisible(character) else character for character in text)


def _is_invisible(character: str) -> bool:
    if character == _SOFT_HYPHEN:
        return False
    return "\ufe00" <= character <= "\ufe0f" or unicodedata.category(character) in _INVISIBLE_CATEGORIES


def _words(text: str) -> Iterator[str]:
    for word in split_contractions(word_tokenizer(text)):
        if "-" in word and (match := _HYPHENATED.search(word)):
            yield from (word[: match.start()], "-", word[match.end() :])
        elif match := _POSSESSIVE.search(word):
            yield from (word[: match.start()], match.group())
        else:
            yield word


def _located(words: Iterator[str], text: str) -> Iterator[Token]:
    position = 0
    for word in words:
        start = text.find(word, position)
        if not word or start < 0:
            continue
        position = start + len(word)
        for cut in range(start, position, _LONGEST_WORD_CHARS):
            end = min(cut + _LONGEST_WORD_CHARS, position)
            yield Token(cut, end, text[cut:end])
