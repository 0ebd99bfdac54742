"""The unanswered articles of a stream, so that they can be sent again where the stream breaks.

This module only keeps the books: the clients bring their own locks.
"""

from collections import deque
from dataclasses import dataclass

from dateline.client.answers import Outcome
from dateline.errors import DatelineError, FieldViolation, InvalidInputError, ServiceUnavailableError
from dateline.v1 import annotation_pb2 as pb
from dateline.values import Article

MAX_BREAKS = 4
"""Breaks in a row, without an answer between them, after which a stream is given up."""

_FIRST_BACKOFF_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Entry:
    """An article and the request for its annotation."""

    article: Article
    request: pb.StreamAnnotateArticlesRequest


class PendingArticles:
    """The articles of a stream that are taken from the caller and not answered yet."""

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

        Refusals are handed out with the next answer; where no answer is to come they must not keep articles out.
        """
        return not self._unanswered or len(self._unanswered) + len(self._refused) < self._window

    @property
    def has_unsent(self) -> bool:
        """Whether an article waits to be sent."""
        return bool(self._unsent)

    @property
    def is_done(self) -> bool:
        """Whether the caller has no more articles and every article is answered."""
        return self.is_exhausted and not self._unanswered

    def add(self, entry: Entry) -> None:
        """Takes an article from the caller."""
        if entry.article.id in self._unanswered:
            violation = FieldViolation("article.id", "is that of another article still unanswered on this stream")
            self.refuse(entry.article, InvalidInputError(violation))
        else:
            self._unanswered[entry.article.id] = entry
            self._unsent.append(entry)

    def refuse(self, article: Article, error: DatelineError) -> None:
        """Notes the error for which an article is not sent."""
        self._refused.append((article.id, error))

    def take_refused(self) -> tuple[tuple[str, Outcome], ...]:
        """Returns the ids and errors of the articles refused since the last call."""
        refused = tuple(self._refused)
        self._refused.clear()
        return refused

    def end(self, failure: BaseException | None = None) -> None:
        """Notes that the caller has no more articles, or raised `failure` when asked for the next article."""
        self.is_exhausted = True
        self.failure = failure

    def begin(self) -> None:
        """Starts a call: all unanswered articles are to be sent."""
        self._unsent = deque(self._unanswered.values())

    def next_unsent(self) -> Entry | None:
        """Returns the next article to send, or None where all are sent."""
        return self._unsent.popleft() if self._unsent else None

    def answer(self, article_id: str) -> Article | None:
        """Returns the article that an answer is for, or None where no such article is pending."""
        self._break_count = 0
        entry = self._unanswered.pop(article_id, None)
        return entry.article if entry else None

    def backoff_seconds(self, error: DatelineError) -> float:
        """Notes a break and returns the seconds until the next attempt; raises `error` where another is of no use."""
        self._break_count += 1
        if not isinstance(error, ServiceUnavailableError) or self._break_count == MAX_BREAKS:
            raise error
        return _FIRST_BACKOFF_SECONDS * 2.0 ** (self._break_count - 1)
