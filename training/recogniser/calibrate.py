"""Finds the temperature of the names' scores: `python -m training.recogniser.calibrate --model build/ner/final`.

Confidences are probabilities of the scores divided by a temperature (Guo et al. 2017). The temperature is the one with
the lowest expected calibration error, over ten bins of equal width, on sentences that no run trained on.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dateline.ner.tagging import decode_spans
from training.corpora.names import NamedSpan
from training.recogniser.batch import encode_all
from training.recogniser.example import HELD_OUT, Example, read_examples
from training.recogniser.network import NAME_TAGS, TOPONYM_TAGS, load_tagger
from training.recogniser.passage import score_sentences
from training.recogniser.pieces import word_pieces

NAME_SOURCES = ("names", "marked")
TEMPERATURES = np.arange(0.8, 2.51, 0.05)


def main() -> None:
    """Runs the stage from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--model", type=Path, required=True)
    arguments.add_argument("--data", type=Path, default=Path("build/ner"))
    arguments.add_argument("--sources", nargs="+", default=NAME_SOURCES, help="whose held-out sentences decide")
    arguments.add_argument(
        "--fold", type=int, help="calibrate toponyms on this fold, which the tagger must have left out"
    )
    chosen = arguments.parse_args()
    head, sources, fold = (0, chosen.sources, HELD_OUT) if chosen.fold is None else (1, ("toponyms",), chosen.fold)
    examples: list[Example] = []
    for source in sources:
        examples += (example for example in read_examples(chosen.data / f"{source}.jsonl") if example.fold == fold)
    tagger, tokenizer = load_tagger(chosen.model)
    encoded = encode_all(examples, word_pieces(tokenizer))
    scores = [pair[head] for pair in score_sentences(tagger, tokenizer, encoded)]
    gold = [example.names if head == 0 else example.toponyms for example in examples]
    errors = [
        expected_calibration_error(*spans_at(scores, gold, temperature, tags=(NAME_TAGS, TOPONYM_TAGS)[head]))
        for temperature in TEMPERATURES
    ]
    for i in (int(np.argmin(errors)), int(np.argmin(abs(TEMPERATURES - 1)))):
        print(f"temperature {TEMPERATURES[i]:.2f}: calibration error {errors[i]:.4f}")


def spans_at(
    scores: Sequence[NDArray[np.float32]],
    gold: Sequence[Sequence[NamedSpan] | None],
    temperature: float,
    *,
    tags: tuple[str, ...],
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Returns the probability of each recognised span, and whether the span is right."""
    probabilities, right = [], []
    for rows, spans in zip(scores, gold, strict=True):
        wanted = {(span.start, span.end, span.type) for span in spans or ()}
        for span in decode_spans(rows / np.float32(temperature), tags):
            probabilities.append(span.probability)
            right.append((span.start, span.end, span.label) in wanted)
    return np.array(probabilities), np.array(right)


def expected_calibration_error(probabilities: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Returns the mean distance, weighted by size, of confidence and share of right answers over ten equal bins."""
    bins = np.minimum(9, (probabilities * 10).astype(int))
    gaps = np.bincount(bins, weights=probabilities - right, minlength=10)
    return float(np.abs(gaps).sum() / len(probabilities))


if __name__ == "__main__":
    main()
