"""How much the server takes on: the tokens of all articles that are still to be done are bounded.

Tokens are guessed from lengths, for whom to turn away must be known before any work is done. A caller that would get no
answer soon is told when to come back; streams, and articles of a batch after the first, are held instead.
"""

import asyncio
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from dateline.errors import QueueFullError
from dateline.server.scheduling.pricing import TOKENS_PER_MENTION

_LAST_SHARE = 0.1
"""What of an article is still to be done once its names are recognised: 8 % of one of 4,000 characters was measured."""
_MIN_RETRY_SECONDS = 0.05
_MAX_RETRY_SECONDS = 30.0


class Reservation:
    """Room that an article or a batch takes until it is answered, `most_tokens` at most, less as more of it is done.

    `give_back` is told what it needs no more, less than 0 where it needs some of that again.
    """

    def __init__(self, tokens: int, *, most_tokens: int, give_back: Callable[[int], None]) -> None:
        self._whole_tokens = tokens
        self._most_tokens = most_tokens
        self._give_back = give_back
        self._tokens = 0
        self._keep(tokens)

    def shrink(self, waiting_share: float) -> None:
        """Keep capacity for what share has not gone to the model, and for what comes after the model."""
        self._keep(math.ceil(self._whole_tokens * (_LAST_SHARE + (1 - _LAST_SHARE) * waiting_share)))

    def keep_names(self, count: int) -> None:
        """Keep capacity for so many names that were recognised, as for those that callers give."""
        self._keep(max(self._tokens, TOKENS_PER_MENTION * count))

    def finish(self, tokens: int) -> None:
        """Keep capacity for what is left without a part of so many tokens."""
        self._whole_tokens -= tokens
        self._keep(self._whole_tokens)

    def release(self) -> None:
        """Give the capacity back for good; once is enough."""
        self._most_tokens = 0
        self._keep(0)

    def _keep(self, tokens: int) -> None:
        kept = min(tokens, self._whole_tokens, self._most_tokens)
        given_back, self._tokens = self._tokens - kept, kept
        self._give_back(given_back)


class Admission:
    """Capacity for `max_tokens`.

    Whatever comes is taken while there is capacity at all, so that long articles have the chance that short ones have.
    One article counts for at most a quarter of the capacity, or a single large one would keep all others out. What is
    deferrable gets half of the capacity at most, which leaves the other half to calls that cannot wait. It may always
    have an eighth, whatever those calls take, or a server that calls keep busy would never come to it.
    """

    def __init__(self, max_tokens: int, *, tokens_per_second: Callable[[], float]) -> None:
        self._max_tokens = max_tokens
        self._tokens_per_second = tokens_per_second
        self._reserved_tokens = 0
        self._deferrable_tokens = 0
        self._batch_tokens = 0
        # Each its turn, the first at the head.
        self._waiting: list[asyncio.Event] = []

    @property
    def reserved_tokens(self) -> int:
        """Tokens of what has come and is still to be done."""
        return self._reserved_tokens

    @contextmanager
    def reserve(self, tokens: int) -> Iterator[Reservation]:
        """Take capacity, and give back at the end what of it is left.

        Raises QueueFullError.
        """
        self._check(self._reserved_tokens)
        reservation = self._reservation(tokens, partial(self._release, is_deferrable=False))
        try:
            yield reservation
        finally:
            reservation.release()

    @contextmanager
    def reserve_batch(self, tokens: int) -> Iterator[Reservation]:
        """Let a batch in, whose articles then wait for capacity one by one.

        Batches of `max_tokens` are let in at a time, each counting for at most a quarter of that: more would share the
        capacity until none is done in time, and their texts would pile up.

        Raises QueueFullError.
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
        """Wait until there is capacity for what can wait."""
        await self._wait()
        self._wake()

    async def reserve_deferrable(self, tokens: int) -> Reservation:
        """Wait for capacity and take it."""
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
                # The capacity it was woken for is the next one's.
                self._wake()

    def _has_capacity(self) -> bool:
        return self._reserved_tokens < max(1, self._max_tokens // 2) or self._deferrable_tokens < self._max_tokens // 8

    def _wake(self) -> None:
        """Wake the first that waits, which wakes the next if it leaves capacity."""
        if self._waiting and self._has_capacity():
            self._waiting[0].set()
