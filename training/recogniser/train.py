"""Fine-tunes the recogniser: `python -m training.recogniser.train --init build/ner/encoder --out build/ner/teacher`.

`--init` is an encoder, or a tagger that an earlier run wrote. Each sentence stands by itself, or with
`--passage-pieces` beside its neighbours (`training.recogniser.passage`). Sources with soft labels
(`training.recogniser.label`) are learnt from these where they have no gold tags. A checkpoint is kept every few
minutes; the same command goes on from it.
"""

import argparse
import contextlib
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import log_softmax
from tqdm import tqdm
from transformers import AutoTokenizer, PreTrainedTokenizerFast

from training.recogniser.batch import Batch, EncodedExample, batches, encode_all
from training.recogniser.example import HELD_OUT, read_examples
from training.recogniser.network import (
    TwoHeadedTagger,
    begin,
    keep_layers,
    load_tagger,
    read_always,
    save_tagger,
)
from training.recogniser.passage import draw_passages
from training.recogniser.pieces import word_pieces

CHECKPOINT_SECONDS = 240
WARM_UP_SHARE = 0.08


class Stateful(Protocol):
    """A part of a run whose state a checkpoint keeps."""

    def state_dict(self) -> dict[str, Any]:
        """Returns the whole state."""

    def load_state_dict(self, state_dict: dict[str, Any]) -> object:
        """Takes up a state."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of examples and how much of it an epoch takes."""

    name: str
    share: float

    @classmethod
    def parse(cls, text: str) -> "Source":
        """Returns the source of a text such as `names` or `news=0.5`; raises ValueError for a malformed share."""
        name, _, share = text.partition("=")
        return cls(name, float(share or 1.0))


def main() -> None:
    """Runs the stage from the command line."""
    chosen = parse_arguments()
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(chosen.seed)
    if (chosen.out / "tagger.safetensors").exists():
        sys.exit(f"{chosen.out} holds a finished tagger; remove it to train anew")
    tagger, tokenizer = initial(chosen.init, chosen.layers)
    if chosen.piece_layers:
        tagger.encoder.config.piece_layers = chosen.piece_layers
        read_always(tagger, tokenizer)
    tagger.encoder.config.passage_pieces = chosen.passage_pieces
    examples = load_examples(chosen, tokenizer)
    train(tagger, tokenizer, examples, chosen)
    record = {name: str(value) for name, value in vars(chosen).items()}
    (chosen.out / "training.json").write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def parse_arguments() -> argparse.Namespace:
    """Returns the arguments of the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--init", type=Path, required=True, help="an encoder's or a tagger's folder")
    arguments.add_argument("--layers", type=int, nargs="+", help="the encoder layers to keep; all by default")
    arguments.add_argument("--piece-layers", type=int, help="lower layers that read every piece")
    arguments.add_argument("--data", type=Path, default=Path("build/ner"))
    arguments.add_argument("--sources", type=Source.parse, nargs="+", default=[Source("names", 1.0)])
    arguments.add_argument("--test-fold", type=int, help="the fold of the toponym articles to leave out")
    arguments.add_argument("--soft-labels", type=Path, help="a folder that training.recogniser.label wrote")
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--epochs", type=int, default=2)
    arguments.add_argument("--max-pieces", type=int, default=1200, help="padded pieces of one batch")
    arguments.add_argument("--learning-rate", type=float, default=1.5e-4)
    arguments.add_argument("--layer-decay", type=float, default=1.0, help="a layer's rate over that of the next one up")
    arguments.add_argument("--averaging-decay", type=float, default=0.997, help="0 keeps the last weights")
    arguments.add_argument("--passage-pieces", type=int, default=0, help="pieces of sentences to read together")
    arguments.add_argument("--threads", type=int, default=1)
    arguments.add_argument("--seed", type=int, default=13)
    return arguments.parse_args()


def initial(folder: Path, layers: Sequence[int] | None) -> tuple[TwoHeadedTagger, PreTrainedTokenizerFast]:
    """Returns a tagger to start from: an earlier run's, or a new one over an encoder."""
    if (folder / "tagger.safetensors").exists():
        tagger, tokenizer = load_tagger(folder)
        return (keep_layers(tagger, layers) if layers else tagger), tokenizer
    return begin(folder, kept_layers=layers), AutoTokenizer.from_pretrained(folder)


def load_examples(chosen: argparse.Namespace, tokenizer: PreTrainedTokenizerFast) -> dict[Source, list[EncodedExample]]:
    """Returns the encoded examples of each source, without those that are held out."""
    pieces = word_pieces(tokenizer)
    loaded = {}
    for source in chosen.sources:
        examples = list(read_examples(chosen.data / f"{source.name}.jsonl"))
        encoded = encode_all(examples, pieces)
        soft = read_soft_labels(chosen.soft_labels, source.name)
        if soft is None and all(example.names is None and example.toponyms is None for example in examples):
            sys.exit(f"{source.name} has no labels, gold or soft, to learn from")
        if soft is not None:
            cuts = np.cumsum([len(example.tokens) for example in examples])[:-1]
            for sentence, rows in zip(encoded, np.split(soft, cuts), strict=True):
                sentence.soft_labels = rows
        loaded[source] = [
            sentence
            for example, sentence in zip(examples, encoded, strict=True)
            if example.fold != HELD_OUT and (chosen.test_fold is None or example.fold != chosen.test_fold)
        ]
    return loaded


def read_soft_labels(folder: Path | None, source: str) -> NDArray[np.float16] | None:
    """Returns the teachers' probabilities for each word of a source, in order; None where it has no soft labels."""
    path = folder and folder / f"{source}.npy"
    return np.load(path, mmap_mode="r") if path and path.exists() else None


def train(
    tagger: TwoHeadedTagger,
    tokenizer: PreTrainedTokenizerFast,
    examples: dict[Source, list[EncodedExample]],
    chosen: argparse.Namespace,
) -> None:
    """Runs the epochs and writes the averaged tagger to `chosen.out`."""
    freeze_word_table(tagger)
    switch_off_dropout(tagger)
    groups = parameter_groups(tagger, chosen.learning_rate, chosen.layer_decay)
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    mean = {name: tensor.clone() for name, tensor in tagger.state_dict().items() if tensor.is_floating_point()}
    epochs = [list(one_epoch(examples, chosen, tokenizer, epoch)) for epoch in range(chosen.epochs)]
    total = sum(map(len, epochs))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate_share(step, total))
    checkpoint = chosen.out / "checkpoint.pt"
    parts: dict[str, Stateful] = {"tagger": tagger, "optimizer": optimizer, "schedule": schedule}
    done = resume(checkpoint, mean=mean, **parts)
    saved, losses = time.monotonic(), 0.0
    in_bfloat16 = has_bfloat16()
    progress = tqdm(total=total, initial=done, desc=chosen.out.name, unit=" batches", mininterval=20)
    for step, batch in enumerate(batch for epoch in epochs for batch in epoch):
        if step < done:
            continue
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=in_bfloat16):
            names, toponyms = tagger(batch.piece_ids, batch.mask, batch.first_pieces)
        loss = batch_loss(names, toponyms, batch)
        loss.backward()  # type: ignore[no-untyped-call]  # torch has it without types
        nn.utils.clip_grad_norm_(tagger.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad(set_to_none=True)
        average_in(mean, tagger, decay=min(chosen.averaging_decay, (step + 1) / (step + 10)))
        losses = 0.98 * losses + 0.02 * loss.item()
        progress.update()
        progress.set_postfix_str(f"loss {losses:.4f}", refresh=False)
        if time.monotonic() - saved > CHECKPOINT_SECONDS:
            chosen.out.mkdir(parents=True, exist_ok=True)
            write_checkpoint(checkpoint, done=step + 1, mean=mean, **parts)
            saved = time.monotonic()
    tagger.load_state_dict(mean, strict=False)
    save_tagger(tagger, tokenizer, chosen.out)
    checkpoint.unlink(missing_ok=True)
    progress.close()


def has_bfloat16() -> bool:
    """Returns whether the processor computes in bfloat16; emulated, it is slower than float32."""
    capabilities = torch.cpu.get_capabilities()
    return any(capabilities.get(name, False) for name in ("avx512_bf16", "amx_bf16", "bf16"))


def one_epoch(
    examples: dict[Source, list[EncodedExample]],
    chosen: argparse.Namespace,
    tokenizer: PreTrainedTokenizerFast,
    epoch: int,
) -> Iterator[Batch]:
    """Yields the batches of an epoch, drawn by the seed and the epoch's number, sources mixed."""
    draw = random.Random(f"{chosen.seed} {epoch}")
    drawn: list[EncodedExample] = []
    for source, kept in examples.items():
        if chosen.passage_pieces:
            drawn += draw_passages(kept, source.share, longest_pieces=chosen.passage_pieces, draw=draw)
        else:
            drawn += draw.sample(kept * int(np.ceil(source.share)), int(len(kept) * source.share))
    return batches(
        drawn,
        max_pieces=chosen.max_pieces,
        pad_id=tokenizer.pad_token_id,
        draw=draw,
    )


def batch_loss(names: Tensor, toponyms: Tensor, batch: Batch) -> Tensor:
    """Returns the cross entropy of both heads over the words with a target (for soft ones: Hinton et al. 2015)."""
    return sum(
        (
            -(targets * log_softmax(scores, dim=-1)).sum() / targets.sum().clamp(min=1)
            for scores, targets in ((names, batch.name_targets), (toponyms, batch.toponym_targets))
        ),
        start=torch.zeros(()),
    )


def freeze_word_table(tagger: TwoHeadedTagger) -> None:
    """Excludes the embeddings from training: they are over half the weights, and a step sees a few hundred rows."""
    for parameter in tagger.encoder.embeddings.parameters():
        parameter.requires_grad_(requires_grad=False)


def switch_off_dropout(tagger: TwoHeadedTagger) -> None:
    """Sets dropout to zero: a run of a few epochs does not overfit, so that dropout only slows it."""
    for module in tagger.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0


def parameter_groups(tagger: TwoHeadedTagger, rate: float, decay: float) -> list[dict[str, Any]]:
    """Returns the parameters with their learning rates: the top layer learns at `rate`.

    Heads learn five times as fast, and each lower layer `decay` times as fast as the layer above it.
    """
    layers = tagger.encoder.encoder.layer
    groups = [{"params": [*tagger.names.parameters(), *tagger.toponyms.parameters()], "lr": 5 * rate}]
    for i, layer in enumerate(layers):
        groups.append({"params": list(layer.parameters()), "lr": rate * decay ** (len(layers) - 1 - i)})
    return groups


def rate_share(step: int, total: int) -> float:
    """Returns the share of the learning rate at a step: a warm-up, then a straight line to zero."""
    warm_up = max(1, int(total * WARM_UP_SHARE))
    return (step + 1) / warm_up if step < warm_up else max(0.0, (total - step) / max(1, total - warm_up))


def average_in(mean: dict[str, Tensor], tagger: TwoHeadedTagger, *, decay: float) -> None:
    """Moves the running mean of the weights a little towards where they are."""
    with torch.no_grad():
        moving = [(mean[name], parameter) for name, parameter in tagger.named_parameters() if parameter.requires_grad]
        torch._foreach_lerp_([tensor for tensor, _ in moving], [parameter for _, parameter in moving], 1 - decay)


def write_checkpoint(path: Path, *, done: int, mean: dict[str, Tensor], **parts: Stateful) -> None:
    """Writes all that a run needs to go on."""
    state = {name: part.state_dict() for name, part in parts.items()} | {"mean": mean, "done": done}
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    partial.rename(path)


def resume(path: Path, *, mean: dict[str, Tensor], **parts: Stateful) -> int:
    """Takes up the checkpoint, if it exists, and returns how many batches were done."""
    with contextlib.suppress(FileNotFoundError):
        state = torch.load(path, weights_only=True)
        for name, part in parts.items():
            part.load_state_dict(state[name])
        mean.update(state["mean"])
        done: int = state["done"]
        return done
    return 0


if __name__ == "__main__":
    main()
