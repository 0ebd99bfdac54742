"""Country words: money, institutions and offices in an article that news of one country or a few uses.

"Norwich Crown Court" is no court of Norwich, Connecticut, whatever else the article names.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from dateline.gazetteer.tables import read_table
from dateline.values import Article

# A sign of money, with letters before it perhaps, or letters that stand for money, before a number.
_MONEY = re.compile(r"(?:(?<![^\W\d_])[A-Z]{0,2}[$£₹₦₱₪₴₽¢₵]|\b(?:RM|Rp|Rs|Shs?|Tk)(?![^\W\d_]))(?=[.\s]{0,2}\d)")
_WORD = re.compile(r"[^\W\d_]+")
_OTHER_MONEY = re.compile(r"[$€]\s?\d")
_POUND = "£"
_SHORT_CHARS = 4
_MOST_CHARS = 100_000
"""How much of an article is read, which bounds the time that it takes."""


def country_shares(article: Article) -> Mapping[str, float]:
    """Returns how much the article's words speak for countries, by ISO 3166-1 alpha-2 code.

    Each wording counts once, and a part for each of several countries. The sum stays below 1: of an article with one
    wording a half is known. The first _MOST_CHARS characters are read.
    """
    counts: dict[str, float] = defaultdict(float)
    found = {wording for text in (article.title, article.text) for wording in _found(text[:_MOST_CHARS])}
    if _POUND in found and _OTHER_MONEY.search(article.text[:_MOST_CHARS]):
        # What a British paper tells its readers of sums in other money is no sign of where the news is from.
        found.remove(_POUND)
    for wording in sorted(found):
        codes = wordings()[wording]
        for code in codes:
            counts[code] += 1 / len(codes)
    return {code: count / (len(found) + 1) for code, count in counts.items()}


def _found(text: str) -> Iterator[str]:
    yield from wordings().keys() & set(_MONEY.findall(text))
    words = _WORD.findall(text)
    lowered = [word.lower() for word in words]
    phrases, lengths = _phrases(), _lengths()
    for i, (word, lower) in enumerate(zip(words, lowered, strict=True)):
        for length in lengths.get(word, ()):
            if (wording := " ".join(words[i : i + length])) in phrases:
                yield phrases[wording]
        for length in lengths.get(lower, ()):
            # "Rand Paul" has nothing of the rand, but a "Crown Court" is a crown court.
            may_be_capital = length > 1 or (word[1:] == lower[1:] and len(word) > _SHORT_CHARS)
            if may_be_capital and (wording := " ".join(lowered[i : i + length])) in phrases:
                yield phrases[wording]


@cache
def wordings() -> Mapping[str, tuple[str, ...]]:
    """Returns the countries of each wording, as it is written."""
    countries: dict[str, list[str]] = defaultdict(list)
    for row in read_table("country_words", package=__package__ or ""):
        for wording in row["words"].split("|"):
            countries[wording].extend(row["country_codes"].split("|"))
    return {wording: tuple(codes) for wording, codes in countries.items()}


@cache
def _phrases() -> Mapping[str, str]:
    """Returns the wordings that are no money, by their words with spaces between them."""
    return {" ".join(_WORD.findall(wording)): wording for wording in wordings() if not _MONEY.match(f"{wording}1")}


@cache
def _lengths() -> Mapping[str, tuple[int, ...]]:
    """Returns how many words the phrases have that begin with each word."""
    lengths: dict[str, set[int]] = defaultdict(set)
    for first, *others in map(str.split, _phrases()):
        lengths[first].add(1 + len(others))
    return {first: tuple(sorted(counts)) for first, counts in lengths.items()}
