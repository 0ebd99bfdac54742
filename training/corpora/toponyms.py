"""Reader of the toponym corpora as tagged sentences, in which demonyms have a label of their own.

dateline.text and dateline.ner.token split the articles, as in the service. The corpora mark a place inside a longer
name ("Paris" in "Paris Police Department") like any other, so that the tags of this reader are what the second head
learns.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline.gazetteer.tables import demonyms
from dateline.ner.token import tokenize
from dateline.outlets import outlet_key
from dateline.text import split_sentences
from training.corpora.names import NamedSpan, TaggedSentence

CORPORA = ("lgl", "tr-news", "geowebnews")
FOLD_COUNT = 5
_PASSAGE_WORDS, _REPRINT_PASSAGES = 12, 40


@dataclass(frozen=True, slots=True)
class ToponymArticle:
    """An annotated article; the spans of its sentences are PLACE or DEMONYM."""

    corpus: str
    article_id: str
    outlet: str
    fold: int
    sentences: tuple[TaggedSentence, ...]


def read_toponyms(folder: Path, corpora: Sequence[str] = CORPORA) -> Iterator[ToponymArticle]:
    """Yields the articles of the corpora below `folder`, laid out as shared/corpora/toponyms, each with its fold.

    There are FOLD_COUNT folds; all articles of an outlet are in one.
    """
    words = frozenset(demonym.name.casefold() for demonym in demonyms())
    for corpus in corpora:
        articles = read_articles(folder, corpus)
        folds = assign_folds([article["source"] or article["id"] for article in articles])
        for article, fold in zip(articles, folds, strict=True):
            sentences = tuple(_sentences(article, words))
            yield ToponymArticle(corpus, article["id"], article["source"] or "", fold, sentences)


def read_articles(folder: Path, corpus: str) -> list[dict[str, Any]]:
    """Returns the articles of one corpus as its file has them."""
    with (folder / f"{corpus}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def assign_folds(outlets: Sequence[str], *, count: int = FOLD_COUNT) -> tuple[int, ...]:
    """Returns a fold for each article from its outlet: equal outlets in one fold, and folds of about equal size.

    Equal input gives equal folds: the largest outlets are dealt first, each to the fold with the fewest articles.
    """
    sizes = [0] * count
    fold_of = {}
    for outlet, article_count in sorted(Counter(outlets).items(), key=lambda item: (-item[1], item[0])):
        fold_of[outlet] = sizes.index(min(sizes))
        sizes[fold_of[outlet]] += article_count
    return tuple(fold_of[outlet] for outlet in outlets)


def outlet_folds(shared: Path, corpora: Sequence[str] = CORPORA) -> dict[tuple[str, str], int]:
    """Returns a fold for each article by corpus and id, the same for all articles of an outlet in all corpora.

    Outlets that share a long passage (agency reports, chains of papers) count as one.
    """
    articles = [
        (corpus, article) for corpus in corpora for article in read_articles(shared / "corpora/toponyms", corpus)
    ]
    outlets = [outlet_key(article["source"] or "") or f"{corpus} {article['id']}" for corpus, article in articles]
    folds = assign_folds(_merged_outlets(outlets, [article["text"] for _, article in articles]))
    return {(corpus, article["id"]): fold for (corpus, article), fold in zip(articles, folds, strict=True)}


def _merged_outlets(outlets: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Returns each article's outlet, or the outlet that stands for all that share a long passage with it."""
    stand_ins = {outlet: outlet for outlet in outlets}

    def last_stand_in(outlet: str) -> str:
        while stand_ins[outlet] != outlet:
            outlet = stand_ins[outlet]
        return outlet

    for (first, second), count in _shared_passage_counts(texts).items():
        if first != second and count >= _REPRINT_PASSAGES:
            stand_ins[last_stand_in(outlets[second])] = last_stand_in(outlets[first])
    return [last_stand_in(outlet) for outlet in outlets]


def _shared_passage_counts(texts: Sequence[str]) -> Counter[tuple[int, int]]:
    """Returns how many passages each text shares with the first text that has them, by the places of both."""
    first_with: dict[tuple[str, ...], int] = {}
    counts: Counter[tuple[int, int]] = Counter()
    for i, text in enumerate(texts):
        words = text.split()
        for passage in {tuple(words[at : at + _PASSAGE_WORDS]) for at in range(len(words) - _PASSAGE_WORDS + 1)}:
            counts[first_with.setdefault(passage, i), i] += 1
    return counts


def _sentences(article: dict[str, Any], demonym_words: frozenset[str]) -> Iterator[TaggedSentence]:
    gold = sorted(article["mentions"], key=lambda mention: mention["start"])
    for sentence in split_sentences(article["text"]):
        tokens = tokenize(sentence.content)
        given = [sentence.given_span(token.start_offset, token.end_offset) for token in tokens]
        spans = []
        for mention in gold:
            if mention["start"] < sentence.start_offset or mention["end"] > sentence.end_offset:
                continue
            if bounds := token_bounds(given, mention["start"], mention["end"]):
                spans.append(NamedSpan(*bounds, "DEMONYM" if _is_demonym(mention, demonym_words) else "PLACE"))
        yield TaggedSentence(tuple(token.content for token in tokens), tuple(spans))


def _is_demonym(mention: dict[str, Any], demonym_words: frozenset[str]) -> bool:
    name = mention["text"].casefold()
    return mention["kind"] == "demonym" or (mention["kind"] is None and name in demonym_words)


def token_bounds(tokens: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int] | None:
    """Returns the tokens that a span of characters covers, half-open; None where the span cuts through a token.

    `tokens` are their bounds in the text.
    """
    covered = [i for i, (first, last) in enumerate(tokens) if first < end and start < last]
    if not covered or tokens[covered[0]][0] != start or tokens[covered[-1]][1] != end:
        return None
    return covered[0], covered[-1] + 1
