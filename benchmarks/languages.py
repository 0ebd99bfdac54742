"""Shows how often a text's language is told right: `python benchmarks/languages.py --shared ../shared`.

Texts are one, three and ten sentences that follow each other in the development part of entities/languages, or, where
that lacks a language, in text/ntrex. Prints for each language and length the share that is told right, and in brackets
that of the texts that are told with a probability of .9 or more, with their number; then the commonest mistake with one
sentence. At the end: how many texts of 200 characters or more contradict their own language, and how many of other
languages contradict English; and how much of English news full of foreign names (worldwide-dev) is told as another one.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.accuracy import WORLDWIDE, read_lines
from dateline.text import contradicting_language, identify_language, split_sentences
from dateline.values import LANGUAGE_CODES
from training.corpora.languages import gold_languages, read_gold

LENGTHS = (1, 3, 10)
TEXTS_EACH = 200
SURE = 0.9
LONG_CHARS = 200
WITHOUT_SPACES = ("zh",)


def main() -> None:
    """Runs the benchmark from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--shared", type=Path, required=True, help="the folder that holds corpora/")
    shared = arguments.parse_args().shared
    shares: dict[int, list[float]] = {length: [] for length in LENGTHS}
    counts: Counter[str] = Counter()
    for code in LANGUAGE_CODES:
        sentences = read_sentences(shared / "corpora", code)
        cells = []
        mistakes: Counter[str] = Counter()
        for length in LENGTHS:
            told = [identify_language(text) for text in draw_texts(sentences, length)]
            right = [language.code == code for language in told]
            sure = [is_right for is_right, language in zip(right, told, strict=True) if language.probability >= SURE]
            shares[length].append(sum(right) / len(right))
            cells.append(f"{sum(right) / len(right):6.1%} ({sum(sure)}/{len(sure)})")
            if length == LENGTHS[0]:
                mistakes = Counter(language.code for language in told if language.code != code)
        print(code, *cells, ", ".join(f"{other} {count}" for other, count in mistakes.most_common(2)), sep="  ")
        texts = [text for length in LENGTHS for text in draw_texts(sentences, length) if len(text) >= LONG_CHARS]
        counts["texts"] += len(texts)
        counts["contradict theirs"] += sum(contradicting_language(text, code) is not None for text in texts)
        if code != "en":
            counts["foreign texts"] += len(texts)
            counts["contradict English"] += sum(contradicting_language(text, "en") is not None for text in texts)
    print("mean", *(f"{sum(each) / len(each):.1%}" for each in shares.values()), sep="  ")
    print(*(f"{name}: {count}" for name, count in counts.items()), sep=", ")
    articles = [line["text"] for line in read_lines(shared / WORLDWIDE)]
    sentences = [sentence.content for text in articles for sentence in split_sentences(text)]
    for name, texts in (("sentences", sentences), ("articles", articles)):
        foreign = sum(identify_language(text).code != "en" for text in texts)
        print(f"worldwide-dev: {foreign} of {len(texts)} {name} told as another language")


def read_sentences(corpora: Path, code: str) -> Sequence[str]:
    """Returns the sentences of a language in their order."""
    gold = corpora / "entities/languages"
    if code not in gold_languages(gold):
        return (corpora / f"text/ntrex/{code}.txt").read_text(encoding="utf-8").splitlines()
    joint = "" if code in WITHOUT_SPACES else " "
    return [joint.join(sentence.tokens) for sentence in read_gold(gold, language_code=code, part="dev")]


def draw_texts(sentences: Sequence[str], length: int) -> list[str]:
    """Returns texts of `length` sentences in a row, the same in each run."""
    generator = random.Random(1)
    starts = (generator.randrange(len(sentences) - length) for _ in range(TEXTS_EACH))
    return [" ".join(sentences[start : start + length]) for start in starts]


if __name__ == "__main__":
    main()
