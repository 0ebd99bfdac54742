"""Takes layers and neurons out of a tagger: `python -m training.recogniser.shrink --model FOLDER --out FOLDER`.

Each step removes the layer whose absence leaves the lowest loss on held-out sentences. Of the neurons of each
feed-forward block that is left, those stay to which the loss is most sensitive (first order, as in Molchanov et al.
2019, "Importance Estimation for Neural Network Pruning"). The tagger that is left is the start of a student that
`training.recogniser.train --soft-labels` teaches.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import ModuleList
from torch.nn.functional import cross_entropy
from tqdm import tqdm

from training.recogniser.batch import Batch, batches, encode_all
from training.recogniser.calibrate import NAME_SOURCES
from training.recogniser.example import HELD_OUT, read_examples
from training.recogniser.network import TwoHeadedTagger, keep_layers, load_tagger, save_tagger
from training.recogniser.pieces import word_pieces


def main() -> None:
    """Runs the stage from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--model", type=Path, required=True)
    arguments.add_argument("--layers", type=int, default=8, help="how many to keep")
    arguments.add_argument("--neurons", type=int, default=768, help="how many to keep of each feed-forward block")
    arguments.add_argument("--data", type=Path, default=Path("build/ner"))
    arguments.add_argument("--sources", nargs="+", default=NAME_SOURCES, help="whose held-out sentences decide")
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--threads", type=int, default=1)
    chosen = arguments.parse_args()
    torch.set_num_threads(chosen.threads)
    tagger, tokenizer = load_tagger(chosen.model)
    tagger.eval()
    held_out = encode_all(
        [
            example
            for name in chosen.sources
            for example in read_examples(chosen.data / f"{name}.jsonl")
            if example.fold == HELD_OUT
        ],
        word_pieces(tokenizer),
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
    save_tagger(keep_neurons(keep_layers(tagger, kept), chosen.neurons, test), tokenizer, chosen.out)


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


def keep_neurons(tagger: TwoHeadedTagger, count: int, test: Sequence[Batch]) -> TwoHeadedTagger:
    """Reduces each feed-forward block to so many neurons and returns the tagger."""
    layers = list(tagger.encoder.encoder.layer)
    if count < tagger.encoder.config.intermediate_size:
        for layer, importance in zip(layers, _importances(tagger, test), strict=True):
            kept = importance.topk(count).indices.sort().values
            expansion, contraction = layer.intermediate.dense, layer.output.dense
            expansion.weight = nn.Parameter(expansion.weight.detach()[kept])
            expansion.bias = nn.Parameter(expansion.bias.detach()[kept])
            contraction.weight = nn.Parameter(contraction.weight.detach()[:, kept])
        tagger.encoder.config.intermediate_size = count
    return tagger


def _importances(tagger: TwoHeadedTagger, test: Sequence[Batch]) -> list[Tensor]:
    """Returns for each layer how much the loss would change, to first order, without each of its neurons."""
    layers = list(tagger.encoder.encoder.layer)
    importances = [torch.zeros(tagger.encoder.config.intermediate_size) for _ in layers]
    outputs: list[Tensor] = []

    def watch(_module: nn.Module, _inputs: object, output: Tensor) -> None:
        output.retain_grad()
        outputs.append(output)

    handles = [layer.intermediate.register_forward_hook(watch) for layer in layers]
    for batch in tqdm(test, mininterval=20):
        outputs.clear()
        names, _ = tagger(batch.piece_ids, batch.mask, batch.first_pieces)
        cross_entropy(names, batch.name_tags, reduction="sum").backward()  # type: ignore[no-untyped-call]
        for importance, output in zip(importances, outputs, strict=True):
            if output.grad is not None:
                importance.add_((output * output.grad).detach().abs().sum((0, 1)))
    for handle in handles:
        handle.remove()
    return importances


if __name__ == "__main__":
    main()
