"""Admission: a bound on the tokens of all articles that are still to be done.

Tokens are estimated from lengths, because the server must know which calls to refuse before it does any work. A call
that would get no answer soon is told when to come back; streams and the articles of a batch wait for capacity instead.
"""

import asyncio
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from dateline.errors import QueueFullError
from dateline.server.scheduling.pricing import TOKENS_PER_MENTION

_LAST_SHARE = 0.1
"""Share of an article's work that is left once its names are recognised; 8 % were measured at 4,000 characters."""
_MIN_RETRY_SECONDS = 0.05
_MAX_RETRY_SECONDS = 30.0


class Reservation:
    """Capacity that an article or a batch takes until it is answered: at most `most_tokens`, less as work is done.

    `give_back` gets the number of tokens that are not needed any more; it is negative where some are needed again.
    """

    def __init__(self, tokens: int, *, most_tokens: int, give_back: Callable[[int], None]) -> None:
        self._whole_tokens = tokens
        self._most_tokens = most_tokens
        self._give_back = give_back
        self._tokens = 0
        self._keep(tokens)

    def shrink(self, waiting_share: float) -> None:
        """Keeps capacity for the share that has not gone to the model, and for the work after the model."""
        self._keep(math.ceil(self._whole_tokens * (_LAST_SHARE + (1 - _LAST_SHARE) * waiting_share)))

    def keep_names(self, count: int) -> None:
        """Keeps capacity for `count` recognised names, each at the price of a given mention."""
        self._keep(max(self._tokens, TOKENS_PER_MENTION * count))

    def finish(self, tokens: int) -> None:
        """Keeps capacity for the rest once a part of `tokens` is done."""
        self._whole_tokens -= tokens
        self._keep(self._whole_tokens)

    def release(self) -> None:
        """Gives all capacity back for good; a second call changes nothing."""
        self._most_tokens = 0
        self._keep(0)

    def _keep(self, tokens: int) -> None:
        kept = min(tokens, self._whole_tokens, self._most_tokens)
        given_back, self._tokens = self._tokens - kept, kept
        self._give_back(given_back)


class Admission:
    """Capacity for `max_tokens`.

    Every article is admitted while any capacity is left, so that long articles have the same chance as short ones. One
    article counts for at most a quarter of the capacity; otherwise a single large article would keep all others out.
    Deferrable articles get at most half of the capacity, which leaves the other half to calls that cannot wait. They
    may always have an eighth, whatever those calls take, so that a server kept busy by calls still comes to them.
    """

    def __init__(self, max_tokens: int, *, tokens_per_second: Callable[[], float]) -> None:
        self._max_tokens = max_tokens
        self._tokens_per_second = tokens_per_second
        self._reserved_tokens = 0
        self._deferrable_tokens = 0
        self._batch_tokens = 0
        # Events that wake the articles in line for capacity, the first at the head.
        self._waiting: list[asyncio.Event] = []

    @property
    def reserved_tokens(self) -> int:
        """Tokens of all admitted work that is still to be done."""
        return self._reserved_tokens

    @contextmanager
    def reserve(self, tokens: int) -> Iterator[Reservation]:
        """Yields a reservation of `tokens`, and gives the rest of it back at the end.

        Raises QueueFullError where no capacity is left.
        """
        self._check(self._reserved_tokens)
        reservation = self._reservation(tokens, partial(self._release, is_deferrable=False))
        try:
            yield reservation
        finally:
            reservation.release()

    @contextmanager
    def reserve_batch(self, tokens: int) -> Iterator[Reservation]:
        """Yields a reservation for a batch, whose articles then wait for capacity one by one.

        Batches of `max_tokens` together are admitted at a time, each counting for at most a quarter of that: more would
        share the capacity until no batch is done in time, and their texts would pile up.

        Raises QueueFullError where the capacity, or that for batches, is taken.
        """
        self._check(max(self._reserved_tokens, self._batch_tokens))
        reservation = self._reservation(tokens, self._release_batch)
        try:
            yield reservation
        finally:
            reservation.release()

    def _check(self, taken_tokens: int) -> None:
        if taken_tokens >= self._max_tokens:
            seconds = taken_tokens / self._tokens_per_second()
            raise QueueFullError(
                "the queue is full", retry_after_seconds=min(max(seconds, _MIN_RETRY_SECONDS), _MAX_RETRY_SECONDS)
            )

    async def deferrable_capacity(self) -> None:
        """Waits until there is capacity for deferrable work."""
        await self._wait()
        self._wake()

    async def reserve_deferrable(self, tokens: int) -> Reservation:
        """Waits for capacity for deferrable work, and reserves `tokens` of it."""
        await self._wait()
        return self._reservation(tokens, partial(self._release, is_deferrable=True))

    def _release(self, tokens: int, *, is_deferrable: bool) -> None:
        self._reserved_tokens -= tokens
        self._deferrable_tokens -= tokens if is_deferrable else 0
        self._wake()

    def _release_batch(self, tokens: int) -> None:
        self._batch_tokens -= tokens

    def _reservation(self, tokens: int, give_back: Callable[[int], None]) -> Reservation:
        return Reservation(tokens, most_tokens=max(1, self._max_tokens // 4), give_back=give_back)

    async def _wait(self) -> None:
        if self._has_capacity() and not self._waiting:
            return
        turn = asyncio.Event()
        self._waiting.append(turn)
        is_let_in = False
        try:
            while not is_let_in:
                await turn.wait()
                # A call that cannot wait may have taken the capacity meanwhile.
                turn.clear()
                is_let_in = self._has_capacity()
        finally:
            self._waiting.remove(turn)
            if not is_let_in:
                # It leaves the line, so the capacity that it may have been woken for is for the next in line.
                self._wake()

    def _has_capacity(self) -> bool:
        return self._reserved_tokens < max(1, self._max_tokens // 2) or self._deferrable_tokens < self._max_tokens // 8

    def _wake(self) -> None:
        """Wakes the first in line, which wakes the next where it leaves capacity."""
        if self._waiting and self._has_capacity():
            self._waiting[0].set()
