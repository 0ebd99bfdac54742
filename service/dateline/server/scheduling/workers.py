"""Threads for what would block the event loop, watched for one that does not come back."""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Workers:
    """A number of threads and the jobs they are given, first come, first served."""

    def __init__(self, count: int, *, name: str, now: Callable[[], float] = time.monotonic) -> None:
        self._executor = ThreadPoolExecutor(count, thread_name_prefix=f"dateline-{name}")
        self._now = now
        self._begun: dict[int, float] = {}

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Wait for a job, which goes on in its thread when the caller goes away."""

        def job() -> T:
            # Here, not around the waiting: a job outlives a caller that has gone away.
            thread = threading.get_ident()
            self._begun[thread] = self._now()
            try:
                return function(*args, **kwargs)
            finally:
                del self._begun[thread]

        return await asyncio.get_running_loop().run_in_executor(self._executor, job)

    @property
    def is_busy(self) -> bool:
        """Whether a thread is still at work, which would keep the process from ending."""
        return bool(self._begun)

    @property
    def stalled_seconds(self) -> float:
        """Time the oldest job has been at work, 0 while none is."""
        # A copy, for threads come and go meanwhile.
        begun = tuple(self._begun.values())
        return self._now() - min(begun) if begun else 0.0

    def close(self) -> None:
        """Let the threads end when they are done with what they do; what waits for one is cancelled."""
        self._executor.shutdown(wait=False, cancel_futures=True)
