"""The batcher loses nothing, keeps its budget, and lets nobody wait for what it need not do."""

import asyncio
import weakref
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import DeadlineExceededError, ServiceUnavailableError
from dateline.server.scheduling.batching import Batcher
from dateline.server.scheduling.fair_queue import Flow
from dateline.server.scheduling.passage_list import PassageList

Recognize: TypeAlias = Callable[[Sequence[str]], Awaitable[Sequence[str]]]


class Model:
    """Answers each sentence with itself in capitals, and records its batches."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.poison: set[str] = set()

    async def __call__(self, texts: Sequence[str]) -> list[str]:
        self.batches.append(list(texts))
        if self.poison & set(texts):
            raise ValueError("poison")
        return [text.upper() for text in texts]

    @property
    def texts(self) -> list[str]:
        return [text for batch in self.batches for text in batch]


class StuckModel:
    """Answers when told, all at once."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.gate = asyncio.Event()

    async def __call__(self, texts: Sequence[str]) -> list[str]:
        self.batches.append(list(texts))
        await self.gate.wait()
        return list(texts)


class Clock:
    """Moves when told."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def _batcher(model: Recognize, *, now: Clock | None = None) -> Batcher[str, str]:
    return Batcher(model, now=now or Clock())


def _sentences(*sentences: tuple[str, int]) -> PassageList[str]:
    return PassageList.of([content for content, _ in sentences], [tokens for _, tokens in sentences])


async def _submit(
    batcher: Batcher[str, str], *sentences: tuple[str, int], deadline: float | None = None, flow: Flow | None = None
) -> tuple[str, ...]:
    return await batcher.enqueue(_sentences(*sentences), deadline=deadline, flow=flow).results()


async def _parked(*calls: Coroutine[Any, Any, Any]) -> list[asyncio.Task[Any]]:
    """Start calls, until each waits."""
    tasks = [asyncio.create_task(call) for call in calls]
    for _ in range(3):
        await asyncio.sleep(0)
    return tasks


@given(
    calls=st.lists(st.tuples(st.lists(st.integers(1, 15), max_size=6), st.booleans()), max_size=8),
    budget=st.integers(1, 40),
    parallel=st.integers(1, 3),
)
def test_nothing_is_lost_duplicated_or_reordered(
    calls: list[tuple[list[int], bool]], budget: int, parallel: int
) -> None:
    """Every caller gets its results in its order, each sentence is recognised once, cancelled ones never."""
    asyncio.run(_exercise(calls, budget, parallel))


async def _exercise(calls: list[tuple[list[int], bool]], budget: int, parallel: int) -> None:
    model = Model()
    batcher = _batcher(model)
    sentences = [
        [(f"call {number} sentence {index}", tokens) for index, tokens in enumerate(sizes)]
        for number, (sizes, _) in enumerate(calls)
    ]
    tasks = await _parked(*(_submit(batcher, *each) for each in sentences))
    for task, (_, is_cancelled) in zip(tasks, calls, strict=True):
        if is_cancelled:
            task.cancel()
    batcher.start(max_batch_tokens=budget, parallel_batches=parallel)
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


async def test_sentences_of_an_article_go_by_length() -> None:
    """A model that pads a batch to its longest sentence gets sentences that are alike."""
    model = Model()
    batcher = _batcher(model)
    (task,) = await _parked(_submit(batcher, ("a4", 4), ("a2", 2), ("b2", 2)))
    batcher.start(max_batch_tokens=4)
    assert await task == ("A4", "A2", "B2")
    assert model.batches == [["a2", "b2"], ["a4"]]
    await batcher.close()


async def test_short_texts_share_a_batch_and_go_before_long_articles() -> None:
    """Short texts that come while a long article is in work share the next batch, and leave it the rest of it."""
    model = StuckModel()
    batcher = _batcher(model)
    long = [(f"long {number}", 2) for number in range(20)]
    batcher.start(max_batch_tokens=8)
    tasks = await _parked(_submit(batcher, *long))
    tasks += await _parked(*(_submit(batcher, (name, 1)) for name in "abc"))
    model.gate.set()
    await asyncio.gather(*tasks)
    assert model.batches[:2] == [["long 0", "long 1", "long 2", "long 3"], ["a", "b", "c", "long 4"]]
    await batcher.close()


async def test_sentences_go_side_by_side() -> None:
    """As many batches as the model takes at a time are in work at a time."""
    model = StuckModel()
    batcher = _batcher(model)
    batcher.start(max_batch_tokens=1, parallel_batches=2)
    (task,) = await _parked(_submit(batcher, ("a", 5), ("b", 6), ("c", 7)))
    assert model.batches == [["a"], ["b"]]
    model.gate.set()
    assert await task == ("a", "b", "c")
    await batcher.close()


async def test_lone_sentence_is_not_kept_waiting() -> None:
    """With an idle model a batch of one goes at once."""
    batcher = _batcher(Model())
    batcher.start(max_batch_tokens=10)
    assert await _submit(batcher, ("a", 1)) == ("A",)
    await batcher.close()


async def test_sentences_of_no_tokens_are_recognised_too() -> None:
    """A recogniser that counts no tokens in a sentence is asked about it all the same."""
    batcher = _batcher(Model())
    batcher.start(max_batch_tokens=10)
    assert await _submit(batcher, ("a", 0)) == ("A",)
    await batcher.close()


async def test_no_sentences_need_no_model() -> None:
    """Nothing in, nothing out, without a batch and in no time, whatever the clock says."""
    model, clock = Model(), Clock()
    submission = _batcher(model, now=clock).enqueue(_sentences(), arrived=clock.seconds - 1)
    clock.seconds += 2
    assert await submission.results() == ()
    assert model.batches == []
    assert (submission.queue_seconds, submission.recognition_seconds) == (0, 0)


async def test_poison_fails_alone() -> None:
    """The sentence that spoils a batch fails, and its neighbours are answered."""
    model = Model()
    model.poison = {"bad"}
    batcher = _batcher(model)
    tasks = await _parked(_submit(batcher, ("good", 1)), _submit(batcher, ("bad", 1)), _submit(batcher, ("fine", 1)))
    batcher.start(max_batch_tokens=10)
    good, bad, fine = await asyncio.gather(*tasks, return_exceptions=True)
    assert (good, fine) == (("GOOD",), ("FINE",))
    assert isinstance(bad, ValueError)
    assert model.batches == [["good", "bad", "fine"], ["good"], ["bad"], ["fine"]]
    await batcher.close()


async def test_poison_spares_the_rest_of_its_article() -> None:
    """Once a sentence has failed, the others of its article are not recognised any more."""
    model = Model()
    model.poison = {"bad"}
    batcher = _batcher(model)
    (task,) = await _parked(_submit(batcher, ("bad", 1), ("second", 1), ("third", 2)))
    batcher.start(max_batch_tokens=2)
    with pytest.raises(ValueError, match="poison"):
        await task
    assert model.batches == [["bad", "second"], ["bad"]]
    assert batcher.queued_tokens == 0
    await batcher.close()


async def test_model_that_answers_too_little_is_an_error() -> None:
    """A result short of a batch fails the callers; it is never shared out wrongly."""

    async def short(texts: Sequence[str]) -> Sequence[str]:
        return texts[1:]

    batcher = _batcher(short)
    batcher.start(max_batch_tokens=10)
    with pytest.raises(ValueError, match="zip"):
        await _submit(batcher, ("a", 1))
    await batcher.close()


async def test_cancelled_work_leaves_the_queue_at_once() -> None:
    """A cancelled call takes all it has waiting with it, and what is in work comes to nothing."""
    model = StuckModel()
    batcher = _batcher(model)
    batcher.start(max_batch_tokens=1)
    (task,) = await _parked(_submit(batcher, ("a", 1), ("b", 4), ("c", 5)))
    assert batcher.queued_tokens == 9
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert batcher.queued_tokens == 0
    model.gate.set()
    assert await _submit(batcher, ("d", 1)) == ("d",)
    assert model.batches == [["a"], ["d"]]
    await batcher.close()


async def test_work_cancelled_at_the_last_moment_does_not_reach_the_model() -> None:
    """A call cancelled just before the model is free for it is passed over, though it has not been told yet."""
    model = StuckModel()
    batcher = _batcher(model)
    batcher.start(max_batch_tokens=1)
    first, second = await _parked(_submit(batcher, ("first", 1)), _submit(batcher, ("second", 1)))
    model.gate.set()
    second.cancel()
    assert await first == ("first",)
    await asyncio.gather(second, return_exceptions=True)
    assert model.batches == [["first"]]
    assert batcher.queued_tokens == 0
    await batcher.close()


async def test_expired_work_never_reaches_the_model() -> None:
    """A sentence whose deadline passed in the queue is dropped with DeadlineExceededError."""
    model, clock = Model(), Clock()
    batcher = _batcher(model, now=clock)
    late, timely = await _parked(
        _submit(batcher, ("late", 1), deadline=clock.seconds + 1),
        _submit(batcher, ("timely", 1), deadline=clock.seconds + 9),
    )
    clock.seconds += 2
    batcher.start(max_batch_tokens=10)
    with pytest.raises(DeadlineExceededError):
        await late
    assert await timely == ("TIMELY",)
    assert model.texts == ["timely"]
    await batcher.close()


async def test_deadline_that_cannot_be_met_is_refused_at_once() -> None:
    """By its measured rate the batcher knows what goes before a text and when it would be done."""
    clock = Clock()

    async def slow(texts: Sequence[str]) -> Sequence[str]:
        clock.seconds += len(texts)
        return texts

    batcher = _batcher(slow, now=clock)
    batcher.start(max_batch_tokens=10)
    await _submit(batcher, ("a", 10))
    assert batcher.tokens_per_second == 10
    waiting = batcher.enqueue(_sentences(("b", 100)))
    with pytest.raises(DeadlineExceededError):
        batcher.check_deadline(120, flow=Flow(), deadline=clock.seconds + 15)
    batcher.check_deadline(120, flow=Flow(), deadline=clock.seconds + 25)
    # A shorter one goes first.
    batcher.check_deadline(50, flow=Flow(), deadline=clock.seconds + 6)
    waiting.withdraw()
    await batcher.close()


async def test_one_short_batch_tells_no_rate() -> None:
    """A few words that met a busy machine do not have a long article refused."""
    clock = Clock()

    async def slow(texts: Sequence[str]) -> Sequence[str]:
        clock.seconds += 0.9
        return texts

    batcher = _batcher(slow, now=clock)
    batcher.start(max_batch_tokens=10)
    await _submit(batcher, ("a", 2))
    batcher.check_deadline(100_000, flow=Flow(), deadline=clock.seconds + 20)
    await _submit(batcher, ("b", 2))
    with pytest.raises(DeadlineExceededError):
        batcher.check_deadline(100_000, flow=Flow(), deadline=clock.seconds + 20)
    await batcher.close()


async def test_rate_is_that_of_late() -> None:
    """A model that becomes slower is soon known to be slower."""
    clock, seconds_a_batch = Clock(), 1.0

    async def slow(texts: Sequence[str]) -> Sequence[str]:
        clock.seconds += seconds_a_batch
        return texts

    batcher = _batcher(slow, now=clock)
    batcher.start(max_batch_tokens=10)
    await _submit(batcher, ("a", 100))
    assert batcher.tokens_per_second == 100
    seconds_a_batch = 10.0
    for _ in range(5):
        await _submit(batcher, ("a", 100))
    assert 10 <= batcher.tokens_per_second < 12
    await batcher.close()


async def test_close_fails_what_waits_or_is_in_work() -> None:
    """Work that is not done at the end is answered with ServiceUnavailableError."""
    batcher = _batcher(StuckModel())
    batcher.start(max_batch_tokens=1)
    tasks = await _parked(_submit(batcher, ("in work", 1)), _submit(batcher, ("waiting", 1)))
    assert batcher.queued_tokens == 1
    await batcher.close()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result) for result in results] == [ServiceUnavailableError] * 2


async def test_timings_tell_queue_from_model() -> None:
    """A submission knows how long it waited and how long it was in work."""
    clock = Clock()

    async def slow(texts: Sequence[str]) -> Sequence[str]:
        clock.seconds += 3
        return texts

    batcher = _batcher(slow, now=clock)
    submission = batcher.enqueue(_sentences(("a", 1)), arrived=clock.seconds - 1)
    clock.seconds += 2
    batcher.start(max_batch_tokens=10)
    await submission.results()
    assert (submission.queue_seconds, submission.recognition_seconds) == (3, 3)
    await batcher.close()


class Text(str):
    """Can be referred to weakly."""

    __slots__ = ("__weakref__",)


async def test_withdrawn_texts_are_let_go_of_at_once() -> None:
    """Though their place in the queue is kept until the model comes to it, which takes long where it is busy."""
    batcher = _batcher(Model())
    ahead = batcher.enqueue(_sentences(("a", 1)))
    texts = [Text("long")]
    behind = batcher.enqueue(PassageList.of(texts, [100]))
    text = weakref.ref(texts.pop())
    assert text() is not None
    behind.withdraw()
    assert text() is None
    assert not ahead.is_over
