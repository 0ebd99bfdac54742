"""A queue in which every flow has an equal share of the server.

The queue follows the fair sojourn protocol: it serves work in the order in which equal shares would finish it. A short
text goes before the rest of a long article, and the long article is still done no later than with an equal share of its
own, so that neither starves. (Friedman and Henderson, "Fairness and efficiency in web server protocols", SIGMETRICS
2003.)
"""

import heapq
import itertools
import math
from typing import Generic, Protocol, TypeVar


class Work(Protocol):
    """Work in the queue; its `tokens_left` are 0 once all of it is served or withdrawn."""

    @property
    def tokens_left(self) -> int:
        """Tokens of the work that still wait."""


WorkT = TypeVar("WorkT", bound=Work)


class Flow:
    """One call in the queue, with one share, which the articles of the call use one after another."""

    __slots__ = ("finish", "is_sharing")

    def __init__(self) -> None:
        self.finish = 0.0
        self.is_sharing = False


class FairQueue(Generic[WorkT]):
    """Work in the order of fair finish; the clock counts the tokens that one flow's equal share would have served."""

    def __init__(self) -> None:
        self.tokens = 0
        self._clock = 0.0
        self._order = itertools.count()
        self._waiting: list[tuple[float, int, WorkT]] = []
        # The work that equal shares would still be serving, in the order in which they would finish it.
        self._shared: list[tuple[float, int, Flow]] = []
        self._sharing_count = 0

    def put(self, work: WorkT, *, flow: Flow) -> None:
        """Queues work behind the work that its flow has in the queue already."""
        flow.finish = finish = self._finish(work.tokens_left, flow)
        if not flow.is_sharing:
            flow.is_sharing = True
            self._sharing_count += 1
        number = next(self._order)
        heapq.heappush(self._waiting, (finish, number, work))
        heapq.heappush(self._shared, (finish, number, flow))
        self.tokens += work.tokens_left

    def first(self) -> WorkT | None:
        """Returns the work to serve next, or None where no work waits."""
        while self._waiting:
            work = self._waiting[0][2]
            if work.tokens_left:
                return work
            heapq.heappop(self._waiting)
        return None

    def tokens_before(self, tokens: int, *, flow: Flow) -> int:
        """Counts the tokens that would be served before `tokens` more of `flow` were done, if no other work came."""
        finish = self._finish(tokens, flow)
        return sum(work.tokens_left for work_finish, _, work in self._waiting if work_finish <= finish)

    def remove(self, tokens: int) -> None:
        """Notes that `tokens` of queued work have been served or withdrawn."""
        self.tokens -= tokens
        # An empty queue owes no flow anything, although rounding errors might say so.
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
