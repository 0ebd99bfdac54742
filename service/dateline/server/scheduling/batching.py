"""Batches for the model, put together from the passages of many calls.

While the model is idle a batch is taken at once from the passages in the queue; there is no timer. Calls share the
model by the rules of `FairQueue`. The passages of one article go by length, for models that pad a batch to its longest
passage. Every bound counts tokens. This module knows neither gRPC nor the model, nor where the model runs.
"""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from dateline.errors import DeadlineExceededError, ServiceUnavailableError
from dateline.server.scheduling.fair_queue import FairQueue, Flow
from dateline.server.scheduling.passage_list import PassageList

PassageT = TypeVar("PassageT")
Result = TypeVar("Result")

_RATE_MEMORY_SECONDS = 10.0
_LEAST_MEASURED_SECONDS = 1.0
"""What the model has to have worked before its rate is believed: one short batch may have met a busy machine."""


_NO_PASSAGES: PassageList[Any] = PassageList((), (), (), 0)


class Submission(Generic[PassageT, Result]):
    """The passages of one article, in the queue or at the model; `deadline` is on the batcher's clock."""

    def __init__(
        self,
        batcher: "Batcher[PassageT, Result]",
        passages: PassageList[PassageT],
        *,
        deadline: float | None,
        submitted: float,
        on_taken: Callable[[float], None] | None,
    ) -> None:
        self.deadline = deadline
        self.tokens_left = passages.tokens
        self._on_taken = on_taken
        self.started: float | None = None
        self._batcher = batcher
        self._passages = passages
        self._taken_count = 0
        self._results: list[Result | None] = [None] * len(passages.items)
        self._missing_count = len(passages.items)
        self._done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if not self._missing_count:
            self._done.set_result(None)
        self._submitted = submitted
        self._ended = submitted

    async def results(self) -> tuple[Result, ...]:
        """Waits for the results and returns them in the order of the passages.

        All passages are withdrawn where the caller is cancelled or a passage fails. Raises DeadlineExceededError
        where the deadline passed in the queue, and whatever error a passage fails with.
        """
        try:
            await self._done
        finally:
            self.withdraw()
        self._ended = self._batcher.now()
        return tuple(self._results)  # type: ignore[arg-type]  # every result is there

    def withdraw(self) -> None:
        """Takes back the passages that have not reached the model yet; the other passages go on."""
        self._done.cancel()
        self._batcher.remove(self)

    def drop(self) -> int:
        """Forgets the waiting passages, as the queue may keep the submission for long, and returns their tokens."""
        tokens, self.tokens_left = self.tokens_left, 0
        self._passages = _NO_PASSAGES
        return tokens

    @property
    def is_over(self) -> bool:
        """Whether nobody waits for results any more."""
        return self._done.done()

    @property
    def next_tokens(self) -> int:
        """Tokens of the passage that goes next."""
        return self._passages.token_counts[self._passages.order[self._taken_count]]

    def take(self) -> "Item[PassageT, Result]":
        """Takes out the passage that goes next and returns it."""
        index = self._passages.order[self._taken_count]
        tokens = self._passages.token_counts[index]
        self._taken_count += 1
        self.tokens_left -= tokens
        if self._on_taken is not None:
            self._on_taken(self.tokens_left / self._passages.tokens)
        return Item(self, index, self._passages.items[index], tokens)

    def set(self, index: int, result: Result) -> None:
        """Notes the result of the passage at `index`."""
        if not self.is_over:
            self._results[index] = result
            self._missing_count -= 1
            if self._missing_count == 0:
                self._done.set_result(None)

    def fail(self, error: Exception) -> None:
        """Notes that a passage, and so the article, has failed; the other passages are withdrawn."""
        if not self.is_over:
            self._done.set_exception(error)
        self._batcher.remove(self)

    @property
    def queue_seconds(self) -> float:
        """Seconds from the arrival until the first passage went to the model; 0 without passages."""
        return 0.0 if self.started is None else self.started - self._submitted

    @property
    def recognition_seconds(self) -> float:
        """Seconds from then until the last result, other calls' passages included; 0 without passages."""
        return 0.0 if self.started is None else self._ended - self.started


@dataclass(frozen=True, slots=True, eq=False)
class Item(Generic[PassageT, Result]):
    """A passage on its way to the model."""

    submission: Submission[PassageT, Result]
    index: int
    passage: PassageT
    tokens: int


class Batcher(Generic[PassageT, Result]):
    """A queue in front of a function that takes many passages at a time.

    `recognize` gets passages sorted by tokens and returns a result for each. The length of the queue is bounded
    elsewhere. `on_batch` gets the numbers of passages, tokens and seconds of every finished batch.
    """

    def __init__(
        self,
        recognize: Callable[[Sequence[PassageT]], Awaitable[Sequence[Result]]],
        *,
        now: Callable[[], float] = time.monotonic,
        on_batch: Callable[[int, int, float], None] | None = None,
    ) -> None:
        self.now = now
        self._on_batch = on_batch
        self._recognize = recognize
        self._max_batch_tokens = self.parallel_batches = 1
        self._queue: FairQueue[Submission[PassageT, Result]] = FairQueue()
        self._rate = _Rate()
        self._arrived = asyncio.Event()
        self._in_work: set[Item[PassageT, Result]] = set()
        self._runners: list[asyncio.Task[None]] = []

    @property
    def queued_tokens(self) -> int:
        """Tokens that wait for the model."""
        return self._queue.tokens

    @property
    def tokens_per_second(self) -> float:
        """Tokens that the model can do in a second, by recent batches; infinite until it has worked for a second."""
        return self._rate.tokens_per_second * self.parallel_batches

    def start(self, *, max_batch_tokens: int, parallel_batches: int = 1) -> None:
        """Begins to take batches, `parallel_batches` at a time.

        `max_batch_tokens` bounds the longest passage times the number of passages of a batch, except that one
        passage always fits.
        """
        self._max_batch_tokens, self.parallel_batches = max_batch_tokens, parallel_batches
        loop = asyncio.get_running_loop()
        self._runners = [loop.create_task(self._run(), name=f"batcher-{number}") for number in range(parallel_batches)]

    async def close(self) -> None:
        """Stops taking batches; passages that wait or are in work fail with ServiceUnavailableError."""
        for runner in self._runners:
            runner.cancel()
        await asyncio.gather(*self._runners, return_exceptions=True)
        for item in tuple(self._in_work):
            item.submission.fail(ServiceUnavailableError("the server is stopping"))
        while (submission := self._queue.first()) is not None:
            submission.fail(ServiceUnavailableError("the server is stopping"))

    def check_deadline(self, tokens: int, *, flow: Flow, deadline: float) -> None:
        """Raises DeadlineExceededError where `tokens` more of `flow` could not be done in time."""
        seconds = deadline - self.now()
        # Counting the work that goes before is slow, and needless where the whole queue would be done in time.
        if (tokens + self._queue.tokens) / self.tokens_per_second <= seconds:
            return
        tokens += self._queue.tokens_before(tokens, flow=flow)
        if tokens / self.tokens_per_second > seconds:
            raise DeadlineExceededError("the deadline cannot be met")

    def enqueue(
        self,
        passages: PassageList[PassageT],
        *,
        flow: Flow | None = None,
        deadline: float | None = None,
        arrived: float | None = None,
        on_taken: Callable[[float], None] | None = None,
    ) -> Submission[PassageT, Result]:
        """Queues an article's passages; articles of one `flow` share its turn.

        `arrived` is the time on the clock `now` at which the article came, if earlier than this call. `on_taken` gets
        the share of the tokens that still waits whenever a passage goes to the model.
        """
        submitted = self.now() if arrived is None else arrived
        submission = Submission(self, passages, deadline=deadline, submitted=submitted, on_taken=on_taken)
        if submission.tokens_left:
            self._queue.put(submission, flow=flow or Flow())
            self._arrived.set()
        return submission

    def remove(self, submission: Submission[PassageT, Result]) -> None:
        """Takes back the passages of a submission that wait."""
        if tokens := submission.drop():
            self._queue.remove(tokens)

    async def _run(self) -> None:
        while True:
            await self._arrived.wait()
            if batch := self._take():
                self._in_work.update(batch)
                await self._work(batch)
                # Not reached when cancelled: `close` then fails the passages in work.
                self._in_work.difference_update(batch)
            else:
                self._arrived.clear()

    def _take(self) -> list[Item[PassageT, Result]]:
        batch: list[Item[PassageT, Result]] = []
        longest_tokens = 0
        while (submission := self._queue.first()) is not None:
            if submission.is_over:
                # Its caller was cancelled just now, and has not run yet to withdraw it.
                self.remove(submission)
                continue
            if submission.deadline is not None and submission.deadline <= self.now():
                submission.fail(DeadlineExceededError("the deadline passed in the queue"))
                continue
            longest_tokens = max(longest_tokens, submission.next_tokens)
            if batch and longest_tokens * (len(batch) + 1) > self._max_batch_tokens:
                break
            item = submission.take()
            self._queue.remove(item.tokens)
            batch.append(item)
        return sorted(batch, key=lambda item: item.tokens)

    async def _work(self, batch: Sequence[Item[PassageT, Result]]) -> None:
        started = self.now()
        for item in batch:
            item.submission.started = started if item.submission.started is None else item.submission.started
        try:
            results = await self._recognize([item.passage for item in batch])
            pairs = list(zip(batch, results, strict=True))
        except Exception as error:  # noqa: BLE001  # whatever the model raises belongs to the caller whose text it was
            await self._work_each(batch, error)
            return
        tokens, seconds = sum(item.tokens for item in batch), self.now() - started
        self._rate.add(tokens, seconds=seconds)
        if self._on_batch is not None:
            self._on_batch(len(batch), tokens, seconds)
        for item, result in pairs:
            item.submission.set(item.index, result)

    async def _work_each(self, batch: Sequence[Item[PassageT, Result]], error: Exception) -> None:
        if len(batch) == 1:
            batch[0].submission.fail(error)
            return
        # One passage spoils the batch; taken one by one, that passage fails alone.
        for item in batch:
            if not item.submission.is_over:
                await self._work([item])


class _Rate:
    """Tokens a second over past batches; older batches count less."""

    def __init__(self) -> None:
        self._tokens = 0.0
        self._seconds = 0.0

    def add(self, tokens: int, *, seconds: float) -> None:
        past = math.exp(-seconds / _RATE_MEMORY_SECONDS)
        self._tokens = past * self._tokens + tokens
        self._seconds = past * self._seconds + seconds

    @property
    def tokens_per_second(self) -> float:
        return self._tokens / self._seconds if self._seconds >= _LEAST_MEASURED_SECONDS else math.inf
