"""Country words: money, institutions and offices in an article that news of one country or a few uses.

"Norwich Crown Court" is no court of Norwich, Connecticut, whatever else the article names.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from dateline.values import Article

# A word with its apostrophes and hyphens, or a sign of money with the letters before it.
_WORD = re.compile(r"[A-Z]{0,2}[$£₹₦₱₪₴₽¢₵]|[^\W_]+(?:['’-][^\W_]+)*")  # the apostrophe of print
_MOST_CHARS = 100_000


def country_shares(article: Article) -> Mapping[str, float]:
    """Returns how much the article's words speak for countries, by ISO 3166-1 alpha-2 code.

    Each wording counts once, and a part for each of several countries. The sum stays below 1: of an article with one
    wording a half is known.
    """
    counts: dict[str, float] = defaultdict(float)
    found = {wording for text in (article.title, article.text) for wording in _found(text)}
    for wording in found:
        codes = wordings()[wording]
        for code in codes:
            counts[code] += 1 / len(codes)
    return {code: count / (len(found) + 1) for code, count in counts.items()}


def _found(text: str) -> Iterator[str]:
    words = [word.replace("’", "'") for word in _WORD.findall(text[:_MOST_CHARS])]  # as above
    lowered = [word.lower() for word in words]
    known, lengths = wordings(), _lengths()
    for i, (word, lower) in enumerate(zip(words, lowered, strict=True)):
        for length in lengths.get(word, ()):
            if (wording := " ".join(words[i : i + length])) in known:
                yield wording
        # "Rand Paul" has nothing of the rand, but a "Crown Court" is a crown court.
        for length in lengths.get(lower, ()) if lower != word else ():
            if length > 1 and (wording := " ".join(lowered[i : i + length])) in known:
                yield wording


@cache
def wordings() -> Mapping[str, tuple[str, ...]]:
    """Returns the countries of each wording."""
    countries: dict[str, list[str]] = defaultdict(list)
    lines = (files(__package__ or "") / "country_words.tsv").read_text("utf-8").splitlines()
    for line in [line for line in lines if not line.startswith("#")][1:]:
        codes, written = line.split("\t")
        for wording in written.split("|"):
            countries[" ".join(_WORD.findall(wording))].extend(codes.split("|"))
    return {wording: tuple(dict.fromkeys(codes)) for wording, codes in countries.items()}


@cache
def _lengths() -> Mapping[str, tuple[int, ...]]:
    """Returns how many words the wordings have that begin with each word."""
    lengths: dict[str, set[int]] = defaultdict(set)
    for first, *others in map(str.split, wordings()):
        lengths[first].add(1 + len(others))
    return {first: tuple(sorted(counts)) for first, counts in lengths.items()}
