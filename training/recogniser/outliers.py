"""Outliers: channels of the inputs of a tagger's matrices that are far larger than the rest.

A BERT encoder sends a few channels of its sentence marks to values ten times those of any word (Kovaleva et al. 2021,
"BERT Busters"). One scale for a whole input then leaves three or four bits to words. Therefore the graph cuts these
channels, and adds their excess in float.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from transformers import PreTrainedTokenizerFast

from training.recogniser.batch import EncodedExample
from training.recogniser.inference import score_words
from training.recogniser.network import TwoHeadedTagger

MOST_CHANNELS = 8
OUTLIER_RATIO = 1.3
HEADROOM = 1.25
"""The factor by which words of other texts may exceed the largest value seen."""


@dataclass(frozen=True, slots=True)
class Outliers:
    """The channels of a matrix's input that exceed `bound`; no other channel does."""

    channels: tuple[int, ...]
    bound: float


def find_outliers(
    tagger: TwoHeadedTagger, tokenizer: PreTrainedTokenizerFast, examples: Sequence[EncodedExample]
) -> dict[str, Outliers]:
    """Returns the outliers of each matrix of the encoder's layers over some sentences, by the matrix's name."""
    maxima: dict[str, Tensor] = {}
    matrices = {
        f"encoder.{name}": module
        for name, module in tagger.encoder.named_modules()
        if isinstance(module, nn.Linear) and ".layer." in name
    }

    def watch(name: str, entering: Tensor) -> None:
        largest = entering.detach().abs().reshape(-1, entering.shape[-1]).amax(0)
        maxima[name] = torch.maximum(maxima[name], largest) if name in maxima else largest

    handles = [
        module.register_forward_pre_hook(lambda _, inputs, name=name: watch(name, inputs[0]))
        for name, module in matrices.items()
    ]
    score_words(tagger, tokenizer, examples)
    for handle in handles:
        handle.remove()
    return {name: _outliers(largest.numpy()) for name, largest in maxima.items()}


def _outliers(largest: NDArray[np.float32]) -> Outliers:
    descending = np.argsort(-largest)
    usual = largest[descending[MOST_CHANNELS]]
    channels = [int(i) for i in descending[:MOST_CHANNELS] if largest[i] > OUTLIER_RATIO * usual]
    bound = largest[descending[len(channels)]] * HEADROOM
    return Outliers(tuple(channels), float(bound))
