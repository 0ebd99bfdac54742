"""Tagging: spans from a tagger's scores of each word, by the likeliest sequence of tags that BIOES allows.

The best tags of single words can leave an I- without its B-. So the likeliest of the well-formed sequences is taken
(Viterbi with transitions that are allowed or not, none of them learnt).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_OUTSIDE = "O"


@dataclass(frozen=True, slots=True)
class TaggedSpan:
    """Words that form one name; `start` and `end` count words, half-open; `probability` is the mean over the words."""

    start: int
    end: int
    label: str
    probability: float


def tag_names(labels: Sequence[str]) -> tuple[str, ...]:
    """Returns the BIOES tags of `labels`, in the order of a head's outputs."""
    return (_OUTSIDE, *(f"{position}-{label}" for label in labels for position in "SBIE"))


def decode_spans(logits: NDArray[np.float32], tags: tuple[str, ...]) -> tuple[TaggedSpan, ...]:
    """Returns the spans of one sentence, in order and without overlap.

    `logits` has a row for each word and a column for each of `tags`, which come from `tag_names`.
    """
    best = logits.argmax(axis=1)
    inside = np.flatnonzero(best)
    if not len(inside):
        return ()
    allowed, first, last = _transitions(tags)
    if allowed[best[:-1], best[1:]].all() and first[best[0]] and last[best[-1]]:
        probabilities = _probabilities(logits[inside])
    else:
        every = _probabilities(logits)
        best = _viterbi(np.log(every), allowed, first, last)
        inside = np.flatnonzero(best)
        probabilities = every[inside]
    tag_numbers = best[inside]
    likelihoods = probabilities[np.arange(len(inside)), tag_numbers]
    return tuple(_spans(inside.tolist(), tag_numbers.tolist(), likelihoods.tolist(), tags))


def label_probabilities(logits: NDArray[np.float32], tags: tuple[str, ...]) -> NDArray[np.float32]:
    """Returns how likely each word is part of a name with each label, whatever the word's position there.

    There is a row for each word and a column for each label, in the order of `tags`.
    """
    probabilities: NDArray[np.float32] = _probabilities(logits) @ _labels_of(tags)
    return probabilities


def _probabilities(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    likelihoods: NDArray[np.float32] = np.exp(logits - logits.max(axis=1, keepdims=True))
    likelihoods /= likelihoods.sum(axis=1, keepdims=True)
    return likelihoods


def _spans(
    words: Sequence[int], tag_numbers: Sequence[int], probabilities: Sequence[float], tags: tuple[str, ...]
) -> Iterator[TaggedSpan]:
    """Yields the spans; `words` have any tag but O, and the other two sequences have an item for each of them."""
    begin = 0
    for i, number in enumerate(tag_numbers):
        position, _, label = tags[number].partition("-")
        if position in "SB":
            begin = i
        if position in "SE":
            yield TaggedSpan(words[begin], words[i] + 1, label, sum(probabilities[begin : i + 1]) / (i + 1 - begin))


def _viterbi(
    log_probabilities: NDArray[np.float32],
    allowed: NDArray[np.bool_],
    first: NDArray[np.bool_],
    last: NDArray[np.bool_],
) -> NDArray[np.intp]:
    barred = np.where(allowed, 0.0, -np.inf)
    score = log_probabilities[0] + np.where(first, 0.0, -np.inf)
    came_from = np.zeros(log_probabilities.shape, dtype=np.intp)
    for i in range(1, len(log_probabilities)):
        reached = score[:, None] + barred
        came_from[i] = reached.argmax(axis=0)
        score = reached.max(axis=0) + log_probabilities[i]
    path = [int((score + np.where(last, 0.0, -np.inf)).argmax())]
    for row in came_from[:0:-1]:
        path.append(int(row[path[-1]]))
    return np.array(path[::-1])


@lru_cache(maxsize=8)
def _transitions(tags: tuple[str, ...]) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Returns which tag may follow which, which tags may begin a sentence, and which may end one."""
    opens = [tag[:2] in ("B-", "I-") for tag in tags]
    continues = [tag[:2] in ("I-", "E-") for tag in tags]
    same = np.array([[tag[2:] == following[2:] for following in tags] for tag in tags])
    allowed = np.where(np.array(opens)[:, None], same & continues, ~np.array(continues))
    return allowed, ~np.array(continues), ~np.array(opens)


@lru_cache(maxsize=8)
def _labels_of(tags: tuple[str, ...]) -> NDArray[np.float32]:
    """Returns a row for each tag and a column for each label, 1 where the tag is the label's."""
    labels = list(dict.fromkeys(tag[2:] for tag in tags if tag != _OUTSIDE))
    return np.array([[tag[2:] == label for label in labels] for tag in tags], dtype=np.float32)
