"""The passages of one article as the batches take them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Self, TypeVar

PassageT = TypeVar("PassageT")


@dataclass(frozen=True, slots=True)
class PassageList(Generic[PassageT]):
    """The passages of one article with their token counts, and the order in which they go to the model."""

    items: tuple[PassageT, ...]
    token_counts: tuple[int, ...]
    order: tuple[int, ...]
    tokens: int

    @classmethod
    def of(cls, passages: Sequence[PassageT], token_counts: Sequence[int]) -> Self:
        """Returns the list of these passages; too slow for the event loop where an article is long."""
        # The queue would not see a passage of 0 tokens.
        counts = tuple(max(1, count) for count in token_counts)
        return cls(tuple(passages), counts, tuple(sorted(range(len(counts)), key=counts.__getitem__)), sum(counts))
