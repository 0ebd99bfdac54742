"""Takes layers out of a tagger: `python -m training.recogniser.shrink --model FOLDER --layers 8 --out build/ner/start`.

Each step removes the layer whose absence leaves the lowest loss on held-out sentences. The tagger with the layers that
are left is the start of a student that `training.recogniser.train --soft-labels` teaches.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from torch.nn import ModuleList
from torch.nn.functional import cross_entropy
from tqdm import tqdm

from dateline.ner.pieces import WordPieces
from training.recogniser.batch import Batch, batches, encode_all
from training.recogniser.example import HELD_OUT, read_examples
from training.recogniser.network import TwoHeadedTagger, keep_layers, load_tagger, save_tagger


def main() -> None:
    """Runs the stage from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--model", type=Path, required=True)
    arguments.add_argument("--layers", type=int, required=True, help="how many to keep")
    arguments.add_argument("--data", type=Path, default=Path("build/ner"))
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--threads", type=int, default=1)
    chosen = arguments.parse_args()
    torch.set_num_threads(chosen.threads)
    tagger, tokenizer = load_tagger(chosen.model)
    tagger.eval()
    held_out = encode_all(
        [example for example in read_examples(chosen.data / "names.jsonl") if example.fold == HELD_OUT],
        WordPieces(tokenizer.backend_tokenizer),
    )
    test = list(batches(held_out, max_pieces=2048, pad_id=tokenizer.pad_token_id))
    kept = list(range(tagger.encoder.config.num_hidden_layers))
    layers = list(tagger.encoder.encoder.layer)
    while len(kept) > chosen.layers:
        trials = [[layer for layer in kept if layer != gone] for gone in kept]
        losses = [loss_with(tagger, [layers[i] for i in trial], test) for trial in tqdm(trials, mininterval=20)]
        kept = trials[losses.index(min(losses))]
        print(f"{len(kept)} layers, loss {min(losses):.4f}: {kept}", flush=True)
    tagger.encoder.encoder.layer = ModuleList(layers)
    save_tagger(keep_layers(tagger, kept), tokenizer, chosen.out)


def loss_with(tagger: TwoHeadedTagger, layers: Sequence[torch.nn.Module], test: Sequence[Batch]) -> float:
    """Returns the name head's mean loss a word with only these layers."""
    tagger.encoder.encoder.layer = ModuleList(layers)
    tagger.encoder.config.num_hidden_layers = len(layers)
    total = words = 0.0
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for batch in test:
            names, _ = tagger(batch.piece_ids, batch.mask, batch.first_pieces)
            total += cross_entropy(names, batch.name_tags, reduction="sum").item()
            words += len(batch.name_tags)
    return total / words


if __name__ == "__main__":
    main()
