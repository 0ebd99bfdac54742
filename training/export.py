"""Writes a trained tagger in Dateline's own format: `python -m training.export --model build/ner/model/final-model.pt`.

Matrices become int8 with one scale a row (a quarter of float32's size, errors below one in 250 of a row's largest
weight), everything else stays float32; see dateline.ner.weights, which reads it.
"""

import argparse
import hashlib
import json
from pathlib import Path

import torch
from flair.models import SequenceTagger
from safetensors.torch import save

from dateline.ner.weights import SCALE_SUFFIX, SHIPPED_FOLDER

TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")


def main() -> None:
    """Command line of the stage."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--model", type=Path, default=Path("build/ner/model/final-model.pt"))
    arguments.add_argument("--name", default="dateline-e5-small-english")
    arguments.add_argument("--language-code", action="append", default=None)
    arguments.add_argument("--out", type=Path, default=SHIPPED_FOLDER)
    chosen = arguments.parse_args()

    tagger = SequenceTagger.load(chosen.model)
    chosen.out.mkdir(parents=True, exist_ok=True)
    tagger.embeddings.tokenizer.save_pretrained(chosen.out)
    for path in chosen.out.iterdir():
        if path.name not in TOKENIZER_FILES:
            path.unlink()
    weights = save(quantized(tagger.state_dict()))
    (chosen.out / "model.safetensors").write_bytes(weights)
    facts = {
        "name": chosen.name,
        "language_codes": chosen.language_code or ["en"],
        "license": "CC-BY-SA-4.0",
        "sha256": hashlib.sha256(weights).hexdigest(),
        "tag_type": tagger.tag_type,
        "tags": tagger.label_dictionary.get_items(),
        "layers": "-1",
        "subtoken_pooling": tagger.embeddings.subtoken_pooling,
        "encoder": tagger.embeddings.model.config.to_diff_dict() | {"_name_or_path": ""},
    }
    (chosen.out / "model.json").write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{len(weights) / 1e6:.1f} MB of weights in {chosen.out}")


def quantized(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Every matrix as int8 and a column of scales, named as dateline.ner.weights expects; other tensors as they are."""
    stored = {}
    for name, tensor in state.items():
        if tensor.dim() == 2 and tensor.is_floating_point():
            scale = tensor.abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / 127
            stored[name] = (tensor / scale).round().to(torch.int8).contiguous()
            stored[name + SCALE_SUFFIX] = scale.contiguous()
        else:
            stored[name] = tensor.contiguous()
    return stored


if __name__ == "__main__":
    main()
