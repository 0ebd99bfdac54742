"""The sentences of one article as the batches take them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Self, TypeVar

Sentence = TypeVar("Sentence")


@dataclass(frozen=True, slots=True)
class SentenceList(Generic[Sentence]):
    """The sentences of one article with their token counts, and the order in which they go to the model."""

    items: tuple[Sentence, ...]
    token_counts: tuple[int, ...]
    order: tuple[int, ...]
    tokens: int

    @classmethod
    def of(cls, sentences: Sequence[Sentence], token_counts: Sequence[int]) -> Self:
        """Returns the list of these sentences; too slow for the event loop where an article is long."""
        # The queue would not see a sentence of 0 tokens.
        counts = tuple(max(1, count) for count in token_counts)
        return cls(tuple(sentences), counts, tuple(sorted(range(len(counts)), key=counts.__getitem__)), sum(counts))
