"""Inference: the scores of both heads for many sentences."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm
from transformers import PreTrainedTokenizerFast

from training.recogniser.batch import EncodedExample, batches
from training.recogniser.network import TwoHeadedTagger

MAX_PIECES = 2048

WordScores = tuple[NDArray[np.float32], NDArray[np.float32]]
"""Scores of names and of toponyms, a row a word."""


def score_words(
    tagger: TwoHeadedTagger,
    tokenizer: PreTrainedTokenizerFast,
    examples: Sequence[EncodedExample],
    *,
    half_precision: bool = False,
) -> list[WordScores]:
    """Returns the scores of each example, in order."""
    tagger.eval()
    scores: dict[int, WordScores] = {}
    all_batches = list(batches(examples, max_pieces=MAX_PIECES, pad_id=tokenizer.pad_token_id))
    for batch in tqdm(all_batches, unit=" batches", mininterval=20):
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=half_precision):
            names, toponyms = tagger(batch.piece_ids, batch.mask, batch.first_pieces)
        cuts = np.cumsum([len(sentence.first_pieces) for sentence in batch.sentences])[:-1]
        pairs = zip(np.split(names.numpy(), cuts), np.split(toponyms.numpy(), cuts), strict=True)
        scores |= {id(sentence): pair for sentence, pair in zip(batch.sentences, pairs, strict=True)}
    return [scores[id(example)] for example in examples]
