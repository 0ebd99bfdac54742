"""The sentences of one article as the batches take them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class SentenceList:
    """The sentences of one article with their token counts, and the order in which they go to the model."""

    contents: tuple[str, ...]
    token_counts: tuple[int, ...]
    order: tuple[int, ...]
    tokens: int

    @classmethod
    def of(cls, contents: Sequence[str], token_counts: Sequence[int]) -> Self:
        """Returns the list of these sentences; too slow for the event loop where an article is long."""
        # The queue would not see a sentence of 0 tokens.
        counts = tuple(max(1, count) for count in token_counts)
        return cls(tuple(contents), counts, tuple(sorted(range(len(counts)), key=counts.__getitem__)), sum(counts))
