"""The articles of one batch request: begun one after another as there is capacity, each with an outcome of its own."""

import asyncio

from dateline.server.interceptor import status_of
from dateline.server.scheduling.admission import Reservation
from dateline.server.scheduling.fair_queue import Flow
from dateline.server.scheduling.pipeline import MAX_ANNOTATION_BYTES, Pipeline, large_answer_error
from dateline.server.scheduling.pricing import article_tokens
from dateline.server.telemetry.logs import call_facts
from dateline.text import OffsetEncoding
from dateline.v1 import annotation_pb2 as pb
from dateline.values import AnnotateOptions

_MOST_ERROR_BYTES = 4 << 10
"""Of ten violations with the longest paths, and some more."""


class ArticleBatch:
    """Annotates the articles of a request, as many at a time as a stream may have in work.

    `reservation` shrinks as they are done. `options` are the request's, and the unit of its offsets.
    """

    def __init__(
        self,
        pipeline: Pipeline,
        request: pb.BatchAnnotateArticlesRequest,
        *,
        options: tuple[AnnotateOptions, OffsetEncoding],
        reservation: Reservation,
        deadline: float,
    ) -> None:
        self._pipeline = pipeline
        self._articles = request.articles
        self._options, self._offset_encoding = options
        self._reservation = reservation
        self._deadline = deadline
        self._flow = Flow()
        self._slots = asyncio.Semaphore(pipeline.settings.max_stream_articles)
        self._capacity_bytes = MAX_ANNOTATION_BYTES - _MOST_ERROR_BYTES * len(self._articles)
        # One at a time, or a batch would be read before all that others send.
        self._reading = asyncio.Lock()

    async def response(self) -> bytes:
        """Annotate the articles and return a BatchAnnotateArticlesResponse, their outcomes in their order, as bytes.

        Messages put end to end are one message (protobuf.dev, "Last One Wins"), so each outcome is encoded when it is
        there; a large answer encoded at once would keep all others waiting.
        """
        async with asyncio.TaskGroup() as group:
            tasks = [await self._begin(group, article, index) for index, article in enumerate(self._articles)]
        return b"".join(task.result() for task in tasks)

    async def _begin(self, group: asyncio.TaskGroup, article: pb.Article, index: int) -> "asyncio.Task[bytes]":
        await self._slots.acquire()
        tokens = article_tokens(article)
        reservation = await self._pipeline.admission.reserve_deferrable(tokens)
        task = group.create_task(self._outcome(article, f"articles[{index}]", reservation))
        # Not in the task, which may be cancelled before it has begun.
        task.add_done_callback(lambda _: self._end(reservation, tokens))
        return task

    def _end(self, reservation: Reservation, tokens: int) -> None:
        reservation.release()
        self._slots.release()
        self._reservation.finish(tokens)

    async def _outcome(self, article: pb.Article, path: str, reservation: Reservation) -> bytes:
        try:
            self._pipeline.check_deadline(article, flow=self._flow, deadline=self._deadline)
            async with self._reading:
                read = await self._pipeline.read(
                    article, options=self._options, offset_encoding=self._offset_encoding, path=path
                )
            annotation, _ = await self._pipeline.annotate(
                read, flow=self._flow, reservation=reservation, deadline=self._deadline
            )
            outcome = pb.BatchAnnotateArticlesResponse()
            outcome.results.add().annotation.CopyFrom(annotation)
            content = outcome.SerializeToString()
            self._take_capacity(len(content), path)
        except Exception as error:  # noqa: BLE001  # an article fails no other
            facts = call_facts()
            facts.failed_articles += 1
            result = pb.ArticleResult(error=status_of(error, request_id=facts.request_id))
            return pb.BatchAnnotateArticlesResponse(results=[result]).SerializeToString()
        return content

    def _take_capacity(self, size_bytes: int, path: str) -> None:
        # At once, not when all are there: together they may be far more than what can be sent.
        if size_bytes > self._capacity_bytes:
            raise large_answer_error(path)
        self._capacity_bytes -= size_bytes
