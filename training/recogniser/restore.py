"""Reads a shipped tagger back: `python -m training.recogniser.restore --encoder build/ner/encoder --out FOLDER`.

What comes out can be trained on, so that a release may begin where the last one ended and its teachers need not be
there. Weights are those of eight bits; `--encoder` has the tokenizer and the sizes that the graph does not tell.
"""

import argparse
import json
import re
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from transformers import AutoTokenizer, BertConfig, BertModel

from dateline.ner.model_folder import FACTS, NETWORK, PIECES, SHIPPED_FOLDER
from training.recogniser.network import NAME_TAGS, TwoHeadedTagger, save_tagger
from training.recogniser.pieces import piece_model

_EMBEDDINGS = "encoder.embeddings"
_ATTENTION = ("query", "key", "value")
_LAYER = re.compile(r"encoder\.encoder\.layer\.(\d+)\.")


def main() -> None:
    """Runs the stage from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--model", type=Path, default=SHIPPED_FOLDER)
    arguments.add_argument("--encoder", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    chosen = arguments.parse_args()
    restore(chosen.model, encoder=chosen.encoder, out=chosen.out)


def restore(model: Path, *, encoder: Path, out: Path) -> None:
    """Writes the tagger of a shipped folder as training has it.

    Raises ValueError where its pieces are not the encoder's, or its weights are of another kind than `export` writes by
    default.
    """
    tokenizer = AutoTokenizer.from_pretrained(encoder)
    if piece_model(tokenizer) != (model / PIECES).read_bytes():
        raise ValueError(f"{encoder} cuts words into other pieces than {model}")
    graph = onnx.load(model / NETWORK).graph
    constants = {constant.name: numpy_helper.to_array(constant) for constant in graph.initializer}
    if "encoder.encoder.layer.0.intermediate.dense.scale" not in constants:
        raise ValueError(f"the weights of {model / NETWORK} do not have one scale a row")
    layers = {int(match[1]) for match in map(_LAYER.match, constants) if match}
    config = BertConfig.from_pretrained(encoder)
    config.num_hidden_layers = len(layers)
    config.intermediate_size = len(constants["encoder.encoder.layer.0.intermediate.dense.bias"])
    config.passage_pieces = json.loads((model / FACTS).read_text(encoding="utf-8"))["passage_pieces"]
    config.piece_layers, config.always_read = len(layers), [0]
    for node in graph.node:
        if "pieces.kept" in node.output and (match := _LAYER.match(node.input[0])):
            config.piece_layers = int(match[1]) + 1
    if "kept.table" in constants:
        config.always_read = np.flatnonzero(constants["kept.table"]).tolist()
    tagger = TwoHeadedTagger(BertModel(config, add_pooling_layer=False))
    weights = {name: torch.from_numpy(array.astype(np.float32)) for name, array in _weights(constants, layers).items()}
    tagger.load_state_dict(weights)
    save_tagger(tagger, tokenizer, out)


def _weights(constants: dict[str, NDArray[np.float32]], layers: set[int]) -> dict[str, NDArray[np.float32]]:
    """Returns the weights under the names that the network has for them."""
    rows = constants["pieces.table"] * constants["pieces.scale"]
    weights = {name: array for name, array in constants.items() if "LayerNorm" in name}
    weights[f"{_EMBEDDINGS}.word_embeddings.weight"] = rows
    # The graph has added the two up.
    weights[f"{_EMBEDDINGS}.position_embeddings.weight"] = constants["positions"]
    weights[f"{_EMBEDDINGS}.token_type_embeddings.weight"] = np.zeros((2, rows.shape[1]), np.float32)
    for layer in layers:
        at = f"encoder.encoder.layer.{layer}"
        weight, bias = _linear(constants, f"{at}.attention.self.query")
        parts = zip(_ATTENTION, np.split(weight, 3), np.split(bias, 3), strict=True)
        for name, *values in parts:
            weights |= dict(zip(_names(f"{at}.attention.self.{name}"), values, strict=True))
        for name in ("attention.output.dense", "intermediate.dense", "output.dense"):
            weights |= dict(zip(_names(f"{at}.{name}"), _linear(constants, f"{at}.{name}"), strict=True))
    heads, biases = constants["heads.weight"].T, constants["heads.bias"]
    for name, tags in (("names", slice(len(NAME_TAGS))), ("toponyms", slice(len(NAME_TAGS), None))):
        weights |= dict(zip(_names(name), (heads[tags], biases[tags]), strict=True))
    return weights


def _linear(constants: dict[str, NDArray[np.float32]], at: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    weight, bias = _names(at)
    return constants[weight].T * constants[f"{at}.scale"][:, None], constants[bias]


def _names(at: str) -> tuple[str, str]:
    return f"{at}.weight", f"{at}.bias"


if __name__ == "__main__":
    main()
