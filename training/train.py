"""Fine-tunes the recogniser: `python -m training.train --encoder FOLDER --data build/ner --out build/ner/model`.

A flair SequenceTagger on a cased encoder, each sentence on its own (no document context), so that an answer never
depends on its neighbours. A checkpoint is kept after every epoch; --resume goes on from the last.
"""

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

import flair
import torch
from flair.datasets import ColumnCorpus
from flair.embeddings import TransformerWordEmbeddings
from flair.models import SequenceTagger
from flair.samplers import FlairSampler
from flair.trainers import ModelTrainer


class LengthGroupedSampler(FlairSampler):
    """Draws batches of sentences alike in length, in random order, since padding is half the cost otherwise."""

    def __init__(self, *, batch_size: int, batches_a_pool: int = 50) -> None:
        super().__init__()
        self._batch_size = batch_size
        self._pool_size = batch_size * batches_a_pool

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        # flair pickles what it was trained with into every checkpoint, and this would bring the whole corpus along.
        return str, (type(self).__name__,)

    def __iter__(self) -> Iterator[int]:
        order = random.sample(range(self.num_samples), self.num_samples)
        batches = []
        for start in range(0, len(order), self._pool_size):
            pool = sorted(order[start : start + self._pool_size], key=lambda i: len(self.data_source[i]))
            batches += [pool[i : i + self._batch_size] for i in range(0, len(pool), self._batch_size)]
        random.shuffle(batches)
        return iter([i for batch in batches for i in batch])


def main() -> None:
    """Command line of the stage."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "--encoder", required=True, help="a folder, or a hub name such as intfloat/multilingual-e5-small"
    )
    arguments.add_argument("--data", type=Path, default=Path("build/ner"))
    arguments.add_argument("--out", type=Path, default=Path("build/ner/model"))
    arguments.add_argument("--resume", type=Path, help="a checkpoint written by an earlier run")
    arguments.add_argument("--epochs", type=int, default=1)
    arguments.add_argument("--learning-rate", type=float, default=1e-4)
    arguments.add_argument("--batch-size", type=int, default=32)
    arguments.add_argument("--threads", type=int, default=torch.get_num_threads())
    arguments.add_argument("--seed", type=int, default=13)
    chosen = arguments.parse_args()

    torch.set_num_threads(chosen.threads)
    flair.set_seed(chosen.seed)
    corpus = ColumnCorpus(
        chosen.data,
        {0: "text", 1: "ner"},
        column_delimiter="\t",
        train_file="train.txt",
        dev_file="dev.txt",
        test_file="dev.txt",
        sample_missing_splits=False,
    )
    if chosen.resume:
        tagger = SequenceTagger.load(chosen.resume)
    else:
        embeddings = TransformerWordEmbeddings(
            chosen.encoder, layers="-1", subtoken_pooling="first", fine_tune=True, use_context=False
        )
        # 45 % of the weights, seen by the optimiser at every step for a handful of words: kept as pre-trained.
        embeddings.model.embeddings.word_embeddings.weight.requires_grad_(requires_grad=False)
        tagger = SequenceTagger(
            hidden_size=256,
            embeddings=embeddings,
            tag_dictionary=corpus.make_label_dictionary("ner", add_unk=False),
            tag_type="ner",
            use_rnn=False,
            use_crf=False,
            reproject_embeddings=False,
            dropout=0.1,
            word_dropout=0.0,
            locked_dropout=0.0,
        )
    ModelTrainer(tagger, corpus).fine_tune(
        chosen.out,
        learning_rate=chosen.learning_rate,
        mini_batch_size=chosen.batch_size,
        max_epochs=chosen.epochs,
        warmup_fraction=0.08,
        save_model_each_k_epochs=1,
        use_final_model_for_eval=True,
        embeddings_storage_mode="none",
        monitor_test=False,
        sampler=LengthGroupedSampler(batch_size=chosen.batch_size),
    )


if __name__ == "__main__":
    main()
