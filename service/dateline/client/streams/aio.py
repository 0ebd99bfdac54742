"""One stream of the asynchronous client, over as many calls as are needed."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable
from contextlib import aclosing
from typing import TypeAlias

import grpc

from dateline.client.answers import Outcome, read_result
from dateline.client.streams.pending_articles import Entry, PendingArticles
from dateline.errors import DatelineError, InvalidInputError, ServiceUnavailableError
from dateline.v1 import annotation_pb2 as pb
from dateline.values import Article

Requests: TypeAlias = AsyncIterator[pb.StreamAnnotateArticlesRequest]
Call: TypeAlias = "grpc.aio.StreamStreamCall[pb.StreamAnnotateArticlesRequest, pb.StreamAnnotateArticlesResponse]"


class AioStream:
    """A stream whose three tasks share the pending articles: one reads answers, one sends, one takes articles."""

    def __init__(
        self,
        articles: Iterable[Article] | AsyncIterable[Article],
        *,
        build: Callable[[Article], pb.StreamAnnotateArticlesRequest],
        open_call: Callable[[Requests], Awaitable[Call]],
        as_error: Callable[[grpc.RpcError], DatelineError],
        window: int,
    ) -> None:
        self._articles = articles
        self._build = build
        self._open_call = open_call
        self._as_error = as_error
        self._pending = PendingArticles(window=window)
        self._changed = asyncio.Condition()
        self._attempt = 0
        self._end: DatelineError = _closed_early()

    async def outcomes(self) -> AsyncGenerator[tuple[str, Outcome], None]:
        """Yields the id and the outcome of each article, in the order of the answers."""
        feeding = asyncio.create_task(self._feed(), name="dateline-stream")
        try:
            while True:
                async with aclosing(self._read()) as answers:
                    async for answer in answers:
                        yield answer
                for refused in self._pending.take_refused():
                    yield refused
                if self._pending.is_done:
                    break
                await asyncio.sleep(self._pending.backoff_seconds(self._end))
        finally:
            feeding.cancel()
            await asyncio.wait((feeding,))
        if self._pending.failure is not None:
            raise self._pending.failure

    async def _read(self) -> AsyncGenerator[tuple[str, Outcome], None]:
        """Yields the answers of one call, and leaves the error that ended it in `_end`."""
        self._attempt += 1
        self._pending.begin()
        self._end = _closed_early()
        call = None
        try:
            call = await self._open_call(self._requests(self._attempt))
            async for response in call:
                article = self._pending.answer(response.article_id)
                await self._notify()
                for refused in self._pending.take_refused():
                    yield refused
                if article is not None:
                    yield article.id, read_result(response, article)
        except grpc.RpcError as error:
            # gRPC puts this message in place of the status where the sender notices the break before the reader does.
            is_broken = (error.details() or "").startswith("Internal error from Core")
            self._end = ServiceUnavailableError("the connection broke") if is_broken else self._as_error(error)
        finally:
            self._attempt += 1  # so that the sender of this call ends
            if call is not None:
                call.cancel()
            await self._notify()

    async def _requests(self, attempt: int) -> Requests:
        while True:
            async with self._changed:
                await self._changed.wait_for(
                    lambda: self._attempt != attempt or self._pending.has_unsent or self._pending.is_exhausted
                )
                entry = self._pending.next_unsent() if self._attempt == attempt else None
            if entry is None:
                return
            yield entry.request

    async def _feed(self) -> None:
        failure = None
        try:
            if isinstance(self._articles, AsyncIterable):
                async for article in self._articles:
                    await self._take(article)
            else:
                for article in self._articles:
                    await self._take(article)
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # noqa: BLE001 - the caller's own error, raised again where the caller waits
            failure = error
        self._pending.end(failure)
        await self._notify()

    async def _take(self, article: Article) -> None:
        try:
            built: pb.StreamAnnotateArticlesRequest | InvalidInputError = self._build(article)
        except InvalidInputError as error:
            built = error
        async with self._changed:
            await self._changed.wait_for(lambda: self._pending.has_capacity)
            if isinstance(built, InvalidInputError):
                self._pending.refuse(article, built)
            else:
                self._pending.add(Entry(article, built))
            self._changed.notify_all()

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()


def _closed_early() -> DatelineError:
    return ServiceUnavailableError("the server closed the stream before its last answer")
