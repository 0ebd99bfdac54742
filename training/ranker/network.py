"""The ranking network in training: listwise, a softmax over a sense's candidates and NIL."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch

from dateline.resolution.candidates import CandidateTable, Floats
from dateline.resolution.network import RankingNetwork

EPOCHS, BATCH_SENSES = 15, 128
_HIDDEN, _DROPOUT, _LEARNING_RATE, _WEIGHT_DECAY = 64, 0.1, 3e-3, 1e-2
_FAR_BELOW = -1e9


class Lesson(Protocol):
    """An article's candidates and which of them are right, as in training.ranker.train.Question."""

    @property
    def table(self) -> CandidateTable: ...  # noqa: D102  # see the class
    @property
    def truth(self) -> Floats: ...  # noqa: D102
    @property
    def none_truth(self) -> Floats: ...  # noqa: D102
    @property
    def weights(self) -> Floats: ...  # noqa: D102


class _Scorer(torch.nn.Module):
    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.row = torch.nn.ModuleList(
            (torch.nn.Linear(inputs, _HIDDEN), torch.nn.Linear(_HIDDEN, _HIDDEN // 2), torch.nn.Linear(_HIDDEN // 2, 1))
        )
        self.none = torch.nn.ModuleList((torch.nn.Linear(inputs, _HIDDEN // 2), torch.nn.Linear(_HIDDEN // 2, 1)))
        self.dropout = torch.nn.Dropout(_DROPOUT)

    def forward(self, rows: torch.Tensor, is_row: torch.Tensor) -> torch.Tensor:
        """Returns the log-odds of padded rows (senses, rows, features), with those of NIL behind them."""
        hidden = self.dropout(torch.relu(self.row[0](rows)))
        scores = self.row[2](torch.relu(self.row[1](hidden))).squeeze(-1).masked_fill(~is_row, _FAR_BELOW)
        best = rows.masked_fill(~is_row.unsqueeze(-1), _FAR_BELOW).amax(dim=1)
        none = self.none[1](self.dropout(torch.relu(self.none[0](best))))
        return torch.cat((scores, none), dim=1)


@dataclass(frozen=True, slots=True)
class TrainedNetwork:
    """Networks trained on one data set with several seeds, and the range and spread of their inputs."""

    low: Floats
    high: Floats
    mean: Floats
    scale: Floats
    scorers: tuple[_Scorer, ...]

    def tensors(self) -> dict[str, npt.NDArray[np.float32]]:
        """Returns the tensors as RankingNetwork has them: weights transposed, one network beside the other."""
        tensors = {name: getattr(self, name).astype(np.float32) for name in ("low", "high", "mean", "scale")}
        for part in ("row", "none"):
            for layer in range(len(getattr(self.scorers[0], part))):
                layers = [getattr(scorer, part)[layer] for scorer in self.scorers]
                tensors[f"{part}.{layer}.weight"] = np.stack([linear.weight.detach().numpy().T for linear in layers])
                tensors[f"{part}.{layer}.bias"] = np.stack([linear.bias.detach().numpy()[None, :] for linear in layers])
        return {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}

    def frozen(self) -> RankingNetwork:
        """Returns the networks as the service runs them."""
        tensors = self.tensors()
        low, high, mean, scale = (tensors.pop(name) for name in ("low", "high", "mean", "scale"))
        return RankingNetwork(low, high, mean, scale, tensors)


def fit(lessons: Sequence[Lesson], features: Sequence[Floats], *, seeds: Sequence[int]) -> TrainedNetwork:
    """Returns networks that are trained on `lessons`, each with its matrix of `features`; one network a seed."""
    everything = np.concatenate(features)
    mean, scale = everything.mean(axis=0), everything.std(axis=0) + 1e-6
    batches = list(_batches(lessons, [(matrix - mean) / scale for matrix in features]))
    low, high = everything.min(axis=0), everything.max(axis=0)
    return TrainedNetwork(low, high, mean, scale, tuple(_fit_one(batches, everything.shape[1], seed) for seed in seeds))


_Batch = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


def _fit_one(batches: Sequence[_Batch], inputs: int, seed: int) -> _Scorer:
    torch.manual_seed(seed)
    order = np.random.default_rng(seed)
    scorer = _Scorer(inputs)
    optimizer = torch.optim.AdamW(scorer.parameters(), lr=_LEARNING_RATE, weight_decay=_WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _LEARNING_RATE, total_steps=EPOCHS * len(batches))
    for _ in range(EPOCHS):
        for i in order.permutation(len(batches)):
            rows, is_row, truth, weights = batches[i]
            likelihood = torch.log_softmax(scorer(rows, is_row), dim=1).clamp(min=-30)
            loss = -((truth * likelihood).sum(dim=1) * weights).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return scorer.eval()


def _batches(lessons: Sequence[Lesson], features: Sequence[Floats]) -> Iterator[_Batch]:
    """Yields batches of senses with about as many candidates, padded to the most."""
    senses = [
        (matrix[rows], np.append(lesson.truth[rows], lesson.none_truth[i]), lesson.weights[i])
        for lesson, matrix in zip(lessons, features, strict=True)
        for i, rows in enumerate(map(lesson.table.rows, range(len(lesson.table.senses))))
    ]
    senses.sort(key=lambda sense: len(sense[0]))
    for start in range(0, len(senses), BATCH_SENSES):
        chunk = senses[start : start + BATCH_SENSES]
        most = max(len(rows) for rows, _, _ in chunk)
        rows = torch.zeros(len(chunk), most, chunk[0][0].shape[1])
        is_row = torch.zeros(len(chunk), most, dtype=torch.bool)
        truth = torch.zeros(len(chunk), most + 1)
        for i, (matrix, right, _) in enumerate(chunk):
            rows[i, : len(matrix)] = torch.from_numpy(matrix)
            is_row[i, : len(matrix)] = True
            truth[i, : len(matrix)] = torch.from_numpy(right[:-1])
            truth[i, most] = right[-1]
        yield rows, is_row, truth, torch.tensor([weight for _, _, weight in chunk], dtype=torch.float32)
