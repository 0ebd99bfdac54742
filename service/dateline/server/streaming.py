"""One stream of articles: read as there is room, answered as they are done."""

import asyncio
from collections.abc import AsyncIterator

from dateline.errors import ServiceUnavailableError
from dateline.server.interceptor import status_of, unreadable_error
from dateline.server.logs import call_facts
from dateline.server.pipeline import Pipeline
from dateline.v1 import annotation_pb2 as pb


class ArticleStream:
    """Answers the requests of one stream.

    An article counts as in work until gRPC has taken its answer, so that a client that does not read is not read from.
    """

    def __init__(self, pipeline: Pipeline, *, draining: asyncio.Event) -> None:
        self._pipeline = pipeline
        self._draining = draining
        self._slots = asyncio.Semaphore(pipeline.settings.max_stream_articles)
        self._answers: asyncio.Queue[pb.StreamAnnotateArticlesResponse | None] = asyncio.Queue()
        self._work: set[asyncio.Task[None]] = set()

    async def answers(self, requests: AsyncIterator[object]) -> AsyncIterator[pb.StreamAnnotateArticlesResponse]:
        """Yield an answer for each request, in any order.

        Raises ServiceUnavailableError, all that was read being answered, when the server stops before the end.
        """
        reading = asyncio.create_task(self._read(requests))
        try:
            while (answer := await self._answers.get()) is not None:
                yield answer
                self._slots.release()
            # Raises what broke the reading off.
            await reading
        finally:
            reading.cancel()
            for task in self._work:
                task.cancel()
            await asyncio.gather(reading, *self._work, return_exceptions=True)

    async def _read(self, requests: AsyncIterator[object]) -> None:
        try:
            while True:
                await self._slots.acquire()
                await self._pipeline.batcher.room()
                request = await self._next(requests)
                if request is None:
                    break
                task = asyncio.create_task(self._answer(request))
                self._work.add(task)
                task.add_done_callback(self._work.discard)
        finally:
            await asyncio.gather(*self._work, return_exceptions=True)
            self._answers.put_nowait(None)

    async def _next(self, requests: AsyncIterator[object]) -> object | None:
        """Return the next request, or None at the end; raises ServiceUnavailableError when the server stops first."""
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

    async def _answer(self, request: object) -> None:
        article_id = request.article.id if isinstance(request, pb.StreamAnnotateArticlesRequest) else ""
        try:
            result = pb.ArticleResult(annotation=await self._annotate(request))
        except Exception as error:  # noqa: BLE001  # no article ends the stream
            facts = call_facts()
            facts.failed_articles += 1
            result = pb.ArticleResult(error=status_of(error, request_id=facts.request_id))
        self._answers.put_nowait(pb.StreamAnnotateArticlesResponse(article_id=article_id, result=result))

    async def _annotate(self, request: object) -> pb.Annotation:
        if not isinstance(request, pb.StreamAnnotateArticlesRequest):
            raise unreadable_error()
        read = await self._pipeline.read_request(request)
        await self._pipeline.batcher.room(read.tokens)
        annotation, _ = await self._pipeline.finish(read, self._pipeline.enqueue(read))
        return annotation
