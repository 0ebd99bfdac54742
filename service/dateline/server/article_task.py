"""The articles of a batch or stream: each is read in turn, annotated, and answered with its result or its error."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeAlias, TypeVar

from dateline.server.interceptor import status_of
from dateline.server.scheduling.admission import Reservation
from dateline.server.scheduling.fair_queue import Flow
from dateline.server.scheduling.pipeline import Pipeline
from dateline.server.scheduling.read_article import ReadArticle
from dateline.server.telemetry.logs import call_facts
from dateline.v1 import annotation_pb2 as pb

Answer = TypeVar("Answer")
Read: TypeAlias = Callable[[Flow], Awaitable[ReadArticle]]
"""A function that reads the article; raises InvalidInputError, or DeadlineExceededError where the time is too short."""


class ArticleTasks:
    """The articles of one batch or stream, which share one flow and are read one after another.

    At most `max_stream_articles` are in work at a time. `deadline` is on the batcher's clock; streams have no deadline.
    """

    def __init__(self, pipeline: Pipeline, *, deadline: float | None = None) -> None:
        self._pipeline = pipeline
        self._deadline = deadline
        self._flow = Flow()
        self._slots = asyncio.Semaphore(pipeline.settings.max_stream_articles)
        # One article at a time; otherwise all articles of one call would be read before those of other calls.
        self._reading = asyncio.Lock()

    async def take_slot(self) -> None:
        """Waits until another article may be in work."""
        await self._slots.acquire()

    def free_slot(self) -> None:
        """Lets another article be in work."""
        self._slots.release()

    async def begin(
        self,
        read: Read,
        *,
        tokens: int,
        answer: Callable[[pb.ArticleResult], Answer],
        create_task: Callable[[Coroutine[Any, Any, Answer]], "asyncio.Task[Answer]"] = asyncio.create_task,
    ) -> "asyncio.Task[Answer]":
        """Waits for capacity for `tokens` and begins an article; the task returns what `answer` makes of its result.

        Whatever goes wrong with the article, an error of `answer` included, becomes an error in its result.
        """
        reservation = await self._pipeline.admission.reserve_deferrable(tokens)
        task = create_task(self._answer(read, reservation, answer))
        # Released by a callback, because the task may be cancelled before it has begun.
        task.add_done_callback(lambda _: reservation.release())
        return task

    async def _answer(
        self, read: Read, reservation: Reservation, answer: Callable[[pb.ArticleResult], Answer]
    ) -> Answer:
        try:
            async with self._reading:
                article = await read(self._flow)
            annotation, _ = await self._pipeline.annotate(
                article, flow=self._flow, reservation=reservation, deadline=self._deadline
            )
            return answer(pb.ArticleResult(annotation=annotation))
        except Exception as error:  # noqa: BLE001  # one article must not fail the others
            facts = call_facts()
            facts.failed_articles += 1
            return answer(pb.ArticleResult(error=status_of(error, request_id=facts.request_id)))
