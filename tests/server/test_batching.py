"""The batcher loses nothing, keeps its budget, and serves in order."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Executor, Future
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import DeadlineExceededError, QueueFullError, ServiceUnavailableError
from dateline.server.batching import Batcher


class InlineExecutor(Executor):
    """Runs at once, in the caller's thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  # goes to the caller
            future.set_exception(error)
        return future


class Model:
    """Answers each sentence with itself in capitals, and records its batches."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.poison: set[str] = set()

    def __call__(self, texts: Sequence[str]) -> list[str]:
        self.batches.append(list(texts))
        if self.poison & set(texts):
            raise ValueError("poison")
        return [text.upper() for text in texts]

    @property
    def texts(self) -> list[str]:
        return [text for batch in self.batches for text in batch]


class Clock:
    """Moves when told."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def _batcher(
    model: Callable[[Sequence[str]], Sequence[str]], *, budget: int = 10, queue: int = 1000, now: Clock | None = None
) -> Batcher[str]:
    return Batcher(
        model, executor=InlineExecutor(), max_batch_tokens=budget, max_queue_tokens=queue, now=now or Clock()
    )


async def _parked(*calls: Coroutine[Any, Any, Any]) -> list[asyncio.Task[Any]]:
    """Start calls of a batcher that has not been started, until each waits."""
    tasks = [asyncio.create_task(call) for call in calls]
    for _ in range(3):
        await asyncio.sleep(0)
    return tasks


@given(
    calls=st.lists(st.tuples(st.lists(st.integers(1, 15), max_size=6), st.booleans()), max_size=8),
    budget=st.integers(1, 40),
)
def test_nothing_is_lost_duplicated_or_reordered(calls: list[tuple[list[int], bool]], budget: int) -> None:
    """Every caller gets its results in its order, each sentence is recognised once, cancelled ones never."""
    asyncio.run(_exercise(calls, budget))


async def _exercise(calls: list[tuple[list[int], bool]], budget: int) -> None:
    model = Model()
    batcher = _batcher(model, budget=budget, queue=10_000)
    sentences = [
        [(f"call {number} sentence {index}", tokens) for index, tokens in enumerate(sizes)]
        for number, (sizes, _) in enumerate(calls)
    ]
    tasks = await _parked(*(batcher.submit(each) for each in sentences))
    for task, (_, is_cancelled) in zip(tasks, calls, strict=True):
        if is_cancelled:
            task.cancel()
    batcher.start()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    expected = []
    for result, texts, (_, is_cancelled) in zip(results, sentences, calls, strict=True):
        if is_cancelled and texts:
            assert isinstance(result, asyncio.CancelledError)
        else:
            assert result == tuple(text.upper() for text, _ in texts)
            expected += [text for text, _ in texts]
    assert sorted(model.texts) == sorted(expected)
    tokens = {text: count for each in sentences for text, count in each}
    for batch in model.batches:
        counts = [tokens[text] for text in batch]
        assert len(batch) == 1 or max(counts) * len(batch) <= budget
        assert counts == sorted(counts)
    assert batcher.queued_tokens == 0
    await batcher.close()


async def test_callers_are_served_in_the_order_they_came() -> None:
    """What came first reaches the model first, though short sentences of a caller go before its long ones."""
    model = Model()
    batcher = _batcher(model, budget=4)
    tasks = await _parked(batcher.submit([("a4", 4), ("a2", 2), ("b2", 2)]), batcher.submit([("c1", 1)]))
    batcher.start()
    await asyncio.gather(*tasks)
    assert model.batches == [["a2", "b2"], ["a4"], ["c1"]]
    await batcher.close()


async def test_lone_sentence_is_not_kept_waiting() -> None:
    """With an idle model a batch of one goes at once."""
    model = Model()
    batcher = _batcher(model)
    batcher.start()
    assert await batcher.submit([("a", 1)]) == ("A",)
    await batcher.close()


async def test_no_sentences_need_no_model() -> None:
    """Nothing in, nothing out, without a batch and in no time, whatever the clock says."""
    model, clock = Model(), Clock()
    submission = _batcher(model, now=clock).enqueue([], arrived=clock.seconds - 1)
    clock.seconds += 2
    assert await submission.results() == ()
    assert model.batches == []
    assert (submission.queue_seconds, submission.recognition_seconds) == (0, 0)


async def test_poison_fails_alone() -> None:
    """The sentence that spoils a batch fails, and its neighbours are answered."""
    model = Model()
    model.poison = {"bad"}
    batcher = _batcher(model)
    tasks = await _parked(batcher.submit([("good", 1)]), batcher.submit([("bad", 1)]), batcher.submit([("fine", 1)]))
    batcher.start()
    good, bad, fine = await asyncio.gather(*tasks, return_exceptions=True)
    assert (good, fine) == (("GOOD",), ("FINE",))
    assert isinstance(bad, ValueError)
    assert model.batches == [["good", "bad", "fine"], ["good"], ["bad"], ["fine"]]
    await batcher.close()


async def test_model_that_answers_too_little_is_an_error() -> None:
    """A result short of a batch fails the callers; it is never shared out wrongly."""
    batcher = _batcher(lambda texts: texts[1:])
    batcher.start()
    with pytest.raises(ValueError, match="zip"):
        await batcher.submit([("a", 1)])
    await batcher.close()


async def test_full_queue_turns_callers_away() -> None:
    """Beyond its bound the queue raises, and says when to come back."""
    batcher = _batcher(Model(), queue=5)
    (task,) = await _parked(batcher.submit([("a", 5)]))
    with pytest.raises(QueueFullError) as caught:
        await batcher.submit([("b", 1)])
    assert 0.05 <= caught.value.retry_after_seconds <= 30
    batcher.start()
    assert await task == ("A",)
    await batcher.close()


async def test_anything_fits_an_empty_queue() -> None:
    """A call larger than the bound is taken when nothing else waits, or it would be refused for ever."""
    batcher = _batcher(Model(), queue=5)
    batcher.start()
    assert await batcher.submit([("a", 50)]) == ("A",)
    await batcher.close()


async def test_cancelled_work_frees_its_room_at_once() -> None:
    """A cancelled call leaves the queue before the model gets to it."""
    batcher = _batcher(Model(), queue=5)
    (task,) = await _parked(batcher.submit([("a", 5)]))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert batcher.queued_tokens == 0
    batcher.admit(5)


async def test_streams_wait_for_room() -> None:
    """With `wait` a call is held until there is room instead of being turned away."""
    model = Model()
    batcher = _batcher(model, queue=5)
    first, second = await _parked(batcher.submit([("a", 5)]), batcher.submit([("b", 5)], wait=True))
    assert batcher.queued_tokens == 5
    batcher.start()
    assert [await first, await second] == [("A",), ("B",)]
    await batcher.close()


async def test_one_that_gives_up_waiting_keeps_no_other_from_room() -> None:
    """A cancelled waiter does not swallow the room meant for the next."""
    batcher = _batcher(Model(), queue=5)
    first, second, third = await _parked(
        batcher.submit([("a", 5)]),
        batcher.submit([("b", 5)], wait=True),
        batcher.submit([("c", 5)], wait=True),
    )
    second.cancel()
    batcher.start()
    assert [await first, await third] == [("A",), ("C",)]
    await batcher.close()


async def test_expired_work_never_reaches_the_model() -> None:
    """A sentence whose deadline passed in the queue is dropped with DeadlineExceededError."""
    model, clock = Model(), Clock()
    batcher = _batcher(model, now=clock)
    late, timely = await _parked(
        batcher.submit([("late", 1)], deadline=clock.seconds + 1),
        batcher.submit([("timely", 1)], deadline=clock.seconds + 9),
    )
    clock.seconds += 2
    batcher.start()
    with pytest.raises(DeadlineExceededError):
        await late
    assert await timely == ("TIMELY",)
    assert model.texts == ["timely"]
    await batcher.close()


async def test_deadline_that_cannot_be_met_is_refused_at_once() -> None:
    """By its measured rate the batcher knows that the queue is too long for a deadline."""
    clock = Clock()

    def slow(texts: Sequence[str]) -> Sequence[str]:
        clock.seconds += len(texts)
        return texts

    batcher = _batcher(slow, now=clock)
    batcher.start()
    await batcher.submit([("a", 10)])
    await batcher.close()
    waiting = batcher.enqueue([("b", 100)])
    with pytest.raises(DeadlineExceededError):
        batcher.admit(1, deadline=clock.seconds + 5)
    batcher.admit(1, deadline=clock.seconds + 15)
    waiting.withdraw()


async def test_close_fails_what_waits() -> None:
    """Work still queued at the end is answered with ServiceUnavailableError."""
    batcher = _batcher(Model())
    (task,) = await _parked(batcher.submit([("a", 1)]))
    await batcher.close()
    with pytest.raises(ServiceUnavailableError):
        await task


async def test_close_fails_what_is_in_work() -> None:
    """Work that the model has not finished at the end is answered with ServiceUnavailableError too."""

    class NeverExecutor(Executor):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            del fn, args, kwargs
            return Future()

    batcher: Batcher[str] = Batcher(Model(), executor=NeverExecutor(), max_batch_tokens=9, max_queue_tokens=9)
    batcher.start()
    (task,) = await _parked(batcher.submit([("a", 1)]))
    assert batcher.queued_tokens == 0
    await batcher.close()
    with pytest.raises(ServiceUnavailableError):
        await task


async def test_timings_tell_queue_from_model() -> None:
    """A submission knows how long it waited and how long it was in work."""
    clock = Clock()

    def slow(texts: Sequence[str]) -> Sequence[str]:
        assert batcher.stalled_seconds == 0
        clock.seconds += 3
        assert batcher.stalled_seconds == 3
        return texts

    batcher = _batcher(slow, now=clock)
    submission = batcher.enqueue([("a", 1)], arrived=clock.seconds - 1)
    clock.seconds += 2
    batcher.start()
    await submission.results()
    assert (submission.queue_seconds, submission.recognition_seconds) == (3, 3)
    assert batcher.stalled_seconds == 0
    await batcher.close()
