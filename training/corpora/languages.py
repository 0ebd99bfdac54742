"""Readers of the gold in other languages: tagged words in fifteen, marked news in nine, items in twenty-three.

The words are cut further as the service cuts them (Han characters, what stands behind an apostrophe), so that a tagger
learns from the tokens that it will read.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from dateline.ner.token import tokenize
from dateline.text import split_sentences
from training.corpora.items import FOREIGN_ITEMS
from training.corpora.marked import MarkedSentence, read_marked_items, read_newsgold
from training.corpora.names import UNER_TYPES, NamedSpan, TaggedSentence

MARKED_DEVELOPMENT_SHARE = 5
"""One document in so many of the marked news and of the items is kept for development."""


def gold_languages(folder: Path) -> tuple[str, ...]:
    """Returns the languages of shared/corpora/entities/languages, by their BCP-47 codes."""
    return tuple(sorted(path.name for path in folder.iterdir() if path.is_dir()))


def read_gold(folder: Path, *, language_code: str, part: str = "train") -> Iterator[TaggedSentence]:
    """Yields the sentences of one language, PER, ORG and LOC mapped; a part is `train` or `dev`."""
    path = folder / language_code / f"{part}.iob2"
    lines = path.read_text(encoding="utf-8").splitlines()
    for has_words, group in groupby(lines, key=lambda line: bool(line.strip())):
        if has_words:
            yield _tagged((line.split("\t") for line in group), language_code)


def read_marked_news(
    folder: Path, *, language_code: str, for_development: bool = False
) -> Iterator[tuple[MarkedSentence, ...]]:
    """Yields the documents of one language of shared/corpora/entities/ntrexgold (CC BY-SA 4.0)."""
    documents = read_newsgold(folder / f"{language_code}.jsonl", language_code=language_code)
    yield from _part(documents, for_development=for_development)


def read_language_items(language_code: str, *, for_development: bool = False) -> Iterator[tuple[MarkedSentence, ...]]:
    """Yields the items of one language of training/items/languages."""
    items = read_marked_items(FOREIGN_ITEMS[language_code], language_code=language_code)
    yield from _part(items, for_development=for_development)


def _part(
    texts: Iterable[tuple[MarkedSentence, ...]], *, for_development: bool
) -> Iterator[tuple[MarkedSentence, ...]]:
    for i, text in enumerate(texts):
        if (i % MARKED_DEVELOPMENT_SHARE == 0) is for_development:
            yield text


def marked_documents(folder: Path, *, language_code: str) -> tuple[str, ...]:
    """Returns the names of the documents marked in a language, in order, as shared/corpora/text/ntrex has them."""
    path = folder / f"{language_code}.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else ()
    return tuple(str(json.loads(line)["id"]).removeprefix(f"{language_code}-") for line in lines)


def read_news_lines(folder: Path, *, language_code: str) -> Iterator[tuple[str, str]]:
    """Yields each line of shared/corpora/text/ntrex (CC BY-SA 4.0) with its document; all languages have the same."""
    documents = (folder / "documents.txt").read_text(encoding="utf-8").splitlines()
    yield from zip(documents, (folder / f"{language_code}.txt").read_text(encoding="utf-8").splitlines(), strict=True)


def read_unmarked_sentences(corpora: Path, *, language_code: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Yields each sentence of shared/corpora/text/ntrex in a language, but those of its marked documents.

    With its tokens come the number of its line, by which lines of languages are alike, and its document.
    """
    marked = marked_documents(corpora / "entities/ntrexgold", language_code=language_code)
    for number, (document, line) in enumerate(read_news_lines(corpora / "text/ntrex", language_code=language_code)):
        for sentence in split_sentences(line, language_code=language_code) if document not in marked else ():
            tokens = tokenize(sentence.content, language_code=language_code)
            yield number, document, tuple(token.content for token in tokens)


def _tagged(rows: Iterable[list[str]], language_code: str) -> TaggedSentence:
    tokens: list[str] = []
    spans: list[NamedSpan] = []
    for word, tag in rows:
        start = len(tokens)
        tokens += [token.content for token in tokenize(word, language_code=language_code)]
        if tag[0] == "B" or (tag[0] == "I" and not spans):
            spans.append(NamedSpan(start, len(tokens), UNER_TYPES[tag[2:]]))
        elif tag[0] == "I":
            spans[-1] = NamedSpan(spans[-1].start, len(tokens), spans[-1].type)
    return TaggedSentence(tuple(tokens), tuple(spans))
