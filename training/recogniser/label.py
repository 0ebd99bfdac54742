"""Writes the teachers' soft labels: `python -m training.recogniser.label --teachers FOLDER ... --out build/ner/soft`.

For each file of examples these are the mean probability of each name tag, and then of each toponym tag, over the
teachers, a row a word (float16). A teacher that was trained with context reads it here too. Files that exist already
stay as they are.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import softmax

from training.recogniser.batch import encode_all
from training.recogniser.example import read_examples
from training.recogniser.inference import score_words
from training.recogniser.network import load_tagger
from training.recogniser.pieces import word_pieces


def main() -> None:
    """Runs the stage from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--teachers", type=Path, nargs="+", required=True)
    arguments.add_argument("--data", type=Path, default=Path("build/ner"))
    arguments.add_argument("--sources", nargs="+", default=["voices", "news-0", "toponyms"])
    arguments.add_argument("--out", type=Path, default=Path("build/ner/soft"))
    arguments.add_argument("--threads", type=int, default=1)
    chosen = arguments.parse_args()
    torch.set_num_threads(chosen.threads)
    chosen.out.mkdir(parents=True, exist_ok=True)
    teachers = [load_tagger(folder) for folder in chosen.teachers]
    pieces = word_pieces(teachers[0][1])
    for source in chosen.sources:
        path = chosen.out / f"{source}.npy"
        if path.exists():
            continue
        examples = list(read_examples(chosen.data / f"{source}.jsonl"))
        means = np.zeros(1)
        for folder, (tagger, tokenizer) in zip(chosen.teachers, teachers, strict=True):
            encoded = encode_all(examples, pieces, context_pieces=context_pieces(folder))
            heads = zip(*score_words(tagger, tokenizer, encoded, half_precision=True), strict=True)
            probabilities = [softmax(torch.from_numpy(np.concatenate(scores)), dim=-1).numpy() for scores in heads]
            means = means + np.concatenate(probabilities, axis=1) / len(teachers)
        partial = path.with_suffix(".partial.npy")
        np.save(partial, np.asarray(means, dtype=np.float16))
        partial.rename(path)


def context_pieces(folder: Path) -> int:
    """Returns how many pieces of the sentence before a tagger was trained to read, from its own record."""
    return int(json.loads((folder / "training.json").read_text(encoding="utf-8"))["context_pieces"])


if __name__ == "__main__":
    main()
