"""One stream of the blocking client, over as many calls as are needed."""

import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import TypeAlias

import grpc

from dateline.client.answers import Outcome, read_result
from dateline.client.streams.pending_articles import Entry, PendingArticles
from dateline.errors import DatelineError, InvalidInputError, ServiceUnavailableError
from dateline.v1 import annotation_pb2 as pb
from dateline.values import Article

Requests: TypeAlias = Iterator[pb.StreamAnnotateArticlesRequest]
Call: TypeAlias = "grpc._CallIterator[pb.StreamAnnotateArticlesResponse]"  # noqa: SLF001 - the stubs' name for it


class SyncStream:
    """A stream whose three threads share the pending articles: one reads answers, one sends, one takes articles."""

    def __init__(
        self,
        articles: Iterable[Article],
        *,
        build: Callable[[Article], pb.StreamAnnotateArticlesRequest],
        open_call: Callable[[Requests], Call],
        as_error: Callable[[grpc.RpcError], DatelineError],
        window: int,
    ) -> None:
        self._articles = articles
        self._build = build
        self._open_call = open_call
        self._as_error = as_error
        self._pending = PendingArticles(window=window)
        self._changed = threading.Condition()
        self._attempt = 0
        self._is_closed = False

    def outcomes(self) -> Iterator[tuple[str, Outcome]]:
        """Yields the id and the outcome of each article, in the order of the answers."""
        threading.Thread(target=self._feed, name="dateline-stream", daemon=True).start()
        try:
            while True:
                error = yield from self._read()
                with self._changed:
                    refused, is_done = self._pending.take_refused(), self._pending.is_done
                yield from refused
                if is_done:
                    break
                time.sleep(self._pending.backoff_seconds(error))
        finally:
            with self._changed:
                self._is_closed = True
                self._changed.notify_all()
        if self._pending.failure is not None:
            raise self._pending.failure

    def _read(self) -> Generator[tuple[str, Outcome], None, DatelineError]:
        """Yields the answers of one call, and returns the error that ended it."""
        with self._changed:
            self._attempt += 1
            self._pending.begin()
        call = None
        try:
            call = self._open_call(self._requests(self._attempt))
            for response in call:
                with self._changed:
                    article = self._pending.answer(response.article_id)
                    refused = self._pending.take_refused()
                    self._changed.notify_all()
                yield from refused
                if article is not None:
                    yield article.id, read_result(response, article)
        except grpc.RpcError as error:
            return self._as_error(error)
        finally:
            with self._changed:
                self._attempt += 1  # so that the sender of this call ends
                self._changed.notify_all()
            if call is not None:
                call.cancel()
        return ServiceUnavailableError("the server closed the stream before its last answer")

    def _requests(self, attempt: int) -> Requests:
        while True:
            with self._changed:
                self._changed.wait_for(
                    lambda: self._attempt != attempt or self._pending.has_unsent or self._pending.is_exhausted
                )
                entry = self._pending.next_unsent() if self._attempt == attempt else None
            if entry is None:
                return
            yield entry.request

    def _feed(self) -> None:
        failure = None
        try:
            for article in self._articles:
                if not self._take(article):
                    return
        except BaseException as error:  # noqa: BLE001 - the caller's own error, raised again where the caller waits
            failure = error
        with self._changed:
            self._pending.end(failure)
            self._changed.notify_all()

    def _take(self, article: Article) -> bool:
        try:
            built: pb.StreamAnnotateArticlesRequest | InvalidInputError = self._build(article)
        except InvalidInputError as error:
            built = error
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or self._pending.has_capacity)
            if isinstance(built, InvalidInputError):
                self._pending.refuse(article, built)
            else:
                self._pending.add(Entry(article, built))
            self._changed.notify_all()
            return not self._is_closed
