"""Writes the training corpus: `python -m training.prepare --corpora FOLDER --out build/ner`.

Column files for flair (token, BIO tag), the held-out part drawn by sentence with a fixed seed. News writes headlines
and datelines in capitals, so a share of sentences is added a second time in capitals or title case.
"""

import argparse
import random
from collections.abc import Iterable
from pathlib import Path

from tqdm import tqdm

from training.corpora import TaggedSentence, read_all


def main() -> None:
    """Command line of the stage."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--corpora", type=Path, required=True)
    arguments.add_argument("--out", type=Path, default=Path("build/ner"))
    arguments.add_argument("--capitals-share", type=float, default=0.06)
    arguments.add_argument(
        "--empty-share", type=float, default=0.25, help="share of sentences without a name that is kept"
    )
    arguments.add_argument("--seed", type=int, default=13)
    chosen = arguments.parse_args()

    draw = random.Random(chosen.seed)
    sentences = [
        sentence
        for sentence in tqdm(read_all(chosen.corpora), desc="reading corpora", unit=" sentences")
        if len(sentence.tokens) <= 80 and (sentence.spans or draw.random() < chosen.empty_share)
    ]
    draw.shuffle(sentences)
    held_out, training = sentences[: len(sentences) // 40], sentences[len(sentences) // 40 :]
    named = [sentence for sentence in training if sentence.spans]
    for sentence in draw.sample(named, int(len(named) * chosen.capitals_share)):
        case = draw.choice((str.upper, str.upper, str.title))
        training.append(TaggedSentence(tuple(map(case, sentence.tokens)), sentence.spans))
    draw.shuffle(training)
    chosen.out.mkdir(parents=True, exist_ok=True)
    write(training, chosen.out / "train.txt")
    write(held_out, chosen.out / "dev.txt")
    print(f"{len(training)} training and {len(held_out)} held-out sentences in {chosen.out}")


def write(sentences: Iterable[TaggedSentence], path: Path) -> None:
    """Writes flair's column format, a blank line after each sentence."""
    with path.open("w", encoding="utf-8") as out:
        for sentence in sentences:
            tags = ["O"] * len(sentence.tokens)
            for span in sentence.spans:
                tags[span.start : span.end] = [f"B-{span.type}", *[f"I-{span.type}"] * (span.end - span.start - 1)]
            out.writelines(f"{token}\t{tag}\n" for token, tag in zip(sentence.tokens, tags, strict=True))
            out.write("\n")


if __name__ == "__main__":
    main()
