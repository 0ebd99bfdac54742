"""Writes the examples to train on: `python -m training.recogniser.prepare --corpora FOLDER --out build/ner`.

FOLDER is laid out as shared/corpora, with shared/facts beside it. JSONL files come out, one sentence a line:
names.jsonl (open corpora: people, organisations and places), marked.jsonl (texts marked for this project, for both
heads), substituted.jsonl (the same with other names), taught.jsonl (items written for what a tagger gets wrong),
news-0.jsonl to news-3.jsonl and voices.jsonl (news without labels, for distillation) and toponyms.jsonl (places and
demonyms, each with its article's fold). News writes headlines and datelines in capitals, so a share of the named
sentences is added a second time in capitals or title case.
"""

import argparse
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from tqdm import tqdm

from dateline.ner.token import tokenize
from dateline.text import split_sentences
from training.corpora.items import TAUGHT_ITEMS
from training.corpora.marked import MarkedSentence, read_marked_items, read_newsgold, read_written
from training.corpora.names import READERS, TaggedSentence, read_corpora, read_news
from training.corpora.substitution import read_lists, substituted, with_namesakes
from training.corpora.toponyms import read_toponyms
from training.recogniser.example import HELD_OUT, Example, write_examples

SHIPPED_MIX = ("uner_ewt", "wikigold", "crossner", "gum_open", "redocred")
LONGEST_TOKENS = 80
NEWS_PARTS = 4
NAMESAKE_FILE, NAMESAKE_COPIES = "persons", 3
HELD_OUT_SHARE = 40
"""One sentence in so many is held out."""


def main() -> None:
    """Runs the stage from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--corpora", type=Path, required=True)
    arguments.add_argument("--out", type=Path, default=Path("build/ner"))
    arguments.add_argument("--mix", nargs="+", choices=READERS, default=SHIPPED_MIX)
    arguments.add_argument("--capitals-share", type=float, default=0.06)
    arguments.add_argument(
        "--empty-share", type=float, default=0.25, help="share of sentences without a name that is kept"
    )
    arguments.add_argument("--seed", type=int, default=13)
    chosen = arguments.parse_args()

    draw = random.Random(chosen.seed)
    chosen.out.mkdir(parents=True, exist_ok=True)
    sources = {
        "names": named_examples(chosen.corpora / "entities/train", chosen, draw),
        **{
            f"news-{part}": news_examples(chosen.corpora / "entities/train", part, chosen) for part in range(NEWS_PARTS)
        },
        "voices": voice_examples(chosen.corpora / "text", chosen),
        "marked": marked_examples(chosen.corpora, chosen),
        "substituted": substituted_examples(chosen.corpora, chosen),
        "taught": taught_examples(chosen.corpora, chosen),
        "toponyms": toponym_examples(chosen.corpora / "toponyms"),
    }
    for name, examples in sources.items():
        path = chosen.out / f"{name}.jsonl"
        counts = Counter(write_examples(tqdm(examples, desc=name, unit=" sentences"), path))
        print(f"{path}: {sum(counts.values())} sentences, {dict(counts)}")


def named_examples(folder: Path, chosen: argparse.Namespace, draw: random.Random) -> Iterator[Example]:
    """Yields the mix of named-entity corpora in random order, some held out, some of the rest again in capitals."""
    kept = [
        (corpus, sentence)
        for corpus, sentence in read_corpora(folder, chosen.mix)
        if len(sentence.tokens) <= LONGEST_TOKENS and (sentence.spans or draw.random() < chosen.empty_share)
    ]
    draw.shuffle(kept)
    for i, (corpus, sentence) in enumerate(kept):
        held_out = i % HELD_OUT_SHARE == 0
        fold = HELD_OUT if held_out else None
        yield Example(corpus, sentence.tokens, names=sentence.spans, fold=fold, begins_text=True)
        if not held_out and sentence.spans and draw.random() < chosen.capitals_share:
            yield Example(corpus, cased(sentence.tokens, draw), names=sentence.spans, begins_text=True)


def news_examples(folder: Path, part: int, chosen: argparse.Namespace) -> Iterator[Example]:
    """Yields a part of the unlabelled news, every fourth sentence, some in capitals."""
    draw = random.Random(f"{chosen.seed} {part}")
    for i, tokens in enumerate(read_news(folder)):
        if i % NEWS_PARTS == part and 4 <= len(tokens) <= LONGEST_TOKENS:
            in_capitals = draw.random() < chosen.capitals_share
            yield Example("gmb", cased(tokens, draw) if in_capitals else tokens, begins_text=True)


def voice_examples(folder: Path, chosen: argparse.Namespace) -> Iterator[Example]:
    """Yields the sentences of Global Voices (CC BY) and Voice of America (public domain), each wording once."""
    draw = random.Random(f"{chosen.seed} voices")
    seen: set[tuple[str, ...]] = set()
    for name in ("globalvoices-en.txt", "voa-en.txt"):
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            for sentence in split_sentences(line):
                tokens = tuple(token.content for token in tokenize(sentence.content))
                if 4 <= len(tokens) <= LONGEST_TOKENS and tokens not in seen:
                    seen.add(tokens)
                    yield Example("voices", cased(tokens, draw) if draw.random() < chosen.capitals_share else tokens)


def marked_examples(corpora: Path, chosen: argparse.Namespace) -> Iterator[Example]:
    """Yields newsgold and written in the order of their texts, one text in so many held out, some again in capitals."""
    draw = random.Random(f"{chosen.seed} marked")
    for corpus, texts in marked_texts(corpora).items():
        for i, sentences in enumerate(texts):
            fold = HELD_OUT if i % HELD_OUT_SHARE == 0 else None
            capitals_share = chosen.capitals_share if fold is None else 0
            yield from text_examples(corpus, sentences, fold=fold, capitals_share=capitals_share, draw=draw)


def substituted_examples(corpora: Path, chosen: argparse.Namespace) -> Iterator[Example]:
    """Yields the sentences of newsgold and written that are not held out, with other names in them."""
    draw = random.Random(f"{chosen.seed} substituted")
    lists = read_lists(corpora.parent / "facts/names")
    for corpus, texts in marked_texts(corpora).items():
        trained = [sentences for i, sentences in enumerate(texts) if i % HELD_OUT_SHARE]
        for sentences in substituted(trained, lists, draw):
            yield from text_examples(corpus, sentences, capitals_share=0, draw=draw)


def taught_examples(corpora: Path, chosen: argparse.Namespace) -> Iterator[Example]:
    """Yields the items of training/items/taught, those about people called as places also with other such names."""
    draw = random.Random(f"{chosen.seed} taught")
    lists = read_lists(corpora.parent / "facts/names")
    for path in TAUGHT_ITEMS:
        texts = list(read_marked_items(path))
        for sentences in texts:
            yield from text_examples(path.stem, sentences, capitals_share=chosen.capitals_share, draw=draw)
        namesakes = with_namesakes(lists, texts)
        for _ in range(NAMESAKE_COPIES if path.stem == NAMESAKE_FILE else 0):
            for copied in substituted(texts, namesakes, draw):
                yield from text_examples(path.stem, copied, capitals_share=0, draw=draw)


def marked_texts(corpora: Path) -> dict[str, list[tuple[MarkedSentence, ...]]]:
    """Returns the texts of each corpus that was marked for this project."""
    return {
        "newsgold": list(read_newsgold(corpora / "entities/newsgold/train.jsonl")),
        "written": list(read_written(corpora / "written/train.jsonl")),
    }


def text_examples(
    corpus: str,
    sentences: Iterable[MarkedSentence],
    *,
    capitals_share: float,
    draw: random.Random,
    fold: int | None = None,
) -> Iterator[Example]:
    """Yields the sentences of a text that are short enough to train on and, behind it, a share of them in capitals."""
    kept = [sentence for sentence in sentences if len(sentence.tokens) <= LONGEST_TOKENS]
    for place, each in enumerate(kept):
        yield Example(corpus, each.tokens, each.names, each.toponyms, fold, begins_text=place == 0)
    for each in kept:
        if draw.random() < capitals_share:
            yield Example(corpus, cased(each.tokens, draw), each.names, each.toponyms, fold, begins_text=True)


def toponym_examples(folder: Path) -> Iterator[Example]:
    """Yields every sentence of the toponym corpora; long ones are cut between names."""
    for article in read_toponyms(folder):
        for place, piece in enumerate(chain.from_iterable(map(cut, article.sentences))):
            yield Example(article.corpus, piece.tokens, toponyms=piece.spans, fold=article.fold, begins_text=place == 0)


def cased(tokens: Iterable[str], draw: random.Random) -> tuple[str, ...]:
    """Returns the tokens in capitals or, less often, in title case."""
    return tuple(map(draw.choice((str.upper, str.upper, str.title)), tokens))


def cut(sentence: TaggedSentence) -> Iterator[TaggedSentence]:
    """Yields the sentence in pieces of at most LONGEST_TOKENS tokens, with names whole."""
    spans, offset = sentence.spans, 0
    while offset < len(sentence.tokens):
        end = min(offset + LONGEST_TOKENS, len(sentence.tokens))
        end = min((span.start for span in spans if span.start < end < span.end and span.start > offset), default=end)
        inside = (span.moved(-offset) for span in spans if offset <= span.start and span.end <= end)
        yield TaggedSentence(sentence.tokens[offset:end], tuple(inside))
        offset = end


if __name__ == "__main__":
    main()
