"""Tokens with their places in the caller's text.

flair 0.15.1 drops some invisible characters from a text and shifts every later offset, so the text is split here, on
a copy of equal length, and flair is only handed words.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from segtok.tokenizer import split_contractions, word_tokenizer

_INVISIBLE_CATEGORIES = frozenset(("Cc", "Cf", "Zl", "Zp", "Co", "Cs"))
_SOFT_HYPHEN = "\u00ad"
_HYPHENATED = re.compile(r"(?<=[^\W\d_])(-)(?=[a-z]+$)")
_LONGEST_WORD_CHARS = 100


@dataclass(frozen=True, slots=True)
class Token:
    """A word or punctuation mark; code points of the sentence, half-open."""

    start_offset: int
    end_offset: int
    content: str


def tokenize(sentence: str) -> tuple[Token, ...]:
    """The tokens of one sentence in order; white space and invisible characters belong to none.

    "US-led" is three tokens, since a name and what is said of it are.
    """
    visible = _blank_invisible(sentence)
    return tuple(_located(_words(visible), visible))


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
        if word[:1].isupper() and (match := _HYPHENATED.search(word)):
            yield from (word[: match.start()], "-", word[match.end() :])
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
