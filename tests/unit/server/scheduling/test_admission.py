"""The server takes on what it has capacity for, and holds what can wait."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from dateline.errors import QueueFullError
from dateline.server.scheduling.admission import Admission
from dateline.server.scheduling.pricing import article_tokens, query_tokens
from dateline.v1 import annotation_pb2 as pb
from dateline.values import PlaceQuery


def _admission(max_tokens: int = 100, *, rate: float = 10.0) -> Admission:
    return Admission(max_tokens, tokens_per_second=lambda: rate)


async def _parked(*calls: Coroutine[Any, Any, Any]) -> list[asyncio.Task[Any]]:
    tasks = [asyncio.create_task(call) for call in calls]
    for _ in range(3):
        await asyncio.sleep(0)
    return tasks


@pytest.mark.parametrize(("rate", "seconds"), [(10.0, 10.0), (1e9, 0.05), (0.1, 30.0)], ids=["fair", "fast", "slow"])
def test_full_server_says_when_to_come_back(rate: float, seconds: float) -> None:
    """Beyond the bound callers are turned away for as long as the work at hand takes, within reason."""
    admission = _admission(rate=rate)
    with admission.reserve(25), admission.reserve(25), admission.reserve(25), admission.reserve(25):
        with pytest.raises(QueueFullError) as caught, admission.reserve(1):
            pass
        assert caught.value.retry_after_seconds == seconds
    with admission.reserve(1):
        assert admission.reserved_tokens == 1
    assert admission.reserved_tokens == 0


def test_room_is_given_back_after_a_failure() -> None:
    """An article that fails takes no capacity any more."""
    admission = _admission()
    with pytest.raises(ValueError, match="odd"), admission.reserve(5):
        raise ValueError("odd")
    assert admission.reserved_tokens == 0


def test_an_article_takes_less_room_the_more_of_it_is_done() -> None:
    """A tenth is kept until the article is answered, or more where it has many names, and never more than at first."""
    admission = _admission()
    with admission.reserve(20) as reservation:
        reservation.shrink(0.5)
        assert admission.reserved_tokens == 11
        reservation.shrink(0)
        assert admission.reserved_tokens == 2
        reservation.keep_names(0)
        assert admission.reserved_tokens == 2
        reservation.keep_names(3)
        assert admission.reserved_tokens == 12
        reservation.keep_names(100)
        assert admission.reserved_tokens == 20
        reservation.release()
        reservation.shrink(1)
        assert admission.reserved_tokens == 0
    assert admission.reserved_tokens == 0


def test_what_is_large_gives_back_no_room_that_the_rest_of_it_needs() -> None:
    """Of what is larger than a quarter of the capacity that quarter is kept until less is left to do."""
    admission = _admission()
    with admission.reserve(10_000) as reservation:
        reservation.shrink(0.5)
        assert admission.reserved_tokens == 25
        reservation.finish(9_974)
        assert admission.reserved_tokens == 25
        reservation.finish(2)
        assert admission.reserved_tokens == 24


def test_long_articles_have_the_chance_of_short_ones() -> None:
    """Where there is capacity at all an article is taken whole, and keeps out at most a quarter of what may come."""
    admission = _admission()
    with admission.reserve(25), admission.reserve(25), admission.reserve(24), admission.reserve(10_000):
        assert admission.reserved_tokens == 99


async def test_what_can_wait_leaves_half_of_the_room() -> None:
    """Streams are held while calls are still taken, and go on, each in its turn, as there is capacity."""
    admission = _admission()
    holds = [await admission.reserve_deferrable(25), await admission.reserve_deferrable(25)]
    second, third = await _parked(admission.reserve_deferrable(25), admission.reserve_deferrable(25))
    assert admission.reserved_tokens == 50
    with admission.reserve(10):
        holds.pop().release()
        holds.pop().release()
        reservations = [await second, await third]
        assert admission.reserved_tokens == 60
    for reservation in reservations:
        reservation.release()
        reservation.release()
    assert admission.reserved_tokens == 0


async def test_calls_that_keep_the_server_busy_leave_a_share_to_what_can_wait() -> None:
    """However much calls take, streams go on an eighth of the capacity at a time, one article at least."""
    admission = _admission()
    with admission.reserve(25), admission.reserve(25), admission.reserve(25):
        reservation = await admission.reserve_deferrable(20)
        (second,) = await _parked(admission.reserve_deferrable(5))
        assert not second.done()
        reservation.release()
        await second
        assert admission.reserved_tokens == 80


async def test_one_that_gives_up_waiting_keeps_no_other_from_room() -> None:
    """A cancelled waiter does not swallow the capacity meant for the next, nor does one that only looks."""
    admission = _admission()
    first = [await admission.reserve_deferrable(25), await admission.reserve_deferrable(25)]
    second, looking, third = await _parked(
        admission.reserve_deferrable(25), admission.deferrable_capacity(), admission.reserve_deferrable(25)
    )
    first[0].release()
    second.cancel()
    await looking
    await third
    assert admission.reserved_tokens == 50


async def test_nobody_goes_before_those_that_wait() -> None:
    """Who comes just as capacity is given back stands behind, and who gives up leaves no trace."""
    admission = _admission()
    first = [await admission.reserve_deferrable(25), await admission.reserve_deferrable(25)]
    order: list[str] = []

    async def take(name: str) -> None:
        await admission.reserve_deferrable(25)
        order.append(name)

    (early, given_up) = await _parked(take("early"), take("given up"))
    late = asyncio.create_task(take("late"))
    first[0].release()  # before the late one runs, which would find capacity
    given_up.cancel()
    await early
    first[1].release()
    await late
    assert order == ["early", "late"]
    assert not admission._waiting


async def test_call_that_takes_the_room_costs_no_turn() -> None:
    """Who was woken for capacity that a call took meanwhile stays the first in line."""
    admission = _admission()
    reservation = await admission.reserve_deferrable(25)
    other = await admission.reserve_deferrable(25)
    first, second = await _parked(admission.reserve_deferrable(25), admission.reserve_deferrable(25))
    reservation.release()
    with admission.reserve(25):
        await _parked()
        assert not first.done()
    await first
    assert not second.done()
    other.release()
    await second


def test_batches_are_turned_away_beyond_the_room() -> None:
    """Articles of batches that are let in wait outside of the capacity; what waits so is bounded as well."""
    admission = _admission()
    with (
        admission.reserve_batch(10_000),
        admission.reserve_batch(25),
        admission.reserve_batch(25),
        admission.reserve_batch(25),
    ):
        with pytest.raises(QueueFullError) as caught, admission.reserve_batch(1):
            pass
        assert caught.value.retry_after_seconds == 10
        with admission.reserve(1):
            assert admission.reserved_tokens == 1
    with admission.reserve_batch(1):
        pass


def test_every_article_costs_something() -> None:
    """Texts and titles cost by length, given mentions by number, and empty articles are not free."""
    assert article_tokens(pb.Article(text="x" * 400)) == 101
    assert article_tokens(pb.Article(title="x" * 200, text="x" * 200)) == 101
    assert article_tokens(pb.Article(mentions=pb.GivenMentions(mentions=[pb.GivenMention()] * 5))) == 21
    assert article_tokens(pb.Article()) == 1


def test_queries_cost_by_their_names() -> None:
    """Every name that has to be looked up counts, those behind commas and the context's too."""
    plain, told = PlaceQuery("Paris"), PlaceQuery("Paris", context_names=("Dallas", "Austin"))
    assert query_tokens([plain, told]) == 4 * query_tokens([plain])
    assert query_tokens([PlaceQuery("Paris, Lamar County, Texas,")]) == 3 * query_tokens([plain])
