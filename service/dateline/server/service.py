"""The five RPCs; errors leave as exceptions, which the interceptor turns into statuses."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dateline.convert import place_answer_to_message, server_info_to_message, timing_to_message
from dateline.document import AnnotateOptions
from dateline.errors import DeadlineExceededError
from dateline.server.batching import Submission
from dateline.server.interceptor import Context, status_of
from dateline.server.logs import call_facts
from dateline.server.pipeline import Pipeline, ReadArticle, Recognitions
from dateline.server.streaming import ArticleStream
from dateline.server.validation import check_batch, read_options, read_queries
from dateline.text import OffsetEncoding
from dateline.v1 import annotation_pb2 as pb
from dateline.v1 import annotation_pb2_grpc


class AnnotationService(annotation_pb2_grpc.AnnotationServiceServicer):
    """Answers calls through a pipeline."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._draining = asyncio.Event()

    def drain(self) -> None:
        """Let streams end once they have answered what they have read."""
        self._draining.set()

    async def AnnotateArticle(  # noqa: N802  # the contract's name
        self, request: pb.AnnotateArticleRequest, context: Context
    ) -> pb.AnnotateArticleResponse:
        """Annotate one article."""
        self._check_open()
        async with self._deadline(context) as deadline:
            read = await self._pipeline.read_request(request)
            self._pipeline.batcher.admit(read.tokens, deadline=deadline)
            annotation, timing = await self._pipeline.finish(read, self._pipeline.enqueue(read, deadline=deadline))
        return pb.AnnotateArticleResponse(annotation=annotation, timing=timing_to_message(timing))

    async def BatchAnnotateArticles(  # noqa: N802  # the contract's name
        self, request: pb.BatchAnnotateArticlesRequest, context: Context
    ) -> pb.BatchAnnotateArticlesResponse:
        """Annotate several articles."""
        self._check_open()
        check_batch(request, settings=self._pipeline.settings)
        options, offset_encoding = read_options(request.options, settings=self._pipeline.settings)
        async with self._deadline(context) as deadline:
            outcomes = await asyncio.gather(
                *(
                    self._read(article, options, offset_encoding, f"articles[{index}]")
                    for index, article in enumerate(request.articles)
                )
            )
            # All of them or none: a batch is never half turned away.
            tokens = sum(outcome.tokens for outcome in outcomes if isinstance(outcome, ReadArticle))
            self._pipeline.batcher.admit(tokens, deadline=deadline)
            queued = [
                (outcome, self._pipeline.enqueue(outcome, deadline=deadline))
                if isinstance(outcome, ReadArticle)
                else outcome
                for outcome in outcomes
            ]
            try:
                results = await asyncio.gather(*map(self._finish, queued))
            finally:
                for each in queued:
                    if isinstance(each, tuple):
                        each[1].withdraw()
        return pb.BatchAnnotateArticlesResponse(results=results)

    async def StreamAnnotateArticles(  # noqa: N802  # the contract's name
        self, request_iterator: AsyncIterator[object], context: Context
    ) -> AsyncIterator[pb.StreamAnnotateArticlesResponse]:
        """Annotate articles as they come."""
        del context
        self._pipeline.check_ready()
        async for answer in ArticleStream(self._pipeline, draining=self._draining).answers(request_iterator):
            yield answer

    async def ResolvePlaces(  # noqa: N802  # the contract's name
        self, request: pb.ResolvePlacesRequest, context: Context
    ) -> pb.ResolvePlacesResponse:
        """Look up places."""
        self._check_open()
        queries = read_queries(request, settings=self._pipeline.settings)
        call_facts().queries = len(queries)
        async with self._deadline(context):
            answers = await self._pipeline.resolve(queries)
        return pb.ResolvePlacesResponse(answers=map(place_answer_to_message, answers))

    async def GetServerInfo(  # noqa: N802  # the contract's name
        self, request: pb.GetServerInfoRequest, context: Context
    ) -> pb.GetServerInfoResponse:
        """Describe the server, loaded or not."""
        del request, context
        return server_info_to_message(self._pipeline.info())

    def _check_open(self) -> None:
        self._pipeline.check_ready()
        self._pipeline.check_room()

    @asynccontextmanager
    async def _deadline(self, context: Context) -> AsyncIterator[float]:
        """Give the call's deadline on the batcher's clock, setting one where the caller has not."""
        seconds = context.time_remaining()
        if seconds is not None:
            # gRPC itself cancels the call then.
            yield self._pipeline.batcher.now() + seconds
            return
        seconds = self._pipeline.settings.default_deadline_seconds
        try:
            async with asyncio.timeout(seconds):
                yield self._pipeline.batcher.now() + seconds
        except TimeoutError:
            raise DeadlineExceededError("the default deadline passed") from None

    async def _read(
        self, article: pb.Article, options: AnnotateOptions, offset_encoding: OffsetEncoding, path: str
    ) -> ReadArticle | pb.ArticleResult:
        try:
            return await self._pipeline.read(article, options=options, offset_encoding=offset_encoding, path=path)
        except Exception as error:  # noqa: BLE001  # an article fails no other
            return _failed(error)

    async def _finish(
        self, queued: tuple[ReadArticle, Submission[Recognitions]] | pb.ArticleResult
    ) -> pb.ArticleResult:
        if isinstance(queued, pb.ArticleResult):
            return queued
        try:
            annotation, _ = await self._pipeline.finish(*queued)
        except Exception as error:  # noqa: BLE001  # same
            return _failed(error)
        return pb.ArticleResult(annotation=annotation)


def _failed(error: Exception) -> pb.ArticleResult:
    facts = call_facts()
    facts.failed_articles += 1
    return pb.ArticleResult(error=status_of(error, request_id=facts.request_id))
