"""Threads for work that would block the event loop, watched for a thread that hangs."""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Workers:
    """`count` threads and the jobs that they are given, first come, first served."""

    def __init__(self, count: int, *, name: str, now: Callable[[], float] = time.monotonic) -> None:
        self._executor = ThreadPoolExecutor(count, thread_name_prefix=f"dateline-{name}")
        self._now = now
        self._begun: dict[int, float] = {}

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a job in a thread and returns its result; the job goes on where the caller leaves."""
        return await asyncio.wrap_future(self.submit(function, *args, **kwargs))

    def submit(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Gives a job to the threads and returns its future, which is done once the job is."""

        def job() -> T:
            # Noted in the thread, not where the caller waits: a job outlives a caller that has left.
            thread = threading.get_ident()
            self._begun[thread] = self._now()
            try:
                return function(*args, **kwargs)
            finally:
                del self._begun[thread]

        return self._executor.submit(job)

    @property
    def is_busy(self) -> bool:
        """Whether a thread is still at work, which would keep the process from ending."""
        return bool(self._begun)

    @property
    def stalled_seconds(self) -> float:
        """Seconds that the oldest job has been at work; 0 where no job is."""
        # A copy, because threads add and remove entries meanwhile.
        begun = tuple(self._begun.values())
        return self._now() - min(begun) if begun else 0.0

    def close(self) -> None:
        """Lets the threads end after their present jobs; jobs that wait for a thread are cancelled."""
        self._executor.shutdown(wait=False, cancel_futures=True)
