"""Threads do what would block the event loop, and tell how long they have been at it."""

import asyncio
import threading

import pytest

from dateline.server.scheduling.workers import Workers

TIMEOUT_SECONDS = 20


async def test_stalled_seconds_is_the_age_of_the_oldest_job() -> None:
    """A job that does not come back is noticed beside others that do, and is forgotten once it does."""
    seconds, gate, begun = [0.0], threading.Event(), threading.Event()

    def stick() -> None:
        begun.set()
        gate.wait(TIMEOUT_SECONDS)

    workers = Workers(2, name="test", now=lambda: seconds[0])
    assert (workers.is_busy, workers.stalled_seconds) == (False, 0)
    stuck = asyncio.create_task(workers.run(stick))
    await asyncio.to_thread(begun.wait, TIMEOUT_SECONDS)
    seconds[0] = 5
    assert await workers.run(lambda: 7) == 7
    assert (workers.is_busy, workers.stalled_seconds) == (True, 5)
    gate.set()
    await stuck
    assert (workers.is_busy, workers.stalled_seconds) == (False, 0)
    workers.close()


async def test_failures_reach_the_caller() -> None:
    """What a job raises is raised where it is waited for."""
    workers = Workers(1, name="test")
    with pytest.raises(ZeroDivisionError):
        await workers.run(divmod, 1, 0)
    assert not workers.is_busy
    workers.close()
