"""Trains the ranker: `python -m training.ranker.train --shared ../shared --output service/dateline/resolution/model`.

Each sense of each article of training.ranker.questions is one question: which of its candidates is meant, or NIL.

Two stages are trained. The first knows what the article's other places may be, not what they are. Its answers, given by
networks that did not see the article, are the votes that the second stage learns to read. The temperature is fitted on
second answers of networks that did not see the article.
"""

import argparse
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save

from dateline.annotation import Annotator
from dateline.resolution.candidates import Floats
from dateline.resolution.location.area_evidence import EVIDENCE
from dateline.resolution.network import INPUTS, RankerWeights, RankingNetwork, parse_weights
from dateline.resolution.ranker import calibrated, softmax_with_nil
from training.corpora.toponyms import FOLD_COUNT
from training.ranker.areas import AreaQuestion, fit_areas
from training.ranker.network import fit
from training.ranker.questions import Question, read_questions

NETWORKS = 3


def train(questions: Sequence[Question], *, seed: int, networks: int = NETWORKS) -> tuple[bytes, str]:
    """Returns ranker.safetensors and ranker.json for these questions; the same for equal input on one machine."""
    folds = [fold for fold in range(FOLD_COUNT) if any(question.fold == fold for question in questions)]
    static = [question.static for question in questions]
    first_probabilities = _held_out_probabilities(questions, static, folds, seed=seed)
    joint = _with_votes(questions, first_probabilities)
    first = fit(questions, static, seeds=range(seed, seed + networks))
    second = fit(questions, joint, seeds=range(seed, seed + networks))
    held_out = dict(_held_out_networks(questions, joint, folds, seed=seed))
    # The service asks twice, so the temperature is that of second answers.
    second_probabilities = [
        softmax_with_nil(held_out[question.fold], features, question.table.starts)[0]
        for question, features in zip(questions, joint, strict=True)
    ]
    final = _with_votes(questions, second_probabilities)
    temperature, nil_offset = _fit_calibration(questions, final, held_out)
    calibration = {"temperature": round(temperature, 3), "nil_offset": round(nil_offset, 3)}
    area_weights = fit_areas(list(area_questions(questions, final, held_out, **calibration)))
    tensors = {
        f"{stage}.{name}": tensor
        for stage, network in (("first", first), ("joint", second))
        for name, tensor in network.tensors().items()
    }
    tensors |= {f"areas.{level}": vector.astype(np.float32) for level, vector in area_weights.items()}
    weights = save(tensors)
    facts = {
        "name": "dateline-ranker",
        "sha256": hashlib.sha256(weights).hexdigest(),
        **calibration,
        "networks": networks,
        "seed": seed,
        "inputs": {stage: list(columns) for stage, columns in INPUTS.items()},
        "area_inputs": list(EVIDENCE),
    }
    return weights, json.dumps(facts, indent=1) + "\n"


def area_questions(
    questions: Sequence[Question],
    features: Sequence[Floats],
    networks: Mapping[int, RankingNetwork],
    *,
    temperature: float,
    nil_offset: float,
) -> Iterator[AreaQuestion]:
    """Yields the questions with the answers of networks that did not see them."""
    for question, matrix in zip(questions, features, strict=True):
        starts = question.table.starts
        probabilities, known = softmax_with_nil(
            networks[question.fold], matrix, starts, temperature=temperature, nil_offset=nil_offset
        )
        nil_probabilities = np.ones(len(question.locations))
        nil_probabilities[question.area_evidence.rows_of] = known
        is_nil = np.ones(len(question.locations))
        is_nil[question.area_evidence.rows_of] = question.none_truth
        yield AreaQuestion(
            question.area_evidence,
            question.table,
            question.home,
            probabilities,
            nil_probabilities,
            (is_nil > 0.5).tolist(),
            question.locations,
            float(question.weights.mean()),
        )


def _with_votes(questions: Sequence[Question], probabilities: Sequence[Floats]) -> list[Floats]:
    return [
        np.hstack((question.static, question.context_votes.votes(rows)))
        for question, rows in zip(questions, probabilities, strict=True)
    ]


def _held_out_probabilities(
    questions: Sequence[Question], features: Sequence[Floats], folds: Sequence[int], *, seed: int
) -> list[Floats]:
    """Returns each question's probabilities, from a network that was trained on the other folds."""
    probabilities: dict[int, Floats] = {}
    for fold, network in _held_out_networks(questions, features, folds, seed=seed):
        for i, question in enumerate(questions):
            if question.fold == fold:
                probabilities[i] = softmax_with_nil(network, features[i], question.table.starts)[0]
    return [probabilities[i] for i in range(len(questions))]


def _held_out_networks(
    questions: Sequence[Question], features: Sequence[Floats], folds: Sequence[int], *, seed: int
) -> Iterator[tuple[int, RankingNetwork]]:
    for fold in folds:
        kept = [i for i, question in enumerate(questions) if question.fold != fold]
        network = fit([questions[i] for i in kept], [features[i] for i in kept], seeds=(seed,))
        yield fold, network.frozen()


def _fit_calibration(
    questions: Sequence[Question], features: Sequence[Floats], networks: Mapping[int, RankingNetwork]
) -> tuple[float, float]:
    """Returns the temperature (Guo et al. 2017) and the offset of NIL at which held-out answers are likeliest.

    Articles with hidden places do not count: they hold more NIL than articles do, so that the ranker learns to see it.
    """
    shown = [i for i, question in enumerate(questions) if not question.is_hidden]
    scores, nil_scores = zip(
        *(networks[questions[i].fold].scores(features[i], questions[i].table.starts) for i in shown), strict=True
    )
    rows, senses = np.concatenate(scores), np.concatenate(nil_scores)
    counts = np.concatenate([np.diff(questions[i].table.starts) for i in shown])
    starts = np.concatenate(([0], np.cumsum(counts)))
    truth, none_truth, weights = (
        np.concatenate([getattr(questions[i], name) for i in shown]) for name in ("truth", "none_truth", "weights")
    )

    def loss(temperature: float, nil_offset: float) -> float:
        probabilities, nil_probabilities = calibrated(
            rows, senses, starts, temperature=temperature, nil_offset=nil_offset
        )
        row_gain = np.add.reduceat(truth * np.log(probabilities + 1e-12), starts[:-1])
        return -float((weights * (row_gain + none_truth * np.log(nil_probabilities + 1e-12))).sum())

    temperatures: list[float] = np.arange(0.8, 2.01, 0.05).tolist()
    offsets: list[float] = np.arange(-1.0, 1.01, 0.1).tolist()
    temperature = min(temperatures, key=lambda value: loss(value, 0.0))
    nil_offset = min(offsets, key=lambda value: loss(temperature, value))
    return min(temperatures, key=lambda value: loss(value, nil_offset)), nil_offset


def main() -> None:
    """Runs the stage from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--shared", type=Path, default=Path("../shared"), help="the folder that holds corpora/")
    arguments.add_argument("--output", type=Path, required=True)
    arguments.add_argument("--seed", type=int, default=1)
    chosen = arguments.parse_args()
    torch.set_num_threads(1)
    weights, facts = train(list(read_questions(chosen.shared, Annotator())), seed=chosen.seed)
    parse_weights(weights, facts)
    chosen.output.mkdir(parents=True, exist_ok=True)
    (chosen.output / "ranker.safetensors").write_bytes(weights)
    (chosen.output / "ranker.json").write_text(facts, encoding="utf-8")


def ranker_weights(questions: Sequence[Question], *, seed: int) -> RankerWeights:
    """Returns weights trained on these questions, for a Ranker."""
    return parse_weights(*train(questions, seed=seed))


if __name__ == "__main__":
    main()
