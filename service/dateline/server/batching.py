"""Sentences of many callers put together into batches for the one thread that runs the model.

While the model is idle a batch is taken at once from what is there; there is no timer. Callers are served in the order
they came; the sentences of one caller go by length, for models that pad a batch to its longest.
Every bound counts tokens. This module knows neither gRPC nor the model.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Generic, TypeVar

from dateline.errors import DeadlineExceededError, QueueFullError, ServiceUnavailableError

Result = TypeVar("Result")

_RATE_DECAY = 0.98
_MIN_RETRY_SECONDS = 0.05
_MAX_RETRY_SECONDS = 30.0


@dataclass(slots=True, eq=False)
class _Item(Generic[Result]):
    text: str
    tokens: int
    deadline: float | None
    future: asyncio.Future[Result]
    started: float | None = None


class Submission(Generic[Result]):
    """The sentences one caller has in the queue, or in work."""

    def __init__(self, batcher: "Batcher[Result]", items: Sequence[_Item[Result]], *, submitted: float) -> None:
        self._batcher = batcher
        self._items = items
        self._submitted = submitted
        self._ended = submitted

    async def results(self) -> tuple[Result, ...]:
        """Wait for the results, in the order of the sentences; withdraw them all when cancelled or when one fails.

        Raises DeadlineExceededError when the deadline passed in the queue, and whatever a sentence fails with.
        """
        try:
            results = await asyncio.gather(*(item.future for item in self._items))
        finally:
            self.withdraw()
        self._ended = self._batcher.now()
        return tuple(results)

    def withdraw(self) -> None:
        """Take back what has not reached the model yet; nothing happens to what has."""
        for item in self._items:
            self._batcher.discard(item)

    @property
    def queue_seconds(self) -> float:
        """Time from the arrival until the first sentence went to the model, 0 without sentences."""
        return self._started - self._submitted

    @property
    def recognition_seconds(self) -> float:
        """Time from then until the last result, among the sentences of others, 0 without sentences."""
        return self._ended - self._started if self._items else 0.0

    @property
    def _started(self) -> float:
        return min((item.started for item in self._items if item.started is not None), default=self._submitted)


class Batcher(Generic[Result]):
    """A bounded queue in front of a function that takes many sentences at a time.

    `infer` runs on `executor`, which must have a single thread; it gets texts sorted by tokens and returns a result
    for each. `max_batch_tokens` bounds the longest sentence times the number of sentences of a batch, except that one
    sentence always fits. `max_queue_tokens` bounds what waits, except that anything fits an empty queue. `on_batch` is
    told sentences, tokens and seconds of every batch that is done.
    """

    def __init__(  # noqa: PLR0913  # each is independent of the others
        self,
        infer: Callable[[Sequence[str]], Sequence[Result]],
        *,
        executor: Executor,
        max_batch_tokens: int,
        max_queue_tokens: int,
        now: Callable[[], float] = time.monotonic,
        on_batch: Callable[[int, int, float], None] | None = None,
    ) -> None:
        self.now = now
        self._on_batch = on_batch
        self._infer = infer
        self._executor = executor
        self._max_batch_tokens = max_batch_tokens
        self._max_queue_tokens = max_queue_tokens
        # Ordered by arrival; a dict because cancelled items leave from the middle.
        self._queue: OrderedDict[_Item[Result], None] = OrderedDict()
        self._queued_tokens = 0
        self._tokens_per_second = 0.0
        self._arrived = asyncio.Event()
        self._waiting: list[asyncio.Future[None]] = []
        self._in_work: list[_Item[Result]] = []
        self._inferring_since: float | None = None
        self._runner: asyncio.Task[None] | None = None

    @property
    def queued_tokens(self) -> int:
        """Tokens that wait for the model."""
        return self._queued_tokens

    @property
    def stalled_seconds(self) -> float:
        """Time the model has been busy with one batch, 0 while idle."""
        return 0.0 if self._inferring_since is None else self.now() - self._inferring_since

    def start(self) -> None:
        """Begin to take batches."""
        self._runner = asyncio.get_running_loop().create_task(self._run(), name="batcher")

    async def close(self) -> None:
        """Stop taking batches and fail what waits or is in work with ServiceUnavailableError."""
        if self._runner is not None:
            self._runner.cancel()
            await asyncio.gather(self._runner, return_exceptions=True)
        unanswered = [*self._in_work, *self._queue]
        for item in tuple(self._queue):
            self._leave(item)
        for item in unanswered:
            if not item.future.done():
                item.future.set_exception(ServiceUnavailableError("the server is stopping"))

    def admit(self, tokens: int, *, deadline: float | None = None) -> None:
        """Check that `tokens` more may wait, and that they can be reached before `deadline`.

        Raises QueueFullError or DeadlineExceededError.
        """
        wait_seconds = self._queued_tokens / self._tokens_per_second if self._tokens_per_second else 0.0
        if not self._fits(tokens):
            retry_seconds = min(max(wait_seconds, _MIN_RETRY_SECONDS), _MAX_RETRY_SECONDS)
            raise QueueFullError("the queue is full", retry_after_seconds=retry_seconds)
        if deadline is not None and self.now() + wait_seconds > deadline:
            raise DeadlineExceededError("the deadline cannot be met")

    async def room(self, tokens: int = 1) -> None:
        """Wait until `tokens` more may wait in the queue."""
        while not self._fits(tokens):
            waiter = asyncio.get_running_loop().create_future()
            self._waiting.append(waiter)
            await waiter

    def enqueue(
        self, sentences: Sequence[tuple[str, int]], *, deadline: float | None = None, arrived: float | None = None
    ) -> Submission[Result]:
        """Queue sentences, each with its tokens, whether there is room or not: call `admit` or `room` before.

        `arrived` is when their caller came, by `now`, where that was earlier.
        """
        loop = asyncio.get_running_loop()
        items = [_Item(text, tokens, deadline, loop.create_future()) for text, tokens in sentences]
        for item in sorted(items, key=lambda item: item.tokens):
            self._queue[item] = None
            self._queued_tokens += item.tokens
        if items:
            self._arrived.set()
        return Submission(self, items, submitted=self.now() if arrived is None else arrived)

    async def submit(
        self, sentences: Sequence[tuple[str, int]], *, deadline: float | None = None, wait: bool = False
    ) -> tuple[Result, ...]:
        """Queue sentences, each with its tokens, and wait for their results, in their order.

        With `wait` it waits for room; otherwise it raises QueueFullError where there is none. Raises what `admit` and
        `Submission.results` do.
        """
        tokens = sum(tokens for _, tokens in sentences)
        if wait:
            await self.room(tokens)
        else:
            self.admit(tokens, deadline=deadline)
        return await self.enqueue(sentences, deadline=deadline).results()

    def discard(self, item: _Item[Result]) -> None:
        """Cancel an item unless it is done, and free its room."""
        item.future.cancel()
        if item in self._queue:
            self._leave(item)

    def _fits(self, tokens: int) -> bool:
        return not self._queue or self._queued_tokens + tokens <= self._max_queue_tokens

    def _leave(self, item: _Item[Result]) -> None:
        del self._queue[item]
        self._queued_tokens -= item.tokens
        # All waiters look again: the one that came first does so first.
        waiting, self._waiting = self._waiting, []
        for waiter in waiting:
            if not waiter.done():
                waiter.set_result(None)

    async def _run(self) -> None:
        while True:
            await self._arrived.wait()
            self._in_work = self._take()
            if self._in_work:
                await self._recognize(self._in_work)
            else:
                self._arrived.clear()

    def _take(self) -> list[_Item[Result]]:
        batch: list[_Item[Result]] = []
        longest_tokens = 0
        while self._queue:
            item = next(iter(self._queue))
            if item.future.done():
                # Cancelled just now; its caller has not run yet to take it back.
                self._leave(item)
                continue
            if item.deadline is not None and item.deadline <= self.now():
                self._leave(item)
                item.future.set_exception(DeadlineExceededError("the deadline passed in the queue"))
                continue
            longest_tokens = max(longest_tokens, item.tokens)
            if batch and longest_tokens * (len(batch) + 1) > self._max_batch_tokens:
                break
            self._leave(item)
            batch.append(item)
        return sorted(batch, key=lambda item: item.tokens)

    async def _recognize(self, batch: list[_Item[Result]]) -> None:
        started = self._inferring_since = self.now()
        for item in batch:
            item.started = item.started or started
        loop = asyncio.get_running_loop()
        try:
            results = await loop.run_in_executor(self._executor, self._infer, [item.text for item in batch])
            pairs = list(zip(batch, results, strict=True))
        except Exception as error:  # noqa: BLE001  # whatever the model raises belongs to the caller whose text it was
            await self._recognize_each(batch, error)
            return
        finally:
            self._inferring_since = None
        tokens, seconds = sum(item.tokens for item in batch), self.now() - started
        self._measure(tokens, seconds)
        if self._on_batch is not None:
            self._on_batch(len(batch), tokens, seconds)
        for item, result in pairs:
            if not item.future.done():
                item.future.set_result(result)

    async def _recognize_each(self, batch: list[_Item[Result]], error: Exception) -> None:
        if len(batch) > 1:
            # One of them spoils the batch; alone, it fails alone.
            for item in batch:
                if not item.future.done():
                    await self._recognize([item])
        elif not batch[0].future.done():
            batch[0].future.set_exception(error)

    def _measure(self, tokens: int, seconds: float) -> None:
        # The best of late: small batches run at a lower rate and say nothing about a full queue.
        if seconds > 0:
            self._tokens_per_second = max(tokens / seconds, _RATE_DECAY * self._tokens_per_second)
