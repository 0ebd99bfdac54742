"""Writes the examples of other languages: `python -m training.recogniser.prepare_languages --corpora FOLDER`.

FOLDER is laid out as shared/corpora. JSONL files come out beside those of `training.recogniser.prepare`:
languages.jsonl (tagged words of eleven languages, no language more than a few thousand sentences, Serbian in both of
its scripts), sentences.jsonl (of four more, whose gold is in no order), ntrexgold.jsonl (news marked in nine, for both
heads), items.jsonl (news written with its marks in 23, for both heads) and ntrex.jsonl (the news of ntrexgold without
labels, for distillation).
"""

import argparse
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from tqdm import tqdm

from dateline.text.serbian import in_cyrillic
from training.corpora.items import FOREIGN_ITEMS
from training.corpora.languages import (
    gold_languages,
    read_gold,
    read_language_items,
    read_marked_news,
    read_unmarked_sentences,
)
from training.corpora.marked import MarkedSentence
from training.corpora.names import TaggedSentence
from training.recogniser.example import HELD_OUT, Example, write_examples
from training.recogniser.prepare import HELD_OUT_SHARE, LONGEST_TOKENS, cased, text_examples

STRETCH_SENTENCES = 10
"""Sentences of gold that are drawn together, so that many stand beside their neighbours in the text."""
SHUFFLED_LANGUAGES = ("de", "id", "ru", "zh")
"""Languages in whose gold a sentence's neighbours are of other texts."""
NEWS_LANGUAGES = tuple("ar da de es fi fr hr hu id it nb nl pl pt ro ru sv tr uk zh".split())


def main() -> None:
    """Runs the stage from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--corpora", type=Path, required=True)
    arguments.add_argument("--out", type=Path, default=Path("build/ner"))
    arguments.add_argument("--most-named", type=int, default=3_500, help="sentences with names of one language")
    arguments.add_argument(
        "--empty-share", type=float, default=0.25, help="share of sentences without a name that is kept"
    )
    arguments.add_argument("--capitals-share", type=float, default=0.05)
    arguments.add_argument("--seed", type=int, default=17)
    chosen = arguments.parse_args()
    sources = {
        "languages": gold_examples(chosen.corpora / "entities/languages", chosen, in_order=True),
        "sentences": gold_examples(chosen.corpora / "entities/languages", chosen, in_order=False),
        "ntrexgold": marked_examples(chosen.corpora / "entities/ntrexgold", chosen),
        "items": item_examples(chosen),
        "ntrex": news_examples(chosen.corpora, chosen),
    }
    for name, examples in sources.items():
        path = chosen.out / f"{name}.jsonl"
        written = write_examples(tqdm(examples, desc=name, unit=" sentences", mininterval=20), path)
        counts = Counter(corpus.partition(":")[0] for corpus in written)
        print(f"{path}: {sum(counts.values())} sentences, {dict(sorted(counts.items()))}")


def gold_examples(folder: Path, chosen: argparse.Namespace, *, in_order: bool) -> Iterator[Example]:
    """Yields the train part of the languages whose gold is, or is not, in the order of its texts.

    Some stretches are held out, and some of the other names are added again in capitals.
    """
    for code in gold_languages(folder):
        if (code in SHUFFLED_LANGUAGES) is in_order:
            continue
        draw = random.Random(f"{chosen.seed} {code}")
        kept = stretches(_gold(folder, code), draw, chosen)
        for number, stretch in enumerate(kept if in_order else [[each] for each in chain.from_iterable(kept)]):
            fold = HELD_OUT if number % HELD_OUT_SHARE == 0 else None
            into = in_cyrillic if code == "sr" and draw.random() < 1 / 2 else str
            words = [tuple(map(into, sentence.tokens)) for sentence in stretch]
            for place, (tokens, sentence) in enumerate(zip(words, stretch, strict=True)):
                yield Example(code, tokens, names=sentence.spans, fold=fold, begins_text=place == 0)
            for tokens, sentence in zip(words, stretch, strict=True):
                if fold is None and sentence.spans and draw.random() < chosen.capitals_share:
                    yield Example(code, cased(tokens, draw), names=sentence.spans, begins_text=True)


def _gold(folder: Path, code: str) -> list[TaggedSentence]:
    """Returns the sentences of a language that are short enough to train on, each wording once."""
    gold = {s.tokens: s for s in read_gold(folder, language_code=code) if len(s.tokens) <= LONGEST_TOKENS}
    return list(gold.values())


def stretches(
    sentences: Sequence[TaggedSentence], draw: random.Random, chosen: argparse.Namespace
) -> list[list[TaggedSentence]]:
    """Returns sentences of a language in the order of its text, in stretches that are drawn until enough have names."""
    begins = list(range(0, len(sentences), STRETCH_SENTENCES))
    draw.shuffle(begins)
    kept: dict[int, list[TaggedSentence]] = {}
    named = 0
    for begin in begins:
        stretch = sentences[begin : begin + STRETCH_SENTENCES]
        kept[begin] = [each for each in stretch if each.spans or draw.random() < chosen.empty_share]
        named += sum(bool(each.spans) for each in kept[begin])
        if named >= chosen.most_named:
            break
    return [kept[begin] for begin in sorted(kept)]


def marked_examples(folder: Path, chosen: argparse.Namespace) -> Iterator[Example]:
    """Yields the marked news that is not kept for development, some again in capitals."""
    for path in sorted(folder.glob("*.jsonl")):
        yield from _marked_examples(read_marked_news(folder, language_code=path.stem), path.stem, chosen)


def item_examples(chosen: argparse.Namespace) -> Iterator[Example]:
    """Yields the items of training/items/languages that are not kept for development, some again in capitals."""
    for code in FOREIGN_ITEMS:
        yield from _marked_examples(read_language_items(code), code, chosen)


def _marked_examples(
    texts: Iterable[Sequence[MarkedSentence]], code: str, chosen: argparse.Namespace
) -> Iterator[Example]:
    draw = random.Random(f"{chosen.seed} {code} marked")
    for sentences in texts:
        yield from text_examples(code, sentences, capitals_share=chosen.capitals_share, draw=draw)


def news_examples(corpora: Path, chosen: argparse.Namespace) -> Iterator[Example]:
    """Yields the sentences of NTREX (CC BY-SA 4.0) in each language, but those of its marked documents.

    The corpus of an example is its language and, behind a colon, the number of its line, by which lines are alike.
    """
    for code in NEWS_LANGUAGES:
        draw = random.Random(f"{chosen.seed} {code} news")
        before = ""
        for number, document, tokens in read_unmarked_sentences(corpora, language_code=code):
            if 4 <= len(tokens) <= LONGEST_TOKENS:
                in_capitals = draw.random() < chosen.capitals_share
                shown = cased(tokens, draw) if in_capitals else tokens
                yield Example(f"{code}:{number}", shown, begins_text=document != before)
                before = document


if __name__ == "__main__":
    main()
