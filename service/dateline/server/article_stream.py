"""One stream of articles, which are read as capacity allows and answered as they are done."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

from dateline.errors import ServiceUnavailableError
from dateline.server.article_task import ArticleTasks
from dateline.server.interceptor import unreadable_error
from dateline.server.scheduling.fair_queue import Flow
from dateline.server.scheduling.pipeline import Pipeline
from dateline.server.scheduling.pricing import article_tokens
from dateline.server.scheduling.read_article import ReadArticle
from dateline.v1 import annotation_pb2 as pb


class ArticleStream:
    """The answers to the requests of one stream.

    An article counts as in work until gRPC has taken its answer, so that the server stops reading from a client that
    does not read.
    """

    def __init__(self, pipeline: Pipeline, *, draining: asyncio.Event) -> None:
        self._pipeline = pipeline
        self._draining = draining
        self._tasks = ArticleTasks(pipeline)
        self._answers: asyncio.Queue[pb.StreamAnnotateArticlesResponse | None] = asyncio.Queue()
        self._work: set[asyncio.Task[None]] = set()

    async def answers(self, requests: AsyncIterator[object]) -> AsyncIterator[pb.StreamAnnotateArticlesResponse]:
        """Yields an answer for each request, in any order.

        Raises ServiceUnavailableError where the server stops before the stream ends, after every request that was read
        has its answer.
        """
        reading = asyncio.create_task(self._read(requests))
        try:
            while (answer := await self._answers.get()) is not None:
                yield answer
                self._tasks.free_slot()
            # Raises the error that ended the reading, if one did.
            await reading
        finally:
            reading.cancel()
            for task in self._work:
                task.cancel()
            await asyncio.gather(reading, *self._work, return_exceptions=True)

    async def _read(self, requests: AsyncIterator[object]) -> None:
        try:
            while True:
                await self._tasks.take_slot()
                await self._pipeline.admission.deferrable_capacity()
                request = await self._next(requests)
                if request is None:
                    break
                await self._begin(request)
        finally:
            await asyncio.gather(*self._work, return_exceptions=True)
            self._answers.put_nowait(None)

    async def _begin(self, request: object) -> None:
        article = request.article if isinstance(request, pb.StreamAnnotateArticlesRequest) else None
        task = await self._tasks.begin(
            partial(self._read_article, request),
            tokens=1 if article is None else article_tokens(article),
            answer=partial(self._answer, "" if article is None else article.id),
        )
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def _next(self, requests: AsyncIterator[object]) -> object | None:
        """Returns the next request, or None at the end; raises ServiceUnavailableError where the server stops first."""
        reading = asyncio.ensure_future(anext(requests, None))
        stopping = asyncio.create_task(self._draining.wait())
        try:
            await asyncio.wait((reading, stopping), return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                return reading.result()
            raise ServiceUnavailableError("the server is stopping")
        finally:
            reading.cancel()
            stopping.cancel()

    async def _read_article(self, request: object, _flow: Flow) -> ReadArticle:
        if not isinstance(request, pb.StreamAnnotateArticlesRequest):
            raise unreadable_error()
        return await self._pipeline.read_request(request)

    def _answer(self, article_id: str, result: pb.ArticleResult) -> None:
        self._answers.put_nowait(pb.StreamAnnotateArticlesResponse(article_id=article_id, result=result))
