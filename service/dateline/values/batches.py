"""Batches: articles that are worked on together, so that short ones share inferences."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def batches(
    items: Iterable[T], *, char_count: Callable[[T], int], most_items: int, most_chars: int
) -> Iterator[list[T]]:
    """Yields the items in batches, each ended by the item with which it has `most_items` or `most_chars` characters.

    No more items are taken than the batch needs.
    """
    batch: list[T] = []
    total = 0
    for item in items:
        batch.append(item)
        total += char_count(item)
        if len(batch) == most_items or total >= most_chars:
            yield batch
            batch, total = [], 0
    if batch:
        yield batch
