"""Writes the teachers' soft labels: `python -m training.recogniser.label --teachers FOLDER ... --out build/ner/soft`.

For each file of examples these are the mean probability of each name tag, and then of each toponym tag, over the
teachers, a row a word (float16). A teacher that was trained on passages reads them here too. Files that exist already
stay as they are.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import softmax

from training.recogniser.batch import encode_all
from training.recogniser.example import read_examples
from training.recogniser.network import load_tagger
from training.recogniser.passage import score_sentences
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
        encoded = encode_all(examples, pieces)
        for tagger, tokenizer in teachers:
            scored = score_sentences(tagger, tokenizer, encoded, half_precision=True)
            heads = zip(*scored, strict=True)
            probabilities = [softmax(torch.from_numpy(np.concatenate(scores)), dim=-1).numpy() for scores in heads]
            means = means + np.concatenate(probabilities, axis=1) / len(teachers)
        partial = path.with_suffix(".partial.npy")
        np.save(partial, np.asarray(means, dtype=np.float16))
        partial.rename(path)


if __name__ == "__main__":
    main()
