"""One stream of articles: read as there is capacity, answered as they are done."""

import asyncio
from collections.abc import AsyncIterator

from dateline.errors import ServiceUnavailableError
from dateline.server.interceptor import status_of, unreadable_error
from dateline.server.scheduling.admission import Reservation
from dateline.server.scheduling.fair_queue import Flow
from dateline.server.scheduling.pipeline import Pipeline
from dateline.server.scheduling.pricing import article_tokens
from dateline.server.telemetry.logs import call_facts
from dateline.v1 import annotation_pb2 as pb


class ArticleStream:
    """Answers the requests of one stream.

    An article counts as in work until gRPC has taken its answer, so that a client that does not read is not read from.
    """

    def __init__(self, pipeline: Pipeline, *, draining: asyncio.Event) -> None:
        self._pipeline = pipeline
        self._draining = draining
        self._slots = asyncio.Semaphore(pipeline.settings.max_stream_articles)
        # One at a time, or a stream would be read before all that others send.
        self._reading = asyncio.Lock()
        self._flow = Flow()
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
                await self._pipeline.admission.deferrable_capacity()
                request = await self._next(requests)
                if request is None:
                    break
                await self._begin(request)
        finally:
            await asyncio.gather(*self._work, return_exceptions=True)
            self._answers.put_nowait(None)

    async def _begin(self, request: object) -> None:
        tokens = article_tokens(request.article) if isinstance(request, pb.StreamAnnotateArticlesRequest) else 1
        reservation = await self._pipeline.admission.reserve_deferrable(tokens)
        task = asyncio.create_task(self._answer(request, reservation))
        self._work.add(task)
        task.add_done_callback(self._work.discard)
        # Not in the task, which may be cancelled before it has begun.
        task.add_done_callback(lambda _: reservation.release())

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

    async def _answer(self, request: object, reservation: Reservation) -> None:
        article_id = request.article.id if isinstance(request, pb.StreamAnnotateArticlesRequest) else ""
        try:
            result = pb.ArticleResult(annotation=await self._annotate(request, reservation))
        except Exception as error:  # noqa: BLE001  # no article ends the stream
            facts = call_facts()
            facts.failed_articles += 1
            result = pb.ArticleResult(error=status_of(error, request_id=facts.request_id))
        self._answers.put_nowait(pb.StreamAnnotateArticlesResponse(article_id=article_id, result=result))

    async def _annotate(self, request: object, reservation: Reservation) -> pb.Annotation:
        if not isinstance(request, pb.StreamAnnotateArticlesRequest):
            raise unreadable_error()
        async with self._reading:
            read = await self._pipeline.read_request(request)
        annotation, _ = await self._pipeline.annotate(read, flow=self._flow, reservation=reservation)
        return annotation
