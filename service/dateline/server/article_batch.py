"""One batch request, whose articles are begun one after another as capacity allows, each with its own outcome."""

import asyncio
from functools import partial

from dateline.server.article_task import ArticleTasks
from dateline.server.scheduling.admission import Reservation
from dateline.server.scheduling.fair_queue import Flow
from dateline.server.scheduling.pipeline import Pipeline
from dateline.server.scheduling.pricing import article_tokens
from dateline.server.scheduling.read_article import ReadArticle, large_answer_error
from dateline.settings import MOST_ERROR_BYTES
from dateline.text import OffsetEncoding
from dateline.v1 import annotation_pb2 as pb
from dateline.values import AnnotateOptions


class ArticleBatch:
    """The articles of one batch request on their way to the response; `reservation` shrinks as they are done.

    `options` are the request's options and the unit of its offsets.
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
        self._tasks = ArticleTasks(pipeline, deadline=deadline)
        self._capacity_bytes = pipeline.max_annotation_bytes - MOST_ERROR_BYTES * len(self._articles)

    async def response(self) -> bytes:
        """Returns the BatchAnnotateArticlesResponse as bytes, the outcomes in the order of the articles.

        Messages put end to end are one message (protobuf.dev, "Last One Wins"), so each outcome is encoded as soon as
        it is there; encoding a large response in one go would keep all other calls waiting.
        """
        async with asyncio.TaskGroup() as group:
            tasks = [await self._begin(group, article, index) for index, article in enumerate(self._articles)]
        return b"".join(task.result() for task in tasks)

    async def _begin(self, group: asyncio.TaskGroup, article: pb.Article, index: int) -> "asyncio.Task[bytes]":
        await self._tasks.take_slot()
        tokens, path = article_tokens(article), f"articles[{index}]"
        task = await self._tasks.begin(
            partial(self._read, article, path),
            tokens=tokens,
            answer=partial(self._encoded, path),
            create_task=group.create_task,
        )
        task.add_done_callback(lambda _: self._end(tokens))
        return task

    def _end(self, tokens: int) -> None:
        self._tasks.free_slot()
        self._reservation.finish(tokens)

    async def _read(self, article: pb.Article, path: str, flow: Flow) -> ReadArticle:
        self._pipeline.check_deadline(article, flow=flow, deadline=self._deadline)
        return await self._pipeline.read(
            article, options=self._options, offset_encoding=self._offset_encoding, path=path
        )

    def _encoded(self, path: str, result: pb.ArticleResult) -> bytes:
        content = pb.BatchAnnotateArticlesResponse(results=[result]).SerializeToString()
        if result.HasField("annotation"):
            # Checked for each article: all annotations together may be far larger than what can be sent.
            if len(content) > self._capacity_bytes:
                raise large_answer_error(path)
            self._capacity_bytes -= len(content)
        return content
