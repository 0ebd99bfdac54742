"""A ranker with readable weights: its score is a sum of a few features, so that tests need no trained ranker."""

import hashlib
import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save

from dateline.resolution.location.area_evidence import EVIDENCE, LEVELS
from dateline.resolution.network import INPUTS

_WEIGHTS = {"prominence": 1.5, "home_within_50_km": 8.0, "home_country": 1.0, "near_30_km": 8.0, "country_any": 1.0}
_NONE_SCORE = 2.0
_AREA_WEIGHTS = {"bias": -2.0, "container": 8.0, "beside": 4.0}


def write_plain_ranker(folder: Path) -> Path:
    """Writes the ranker, to which prominence, home and neighbours count, and returns its folder."""
    tensors: dict[str, np.ndarray] = {}
    for stage, columns in INPUTS.items():
        weights = np.array([_WEIGHTS.get(column, 0.0) for column in columns], np.float32)
        tensors |= {
            f"{stage}.low": np.full(len(columns), -1e9, np.float32),
            f"{stage}.high": np.full(len(columns), 1e9, np.float32),
            f"{stage}.mean": np.zeros(len(columns), np.float32),
            f"{stage}.scale": np.ones(len(columns), np.float32),
            # ReLU drops negative numbers, so that the sum's positive and negative part pass the layers separately.
            f"{stage}.row.0.weight": np.stack((weights, -weights), axis=1)[None],
            f"{stage}.row.0.bias": np.zeros((1, 1, 2), np.float32),
            f"{stage}.row.1.weight": np.eye(2, dtype=np.float32)[None],
            f"{stage}.row.1.bias": np.zeros((1, 1, 2), np.float32),
            f"{stage}.row.2.weight": np.array([[[1.0], [-1.0]]], np.float32),
            f"{stage}.row.2.bias": np.zeros((1, 1, 1), np.float32),
            f"{stage}.none.0.weight": np.zeros((1, len(columns), 1), np.float32),
            f"{stage}.none.0.bias": np.zeros((1, 1, 1), np.float32),
            f"{stage}.none.1.weight": np.zeros((1, 1, 1), np.float32),
            f"{stage}.none.1.bias": np.full((1, 1, 1), _NONE_SCORE, np.float32),
        }
    area_weights = np.array([_AREA_WEIGHTS.get(column, 0.0) for column in EVIDENCE], np.float32)
    tensors |= {f"areas.{level}": area_weights for level in LEVELS}
    raw = save({name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()})
    facts = {
        "sha256": hashlib.sha256(raw).hexdigest(),
        "temperature": 1.0,
        "nil_offset": 0.0,
        "inputs": INPUTS,
        "area_inputs": EVIDENCE,
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ranker.safetensors").write_bytes(raw)
    (folder / "ranker.json").write_text(json.dumps(facts), encoding="utf-8")
    return folder
