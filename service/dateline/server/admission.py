"""How much the server takes on: the tokens of all articles that have come and are not answered yet are bounded.

Tokens are guessed from lengths, for whom to turn away must be known before any work is done. A caller that would get no
answer soon is told when to come back; streams, and articles of a batch after the first, are held instead.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from dateline.errors import QueueFullError
from dateline.v1 import annotation_pb2 as pb

_CHARS_A_TOKEN = 4
_TOKENS_A_MENTION = 4
_TOKENS_A_QUERY = 16
_MIN_RETRY_SECONDS = 0.05
_MAX_RETRY_SECONDS = 30.0


def article_tokens(article: pb.Article) -> int:
    """Guess what an article costs, whether its names are to be recognised or were given."""
    return 1 + len(article.text) // _CHARS_A_TOKEN + _TOKENS_A_MENTION * len(article.mentions.mentions)


def query_tokens(query_count: int) -> int:
    """Guess what so many place queries cost."""
    return _TOKENS_A_QUERY * query_count


class Hold:
    """Room that one article takes until it is answered."""

    def __init__(self, admission: "Admission", tokens: int) -> None:
        self._admission = admission
        self._tokens = tokens

    def release(self) -> None:
        """Give the room back; once is enough."""
        tokens, self._tokens = self._tokens, 0
        self._admission.release(tokens)


class Admission:
    """Room for `max_tokens`.

    Whatever comes is taken while there is room at all, so that long articles have the chance that short ones have; and
    one article counts for at most a quarter of the room, or a single large one would keep all others out. What can wait
    gets half of the room at most, which leaves the other to calls that cannot.
    """

    def __init__(self, max_tokens: int, *, tokens_per_second: Callable[[], float]) -> None:
        self._max_tokens = max_tokens
        self._tokens_per_second = tokens_per_second
        self._held_tokens = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def held_tokens(self) -> int:
        """Tokens of what has come and is not answered."""
        return self._held_tokens

    @contextmanager
    def admitted(self, tokens: int) -> Iterator[None]:
        """Take room meanwhile.

        Raises QueueFullError.
        """
        self.check()
        hold = self._hold(tokens)
        try:
            yield
        finally:
            hold.release()

    def check(self) -> None:
        """Raise QueueFullError where there is no room."""
        if self._held_tokens >= self._max_tokens:
            seconds = self._held_tokens / self._tokens_per_second()
            raise QueueFullError(
                "the queue is full", retry_after_seconds=min(max(seconds, _MIN_RETRY_SECONDS), _MAX_RETRY_SECONDS)
            )

    async def room(self) -> None:
        """Wait until there is room for what can wait."""
        await self._wait()
        self._wake()

    async def held(self, tokens: int) -> Hold:
        """Wait for room and take it."""
        await self._wait()
        hold = self._hold(tokens)
        self._wake()
        return hold

    def release(self, tokens: int) -> None:
        """Give room back."""
        self._held_tokens -= tokens
        self._wake()

    def _hold(self, tokens: int) -> Hold:
        counted = max(1, min(tokens, self._max_tokens // 4))
        self._held_tokens += counted
        return Hold(self, counted)

    async def _wait(self) -> None:
        while not self._has_room():
            waiter = asyncio.get_running_loop().create_future()
            self._waiting.append(waiter)
            try:
                await waiter
            except asyncio.CancelledError:
                # The room it was woken for is the next one's.
                self._wake()
                raise

    def _has_room(self) -> bool:
        return self._held_tokens < max(1, self._max_tokens // 2)

    def _wake(self) -> None:
        """Wake one that waits, which wakes the next if it leaves room."""
        while self._waiting and self._has_room():
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return
