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
    """One sentence in pieces; `first_pieces` has the place of each word's first piece.

    `soft_names` has a teacher's probability of each name tag, a row a word.
    """

    piece_ids: list[int]
    first_pieces: list[int]
    name_tags: list[int]
    toponym_tags: list[int]
    soft_names: NDArray[np.float16] | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Sentences padded to one length, and their words one after another.

    `name_targets` has a probability for each name tag, a row a word; rows of zeros do not count.
    """

    piece_ids: Tensor
    mask: Tensor
    first_pieces: Tensor
    name_tags: Tensor
    name_targets: Tensor
    toponym_tags: Tensor
    sentences: tuple[EncodedExample, ...]


def encode_all(examples: Sequence[Example], pieces: WordPieces, *, context_pieces: int = 0) -> list[EncodedExample]:
    """Returns the examples as numbers; tags that nobody annotated are UNLABELLED.

    With `context_pieces`, each sentence has so many pieces of the sentence before in front, closed by an end mark.
    """
    encoded: list[EncodedExample] = []
    before: list[int] = []
    for example in examples:
        piece_ids, first_pieces = pieces.encode(example.tokens)
        context = before[-context_pieces - 1 :] if context_pieces else []
        before = piece_ids[1:]
        encoded.append(
            EncodedExample(
                [piece_ids[0], *context, *piece_ids[1:]],
                [place + len(context) for place in first_pieces],
                tag_numbers(example.names, len(example.tokens), NAME_TAGS),
                tag_numbers(example.toponyms, len(example.tokens), TOPONYM_TAGS),
            )
        )
    return encoded


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
    soft_share: float = 1.0,
) -> Iterator[Batch]:
    """Yields batches of at most `max_pieces` pieces, padding included, shuffled with `draw`.

    Where a word has both a soft label and a gold tag, the soft label weighs `soft_share` and the tag the rest.
    """
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
        yield collate(group, pad_id=pad_id, soft_share=soft_share)


def collate(group: Sequence[EncodedExample], *, pad_id: int, soft_share: float = 1.0) -> Batch:
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
        torch.from_numpy(np.concatenate([name_targets(sentence, soft_share=soft_share) for sentence in group])),
        torch.tensor([tag for sentence in group for tag in sentence.toponym_tags]),
        tuple(group),
    )


def name_targets(example: EncodedExample, *, soft_share: float) -> NDArray[np.float32]:
    """Returns the target of the name head, a row a word: the probability of each tag, zeros where nothing is known."""
    tags = np.array(example.name_tags)
    gold = np.zeros((len(tags), len(NAME_TAGS)), dtype=np.float32)
    known = tags != UNLABELLED
    gold[known, tags[known]] = 1
    if example.soft_names is None:
        return gold
    soft = example.soft_names.astype(np.float32)
    return np.where(known[:, None], soft_share * soft + (1 - soft_share) * gold, soft)
