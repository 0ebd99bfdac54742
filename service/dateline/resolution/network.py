"""The ranking network, which scores each candidate and NIL, and its weights from a safetensors file."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load

from dateline.errors import ResourceDamagedError, ResourceMissingError
from dateline.resolution.candidates import Floats, Integers
from dateline.resolution.context.votes import VOTES
from dateline.resolution.features import FEATURES
from dateline.resolution.location.area_evidence import EVIDENCE, LEVELS
from dateline.resolution.location.areas import AreaModel

Singles = npt.NDArray[np.float32]
_FIRST = (*FEATURES, *(f"possible_{name}" for name in VOTES))
INPUTS = {"first": _FIRST, "joint": (*_FIRST, *VOTES)}
"""Columns that each stage reads: features and possible votes, and in the joint stage the votes by probability, too."""


@dataclass(frozen=True, slots=True)
class RankingNetwork:
    """Several small networks of one shape, whose scores are averaged; the first axis of each tensor is the network.

    Inputs are clipped to the range from `low` to `high`, since training saw no others.
    """

    low: Singles
    high: Singles
    mean: Singles
    scale: Singles
    tensors: Mapping[str, Singles]

    def scores(self, features: Floats, starts: Integers) -> tuple[Floats, Floats]:
        """Returns the log-odds of each row and, on the same scale, those of NIL for each sense.

        Both lack a constant that is the same for all of a sense. `starts` are as in CandidateTable; no sense is empty.
        """
        rows = self._standardized(features)
        # NIL is scored on the largest value that any candidate of the sense has in each column.
        best = np.maximum.reduceat(rows, starts[:-1], axis=0)
        return self._layers(rows, "row", 3), self._layers(best, "none", 2)

    def row_scores(self, features: Floats) -> Floats:
        """Returns the log-odds of each row, as in `scores`."""
        return self._layers(self._standardized(features), "row", 3)

    def _layers(self, inputs: Singles, name: str, count: int) -> Floats:
        values = inputs
        for layer in range(count):
            values = values @ self.tensors[f"{name}.{layer}.weight"] + self.tensors[f"{name}.{layer}.bias"]
            if layer < count - 1:
                np.maximum(values, 0, out=values)
        averaged: Floats = values.mean(axis=0)[:, 0].astype(np.float64)
        return averaged

    def _standardized(self, features: Floats) -> Singles:
        values = features.astype(np.float32)
        np.clip(values, self.low, self.high, out=values)
        values -= self.mean
        values /= self.scale
        return values


@dataclass(frozen=True, slots=True)
class RankerWeights:
    """Trained weights of a ranker: `first` scores without the article's other places, `joint` with their votes.

    `areas` deals NIL's probability out to the countries, divisions and towns that the article tells of.
    """

    first: RankingNetwork
    joint: RankingNetwork
    temperature: float
    nil_offset: float
    areas: AreaModel
    revision: str


@cache
def shipped_weights() -> RankerWeights:
    """Returns the weights in the package; raises ResourceDamagedError where ranker.json does not fit them."""
    folder = files(__package__ or "") / "model"
    return parse_weights((folder / "ranker.safetensors").read_bytes(), (folder / "ranker.json").read_bytes())


def read_weights(folder: Path) -> RankerWeights:
    """Returns the weights in a folder; raises ResourceMissingError or ResourceDamagedError."""
    try:
        weights, facts = (folder / "ranker.safetensors").read_bytes(), (folder / "ranker.json").read_bytes()
    except OSError as error:
        raise ResourceMissingError(f"no ranker in {folder}: {error.strerror}") from error
    return parse_weights(weights, facts)


def parse_weights(weights: bytes, facts: bytes | str) -> RankerWeights:
    """Returns the weights from the contents of ranker.safetensors and of ranker.json, which holds their digest.

    Raises ResourceDamagedError.
    """
    try:
        known = json.loads(facts)
        digest = hashlib.sha256(weights).hexdigest()
        if digest != known["sha256"]:
            raise ResourceDamagedError("the ranker's weights do not have the digest that ranker.json names")
        if known["inputs"] != {stage: list(columns) for stage, columns in INPUTS.items()}:
            raise ResourceDamagedError("the ranker's weights are for other features than this version measures")
        if known["area_inputs"] != list(EVIDENCE):
            raise ResourceDamagedError("the ranker's weights are for other areas than this version measures")
        tensors = load(weights)
        return RankerWeights(
            _network(tensors, "first."),
            _network(tensors, "joint."),
            float(known["temperature"]),
            float(known["nil_offset"]),
            AreaModel({level: tensors[f"areas.{level}"].astype(np.float64) for level in LEVELS}),
            digest[:8],
        )
    except (KeyError, TypeError, ValueError, SafetensorError) as error:
        raise ResourceDamagedError(f"the ranker's weights cannot be read ({type(error).__name__})") from error


def _network(tensors: Mapping[str, Singles], stage: str) -> RankingNetwork:
    own = {
        name.removeprefix(stage): tensor.astype(np.float32)
        for name, tensor in tensors.items()
        if name.startswith(stage)
    }
    return RankingNetwork(own.pop("low"), own.pop("high"), own.pop("mean"), own.pop("scale"), own)
