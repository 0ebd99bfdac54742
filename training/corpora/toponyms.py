"""The toponym corpora as tagged sentences: places wherever they are named, demonyms apart.

Tokens are those the service sees: the article is split by dateline.text and dateline.ner.token. The corpora mark a
place inside a longer name ("Paris" in "Paris Police Department") like any other, so the tags of this reader are what
the second head learns.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline.gazetteer.tables import demonyms
from dateline.ner.token import Token, tokenize
from dateline.outlets import outlet_key
from dateline.text import split_sentences
from training.corpora.names import NamedSpan, TaggedSentence

CORPORA = ("lgl", "tr-news", "geowebnews")
FOLD_COUNT = 5
_PASSAGE_WORDS, _REPRINT_PASSAGES = 12, 40


@dataclass(frozen=True, slots=True)
class ToponymArticle:
    """An annotated article; spans of its sentences are PLACE or DEMONYM."""

    corpus: str
    article_id: str
    outlet: str
    fold: int
    sentences: tuple[TaggedSentence, ...]


def read_toponyms(folder: Path, corpora: Sequence[str] = CORPORA) -> Iterator[ToponymArticle]:
    """The articles of the corpora below `folder`, laid out as shared/corpora/toponyms, each in one of FOLD_COUNT folds.

    An outlet's articles share a fold. The largest outlets are dealt first, each to the fold that has least.
    """
    words = frozenset(demonym.name.casefold() for demonym in demonyms())
    for corpus in corpora:
        articles = read_articles(folder, corpus)
        folds = assign_folds([article["source"] or article["id"] for article in articles])
        for article, fold in zip(articles, folds, strict=True):
            sentences = tuple(_sentences(article, words))
            yield ToponymArticle(corpus, article["id"], article["source"] or "", fold, sentences)


def read_articles(folder: Path, corpus: str) -> list[dict[str, Any]]:
    """The articles of one corpus as its file has them."""
    with (folder / f"{corpus}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def assign_folds(outlets: Sequence[str], *, count: int = FOLD_COUNT) -> tuple[int, ...]:
    """A fold for each article, equal outlets together and folds of like size; the same for equal input."""
    sizes = [0] * count
    fold_of = {}
    for outlet, articles in sorted(Counter(outlets).items(), key=lambda item: (-item[1], item[0])):
        fold_of[outlet] = sizes.index(min(sizes))
        sizes[fold_of[outlet]] += articles
    return tuple(fold_of[outlet] for outlet in outlets)


def outlet_folds(shared: Path, corpora: Sequence[str] = CORPORA) -> dict[tuple[str, str], int]:
    """A fold for each article by corpus and id, the same for an outlet in whichever corpus, and for reprints.

    Outlets that share a long passage (agency reports, chains of papers) count as one.
    """
    articles = [
        (corpus, article) for corpus in corpora for article in read_articles(shared / "corpora/toponyms", corpus)
    ]
    outlets = [outlet_key(article["source"] or "") or f"{corpus} {article['id']}" for corpus, article in articles]
    group = {outlet: outlet for outlet in outlets}

    def head(outlet: str) -> str:
        while group[outlet] != outlet:
            outlet = group[outlet]
        return outlet

    first_with: dict[tuple[str, ...], int] = {}
    shared_passages: Counter[tuple[int, int]] = Counter()
    for i, (_, article) in enumerate(articles):
        words = article["text"].split()
        for passage in {tuple(words[at : at + _PASSAGE_WORDS]) for at in range(len(words) - _PASSAGE_WORDS + 1)}:
            shared_passages[first_with.setdefault(passage, i), i] += 1
    for (i, j), count in shared_passages.items():
        if i != j and count >= _REPRINT_PASSAGES:
            group[head(outlets[j])] = head(outlets[i])
    folds = assign_folds([head(outlet) for outlet in outlets])
    return {(corpus, article["id"]): fold for (corpus, article), fold in zip(articles, folds, strict=True)}


def _sentences(article: dict[str, Any], demonym_words: frozenset[str]) -> Iterator[TaggedSentence]:
    gold = sorted(article["mentions"], key=lambda mention: mention["start"])
    for sentence in split_sentences(article["text"]):
        tokens = tokenize(sentence.content)
        inside = [m for m in gold if sentence.start_offset <= m["start"] and m["end"] <= sentence.end_offset]
        spans = []
        for mention in inside:
            bounds = _token_bounds(
                tokens, mention["start"] - sentence.start_offset, mention["end"] - sentence.start_offset
            )
            if bounds:
                spans.append(NamedSpan(*bounds, "DEMONYM" if _is_demonym(mention, demonym_words) else "PLACE"))
        yield TaggedSentence(tuple(token.content for token in tokens), tuple(spans))


def _is_demonym(mention: dict[str, Any], demonym_words: frozenset[str]) -> bool:
    name = mention["text"].casefold()
    return mention["kind"] == "demonym" or (mention["kind"] is None and name in demonym_words)


def _token_bounds(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int] | None:
    """The tokens that a span of characters covers, half-open; None where it cuts through one."""
    covered = [i for i, token in enumerate(tokens) if token.start_offset < end and start < token.end_offset]
    if not covered or tokens[covered[0]].start_offset != start or tokens[covered[-1]].end_offset != end:
        return None
    return covered[0], covered[-1] + 1
