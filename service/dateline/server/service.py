"""The five RPCs; errors leave as exceptions, which the interceptor turns into statuses."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dateline.convert import place_failure_to_message, server_info_to_message, timing_to_message
from dateline.errors import DeadlineExceededError, FieldViolation, InvalidInputError
from dateline.server.article_batch import ArticleBatch
from dateline.server.article_stream import ArticleStream
from dateline.server.interceptor import Context
from dateline.server.requests import read_batch_options, read_queries
from dateline.server.scheduling.fair_queue import Flow
from dateline.server.scheduling.pipeline import Pipeline
from dateline.server.scheduling.pricing import article_tokens, batch_tokens, query_tokens
from dateline.server.telemetry.logs import call_facts
from dateline.v1 import annotation_pb2 as pb
from dateline.v1 import annotation_pb2_grpc
from dateline.values import PlaceQuery


class AnnotationService(annotation_pb2_grpc.AnnotationServiceServicer):
    """The contract's service, which answers calls through a pipeline."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._draining = asyncio.Event()

    def drain(self) -> None:
        """Lets streams end once they have answered the requests that they have read."""
        self._draining.set()

    async def AnnotateArticle(  # noqa: N802  # the contract's name
        self, request: pb.AnnotateArticleRequest, context: Context
    ) -> pb.AnnotateArticleResponse:
        """Annotates one article."""
        self._pipeline.check_ready()
        flow = Flow()
        with self._pipeline.admission.reserve(article_tokens(request.article)) as reservation:
            async with self._deadline(context) as deadline:
                self._pipeline.check_deadline(request.article, flow=flow, deadline=deadline)
                read = await self._pipeline.read_request(request)
                annotation, timing = await self._pipeline.annotate(
                    read, flow=flow, reservation=reservation, deadline=deadline
                )
        return pb.AnnotateArticleResponse(annotation=annotation, timing=timing_to_message(timing))

    async def BatchAnnotateArticles(  # type: ignore[override]  # noqa: N802  # encoded; the contract's name
        self, request: pb.BatchAnnotateArticlesRequest, context: Context
    ) -> bytes:
        """Annotates several articles; returns the response encoded."""
        self._pipeline.check_ready()
        options = read_batch_options(request, limits=self._pipeline.limits)
        # A batch is refused here or not at all: the articles of an admitted batch wait for the capacity they need.
        with self._pipeline.admission.reserve_batch(batch_tokens(request)) as reservation:
            async with self._deadline(context) as deadline:
                batch = ArticleBatch(
                    self._pipeline, request, options=options, reservation=reservation, deadline=deadline
                )
                return await batch.response()

    async def StreamAnnotateArticles(  # noqa: N802  # the contract's name
        self, request_iterator: AsyncIterator[object], context: Context
    ) -> AsyncIterator[pb.StreamAnnotateArticlesResponse]:
        """Annotates articles as they come."""
        del context
        self._pipeline.check_ready()
        async for answer in ArticleStream(self._pipeline, draining=self._draining).answers(request_iterator):
            yield answer

    async def ResolvePlaces(  # noqa: N802  # the contract's name
        self, request: pb.ResolvePlacesRequest, context: Context
    ) -> pb.ResolvePlacesResponse:
        """Looks up places; a bad query has an error in its place."""
        self._pipeline.check_ready()
        queries, options = read_queries(request, limits=self._pipeline.limits)
        call_facts().queries = len(queries)
        valid = [query for query in queries if isinstance(query, PlaceQuery)]
        with self._pipeline.admission.reserve(query_tokens(valid)):
            async with self._deadline(context):
                answers = iter(await self._pipeline.resolve(valid, options=options))
        response = pb.ResolvePlacesResponse(
            answers=[
                next(answers) if isinstance(query, PlaceQuery) else place_failure_to_message(message, query)
                for message, query in zip(request.queries, queries, strict=True)
            ]
        )
        if response.ByteSize() > self._pipeline.limits.max_response_bytes:
            raise InvalidInputError(
                FieldViolation("queries", "give more than an answer holds; ask for fewer, or for fewer candidates")
            )
        return response

    async def GetServerInfo(  # noqa: N802  # the contract's name
        self, request: pb.GetServerInfoRequest, context: Context
    ) -> pb.GetServerInfoResponse:
        """Describes the server, loaded or not."""
        del request, context
        return server_info_to_message(self._pipeline.info())

    @asynccontextmanager
    async def _deadline(self, context: Context) -> AsyncIterator[float]:
        """Yields the call's deadline on the batcher's clock; sets the default deadline where the caller set none."""
        seconds = context.time_remaining()
        if seconds is not None:
            # gRPC itself cancels the call at this deadline.
            yield self._pipeline.batcher.now() + seconds
            return
        seconds = self._pipeline.settings.default_deadline_seconds
        try:
            async with asyncio.timeout(seconds):
                yield self._pipeline.batcher.now() + seconds
        except TimeoutError:
            raise DeadlineExceededError("the default deadline passed") from None
