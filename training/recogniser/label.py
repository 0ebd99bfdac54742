"""Writes the teachers' soft labels: `python -m training.recogniser.label --teachers FOLDER ... --out build/ner/soft`.

For each file of examples these are the mean probability of each name tag over the teachers, a row a word (float16).
Files that exist already stay as they are.
"""

import argparse
from pathlib import Path

import numpy as np
import torch

from dateline.ner.pieces import WordPieces
from training.recogniser.batch import encode_all
from training.recogniser.example import read_examples
from training.recogniser.inference import score_words
from training.recogniser.network import load_tagger


def main() -> None:
    """Runs the stage from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--teachers", type=Path, nargs="+", required=True)
    arguments.add_argument("--data", type=Path, default=Path("build/ner"))
    arguments.add_argument("--sources", nargs="+", default=["news-0", "news-1", "toponyms"])
    arguments.add_argument("--out", type=Path, default=Path("build/ner/soft"))
    arguments.add_argument("--threads", type=int, default=1)
    chosen = arguments.parse_args()
    torch.set_num_threads(chosen.threads)
    chosen.out.mkdir(parents=True, exist_ok=True)
    teachers = [load_tagger(folder) for folder in chosen.teachers]
    pieces = WordPieces(teachers[0][1].backend_tokenizer)
    for source in chosen.sources:
        path = chosen.out / f"{source}.npy"
        if path.exists():
            continue
        examples = encode_all(list(read_examples(chosen.data / f"{source}.jsonl")), pieces)
        means = 0.0
        for tagger, tokenizer in teachers:
            scores = np.concatenate(
                [names for names, _ in score_words(tagger, tokenizer, examples, half_precision=True)]
            )
            likelihoods = np.exp(scores - scores.max(axis=1, keepdims=True))
            means = means + likelihoods / likelihoods.sum(axis=1, keepdims=True) / len(teachers)
        partial = path.with_suffix(".partial.npy")
        np.save(partial, np.asarray(means, dtype=np.float16))
        partial.rename(path)


if __name__ == "__main__":
    main()
