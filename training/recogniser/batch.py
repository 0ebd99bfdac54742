"""Examples as tensors: pieces, tags and soft labels, in batches of like length."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from dateline.ner.pieces import WordPieces
from training.corpora.names import NamedSpan
from training.recogniser.example import Example
from training.recogniser.network import NAME_TAGS, TOPONYM_TAGS

UNLABELLED = -100
"""torch's mark of a target that does not count."""


@dataclass(slots=True)
class EncodedExample:
    """A sentence, or several in a row, in pieces; `first_pieces` has the place of each word's first piece.

    `soft_labels` has the teachers' probability of each name tag and then of each toponym tag, a row a word.
    """

    piece_ids: list[int]
    first_pieces: list[int]
    name_tags: list[int]
    toponym_tags: list[int]
    soft_labels: NDArray[np.float16] | None = None
    begins_text: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """Sentences padded to one length, and their words one after another.

    The targets have a probability for each tag of a head, a row a word; rows of zeros do not count.
    """

    piece_ids: Tensor
    mask: Tensor
    first_pieces: Tensor
    name_tags: Tensor
    name_targets: Tensor
    toponym_targets: Tensor
    sentences: tuple[EncodedExample, ...]


def encode_all(examples: Sequence[Example], pieces: WordPieces) -> list[EncodedExample]:
    """Returns the examples as numbers; tags that nobody annotated are UNLABELLED."""
    return [
        EncodedExample(
            *pieces.encode(example.tokens),
            tag_numbers(example.names, len(example.tokens), NAME_TAGS),
            tag_numbers(example.toponyms, len(example.tokens), TOPONYM_TAGS),
            begins_text=example.begins_text,
        )
        for example in examples
    ]


def tag_numbers(spans: Sequence[NamedSpan] | None, length: int, tags: Sequence[str]) -> list[int]:
    """Returns the BIOES tag of each word as its place in `tags`."""
    if spans is None:
        return [UNLABELLED] * length
    numbers = [0] * length
    for span in spans:
        positions = "S" if span.end - span.start == 1 else "B" + "I" * (span.end - span.start - 2) + "E"
        for i, position in enumerate(positions, start=span.start):
            numbers[i] = tags.index(f"{position}-{span.type}")
    return numbers


def batches(
    examples: Sequence[EncodedExample],
    *,
    max_pieces: int,
    pad_id: int,
    draw: random.Random | None = None,
) -> Iterator[Batch]:
    """Yields batches of at most `max_pieces` pieces, padding included, shuffled with `draw`."""
    order = list(range(len(examples)))
    if draw:
        draw.shuffle(order)
    pool_size = 4_000 if draw else len(order)
    groups: list[list[EncodedExample]] = []
    for start in range(0, len(order), max(1, pool_size)):
        pool = sorted(order[start : start + pool_size], key=lambda i: len(examples[i].piece_ids))
        group: list[EncodedExample] = []
        for i in pool:
            if group and len(examples[i].piece_ids) * (len(group) + 1) > max_pieces:
                groups.append(group)
                group = []
            group.append(examples[i])
        groups.append(group)
    if draw:
        draw.shuffle(groups)
    for group in groups:
        yield collate(group, pad_id=pad_id)


def collate(group: Sequence[EncodedExample], *, pad_id: int) -> Batch:
    """Returns the sentences as one batch."""
    longest = max(len(sentence.piece_ids) for sentence in group)
    ids = np.full((len(group), longest), pad_id, dtype=np.int64)
    for row, sentence in enumerate(group):
        ids[row, : len(sentence.piece_ids)] = sentence.piece_ids
    first = [row * longest + place for row, sentence in enumerate(group) for place in sentence.first_pieces]
    piece_ids = torch.from_numpy(ids)
    return Batch(
        piece_ids,
        (piece_ids != pad_id).long(),
        torch.tensor(first),
        torch.tensor([tag for sentence in group for tag in sentence.name_tags]),
        torch.from_numpy(np.concatenate([name_targets(sentence) for sentence in group])),
        torch.from_numpy(np.concatenate([toponym_targets(sentence) for sentence in group])),
        tuple(group),
    )


def name_targets(example: EncodedExample) -> NDArray[np.float32]:
    """Returns the target of the name head, a row a word: the probability of each tag, zeros where nothing is known."""
    soft = None if example.soft_labels is None else example.soft_labels[:, : len(NAME_TAGS)]
    return _targets(example.name_tags, soft, len(NAME_TAGS))


def toponym_targets(example: EncodedExample) -> NDArray[np.float32]:
    """Returns the target of the toponym head in the same form."""
    soft = None if example.soft_labels is None else example.soft_labels[:, len(NAME_TAGS) :]
    return _targets(example.toponym_tags, soft, len(TOPONYM_TAGS))


def _targets(tags: Sequence[int], soft: NDArray[np.float16] | None, count: int) -> NDArray[np.float32]:
    """Returns gold tags where there are any, and else the soft labels."""
    targets = np.zeros((len(tags), count), dtype=np.float32)
    numbers = np.array(tags)
    known = numbers != UNLABELLED
    targets[known, numbers[known]] = 1
    if soft is not None:
        targets[~known] = soft[~known]
    return targets
