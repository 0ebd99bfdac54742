"""What of a stream is unanswered, so that it can be sent again when the stream breaks.

Plain bookkeeping: the clients bring their own locks.
"""

from collections import deque
from dataclasses import dataclass

from dateline.client.base import Outcome
from dateline.errors import DatelineError, FieldViolation, InvalidInputError, ServiceUnavailableError
from dateline.v1 import annotation_pb2 as pb
from dateline.values import Article

MAX_BREAKS = 4
"""Breaks in a row, with no answer between them, after which a stream is given up."""

_FIRST_BACKOFF_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Entry:
    """An article and the message that asks for it."""

    article: Article
    request: pb.StreamAnnotateArticlesRequest


class PendingArticles:
    """Articles on their way: taken from the caller, sent, answered."""

    def __init__(self, *, window: int) -> None:
        self._window = window
        self._unanswered: dict[str, Entry] = {}
        self._unsent: deque[Entry] = deque()
        self._refused: list[tuple[str, Outcome]] = []
        self._break_count = 0
        self.is_exhausted = False
        self.failure: BaseException | None = None

    @property
    def has_capacity(self) -> bool:
        """Whether another article may be taken from the caller.

        Refusals are handed out with the next answer; where none is to come they must not stop the feeding.
        """
        return not self._unanswered or len(self._unanswered) + len(self._refused) < self._window

    @property
    def has_unsent(self) -> bool:
        """Whether an article waits to be sent."""
        return bool(self._unsent)

    @property
    def is_done(self) -> bool:
        """Whether the caller has no more articles and none waits for an answer."""
        return self.is_exhausted and not self._unanswered

    def add(self, entry: Entry) -> None:
        """Take an article from the caller."""
        if entry.article.id in self._unanswered:
            violation = FieldViolation("article.id", "is that of another article still unanswered on this stream")
            self.refuse(entry.article, InvalidInputError(violation))
        else:
            self._unanswered[entry.article.id] = entry
            self._unsent.append(entry)

    def refuse(self, article: Article, error: DatelineError) -> None:
        """Note why an article is not sent."""
        self._refused.append((article.id, error))

    def take_refused(self) -> tuple[tuple[str, Outcome], ...]:
        """The articles refused since the last time."""
        refused = tuple(self._refused)
        self._refused.clear()
        return refused

    def end(self, failure: BaseException | None = None) -> None:
        """Note that the caller has no more articles, or that asking for the next one failed."""
        self.is_exhausted = True
        self.failure = failure

    def begin(self) -> None:
        """Start anew: everything unanswered is to be sent."""
        self._unsent = deque(self._unanswered.values())

    def next_unsent(self) -> Entry | None:
        """The next article to send, None if there is none now."""
        return self._unsent.popleft() if self._unsent else None

    def answer(self, article_id: str) -> Article | None:
        """The article that an answer is for, None if nobody waits for it."""
        self._break_count = 0
        entry = self._unanswered.pop(article_id, None)
        return entry.article if entry else None

    def backoff_seconds(self, error: DatelineError) -> float:
        """Note a break and tell how long to wait before the next attempt; raises `error` where another is no use."""
        self._break_count += 1
        if not isinstance(error, ServiceUnavailableError) or self._break_count == MAX_BREAKS:
            raise error
        return _FIRST_BACKOFF_SECONDS * 2.0 ** (self._break_count - 1)
