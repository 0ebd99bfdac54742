"""Writes a trained tagger as the service runs it: `python -m training.recogniser.export --model build/ner/final`.

The folder has `model.onnx` (eight-bit weights, and no code), `pieces.model` (SentencePiece's), and `model.json` with
the SHA-256 of the two.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dateline.ner.model_folder import FACTS, NETWORK, PIECES, SHIPPED_FOLDER
from dateline.ner.two_headed_tagger import model_digest
from training.recogniser.graph import Product, Quantization, write_graph
from training.recogniser.network import (
    NAME_LABELS,
    TOPONYM_LABELS,
    count_passage_pieces,
    load_tagger,
)
from training.recogniser.pieces import piece_model

DEFAULT_QUANTIZATION = Quantization()


def main() -> None:
    """Runs the stage from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--model", type=Path, required=True)
    arguments.add_argument("--out", type=Path, default=SHIPPED_FOLDER)
    arguments.add_argument("--name", default="dateline-english-news")
    arguments.add_argument("--languages", nargs="+", default=["en"], help="that it was trained on, in BCP-47")
    arguments.add_argument(
        "--temperatures",
        type=float,
        nargs=2,
        default=(1.0, 1.0),
        help="of names and of toponyms, found by training.recogniser.calibrate",
    )
    arguments.add_argument("--attention", type=Product, choices=Product, default=Product.TENSOR)
    arguments.add_argument("--expansion", type=Product, choices=Product, default=Product.TENSOR)
    arguments.add_argument("--contraction", type=Product, choices=Product, default=Product.TENSOR)
    arguments.add_argument("--largest-weight", type=int, default=63)
    chosen = arguments.parse_args()
    quantization = Quantization(chosen.attention, chosen.expansion, chosen.contraction, chosen.largest_weight)
    size = export(
        chosen.model,
        chosen.out,
        name=chosen.name,
        quantization=quantization,
        temperatures=tuple(chosen.temperatures),
        language_codes=chosen.languages,
    )
    print(f"{size / 1e6:.1f} MB of weights in {chosen.out}")


def export(  # noqa: PLR0913  # the model, the folder, and the facts and options of the export
    model: Path,
    out: Path,
    *,
    name: str,
    quantization: Quantization = DEFAULT_QUANTIZATION,
    temperatures: tuple[float, float] = (1.0, 1.0),
    language_codes: Sequence[str] = ("en",),
) -> int:
    """Writes the folder `out`, and returns the bytes of its weights."""
    tagger, tokenizer = load_tagger(model)
    network = write_graph(tagger, quantization=quantization).SerializeToString()
    pieces = piece_model(tokenizer)
    out.mkdir(parents=True, exist_ok=True)
    (out / NETWORK).write_bytes(network)
    (out / PIECES).write_bytes(pieces)
    facts: dict[str, Any] = {
        "name": name,
        "language_codes": sorted(language_codes),
        "license": "CC-BY-SA-4.0",
        "name_labels": list(NAME_LABELS),
        "toponym_labels": list(TOPONYM_LABELS),
        "name_temperature": temperatures[0],
        "toponym_temperature": temperatures[1],
        "passage_pieces": count_passage_pieces(tagger.encoder.config),
    }
    facts["sha256"] = model_digest(facts, network, pieces)
    (out / FACTS).write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return len(network)


if __name__ == "__main__":
    main()
