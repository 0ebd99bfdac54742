"""A queue in which every caller has an equal share of the server.

This is the fair sojourn protocol: serve in the order in which equal shares would finish. A short text goes before what
is left of a long article, and the long one is still done no later than with an equal share of its own, so that neither
starves. (Friedman and Henderson, "Fairness and efficiency in web server protocols", SIGMETRICS 2003.)
"""

import heapq
import itertools
import math
from typing import Generic, Protocol, TypeVar


class Work(Protocol):
    """What waits; `tokens_left` is 0 once nothing of it does."""

    @property
    def tokens_left(self) -> int:
        """Tokens of it that wait."""


WorkT = TypeVar("WorkT", bound=Work)


class Flow:
    """One call in the queue, whatever it has there: it has one share, which its articles use one after another."""

    __slots__ = ("finish", "is_sharing")

    def __init__(self) -> None:
        self.finish = 0.0
        self.is_sharing = False


class FairQueue(Generic[WorkT]):
    """Work in the order of fair finish; the clock counts the tokens that a caller's equal share would have served."""

    def __init__(self) -> None:
        self.tokens = 0
        self._clock = 0.0
        self._order = itertools.count()
        self._waiting: list[tuple[float, int, WorkT]] = []
        # What equal shares would still be serving, in the order it would be done.
        self._shared: list[tuple[float, int, Flow]] = []
        self._sharing_count = 0

    def put(self, work: WorkT, *, flow: Flow) -> None:
        """Queue work, behind what its caller has in the queue already."""
        flow.finish = finish = self._finish(work.tokens_left, flow)
        if not flow.is_sharing:
            flow.is_sharing = True
            self._sharing_count += 1
        number = next(self._order)
        heapq.heappush(self._waiting, (finish, number, work))
        heapq.heappush(self._shared, (finish, number, flow))
        self.tokens += work.tokens_left

    def first(self) -> WorkT | None:
        """Return the work that is to be served next, or None when none waits."""
        while self._waiting:
            work = self._waiting[0][2]
            if work.tokens_left:
                return work
            heapq.heappop(self._waiting)
        return None

    def tokens_before(self, tokens: int, *, flow: Flow) -> int:
        """Count what would be served before `tokens` more of this caller were done, if nothing else came."""
        finish = self._finish(tokens, flow)
        return sum(work.tokens_left for each_finish, _, work in self._waiting if each_finish <= finish)

    def remove(self, tokens: int) -> None:
        """Take note that so many tokens of queued work have been served or withdrawn."""
        self.tokens -= tokens
        # An empty queue owes nobody anything; sums of fractions might say otherwise.
        left = float(tokens) if self.tokens else math.inf
        while self._shared:
            finish, _, flow = self._shared[0]
            until_finish = (finish - self._clock) * self._sharing_count
            if left < until_finish:
                self._clock += left / self._sharing_count
                return
            left -= until_finish
            self._clock = finish
            heapq.heappop(self._shared)
            if flow.finish == finish:
                flow.is_sharing = False
                self._sharing_count -= 1

    def _finish(self, tokens: int, flow: Flow) -> float:
        return max(self._clock, flow.finish) + tokens
