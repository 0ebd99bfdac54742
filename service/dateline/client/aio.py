"""The asynchronous client."""

from collections.abc import AsyncIterable, AsyncIterator, Iterable
from contextlib import aclosing
from typing import Literal, overload

import grpc
from grpc_health.v1 import health_pb2

from dateline.client.answers import (
    Batch,
    Errors,
    Outcome,
    check_errors,
    new_batch,
    raise_first,
    read_annotation,
    read_answers,
)
from dateline.client.base import DEFAULT_OPTIONS, DEFAULT_RESOLVE_OPTIONS
from dateline.client.channel import SERVICE
from dateline.client.connections.aio import AioConnections
from dateline.client.health import HealthStatus, health_status
from dateline.client.streams.aio import AioStream
from dateline.convert import place_answer_from_message, server_info_from_message
from dateline.errors import DatelineError, DeadlineExceededError, InvalidInputError
from dateline.v1 import annotation_pb2 as pb
from dateline.values import (
    AnnotateOptions,
    Annotation,
    Article,
    PlaceAnswer,
    PlaceQuery,
    ResolveOptions,
    ServerInfo,
    as_article,
)


class AsyncClient(AioConnections):
    """A client that calls a Dateline server and awaits its answers; belongs to one event loop.

    For failures of the server or the connection every method raises only the exceptions of `dateline.errors`.
    """

    @overload
    async def annotate(  # type: ignore[overload-overlap]  # a string is an iterable of strings, too, but comes first
        self,
        articles: Article | str,
        *,
        options: AnnotateOptions = ...,
        errors: Literal["raise"] = ...,
        timeout_seconds: float | None = ...,
    ) -> Annotation: ...

    @overload
    async def annotate(  # type: ignore[overload-overlap]  # a string is an iterable of strings, too, but comes first
        self,
        articles: Article | str,
        *,
        options: AnnotateOptions = ...,
        errors: Literal["return"],
        timeout_seconds: float | None = ...,
    ) -> Outcome: ...

    @overload
    async def annotate(
        self,
        articles: Iterable[Article | str],
        *,
        options: AnnotateOptions = ...,
        errors: Literal["raise"] = ...,
        timeout_seconds: float | None = ...,
    ) -> tuple[Annotation, ...]: ...

    @overload
    async def annotate(
        self,
        articles: Iterable[Article | str],
        *,
        options: AnnotateOptions = ...,
        errors: Literal["return"],
        timeout_seconds: float | None = ...,
    ) -> tuple[Outcome, ...]: ...

    async def annotate(
        self,
        articles: Article | str | Iterable[Article | str],
        *,
        options: AnnotateOptions = DEFAULT_OPTIONS,
        errors: Errors = "raise",
        timeout_seconds: float | None = None,
    ) -> Outcome | tuple[Outcome, ...]:
        """Returns the annotation of an article or a text, or one for each of several, as `Annotator.annotate` does.

        With `errors="return"` the error of an article that cannot be annotated is in its place. Several are sent as
        `annotate_batch` sends them. Raises InvalidInputError for `articles` that are none, and for any other `errors`.
        """
        check_errors(errors)
        if not isinstance(articles, Article | str):
            outcomes = await self.annotate_batch(articles, options=options, timeout_seconds=timeout_seconds)
            return outcomes if errors == "return" else raise_first(outcomes)
        value = as_article(articles)
        try:
            stub, seconds = await self._reach(timeout_seconds)
            request = self._annotate_request(value, options)
            return read_annotation(await self._call(stub.AnnotateArticle, request, seconds), value)
        except InvalidInputError as error:
            if errors == "return":
                return error
            raise

    async def annotate_batch(
        self,
        articles: Iterable[Article | str],
        *,
        options: AnnotateOptions = DEFAULT_OPTIONS,
        timeout_seconds: float | None = None,
    ) -> tuple[Outcome, ...]:
        """Returns the annotations of several articles, in their order; a failed article has its exception in its place.

        Batches beyond the limits of a request are sent in parts, each with the whole timeout.
        """
        return (await self._annotate_batch(articles, options, timeout_seconds)).values()

    async def annotate_stream(
        self,
        articles: Iterable[Article] | AsyncIterable[Article],
        *,
        options: AnnotateOptions = DEFAULT_OPTIONS,
        timeout_seconds: float | None = None,
    ) -> AsyncIterator[tuple[str, Outcome]]:
        """Annotates articles as they come, and yields the id and the outcome of each in the order of the answers.

        Articles that are under way at the same time must have different ids. Where the connection breaks,
        unanswered articles are sent again. A stream has no deadline unless `timeout_seconds` sets one for the whole
        stream.
        """
        try:
            await self._reach(timeout_seconds)
        except DeadlineExceededError:
            raise self._not_ready() from None
        stream = AioStream(
            articles,
            build=lambda article: self._stream_request(article, options),
            open_call=lambda requests: self._open_stream(requests, timeout_seconds),
            as_error=self._error,
            window=self._max_stream_articles,
        )
        async with aclosing(stream.outcomes()) as outcomes:
            async for outcome in outcomes:
                yield outcome

    async def resolve_places(
        self,
        queries: Iterable[PlaceQuery | str],
        *,
        options: ResolveOptions = DEFAULT_RESOLVE_OPTIONS,
        timeout_seconds: float | None = None,
    ) -> tuple[PlaceAnswer | DatelineError, ...]:
        """Resolves place names, in their order; a query that fails has its exception in its place."""
        messages = await self.resolve_places_messages(queries, options=options, timeout_seconds=timeout_seconds)
        return tuple(map(place_answer_from_message, messages))

    async def resolve_places_messages(
        self,
        queries: Iterable[PlaceQuery | str],
        *,
        options: ResolveOptions = DEFAULT_RESOLVE_OPTIONS,
        timeout_seconds: float | None = None,
    ) -> tuple[pb.PlaceAnswer, ...]:
        """Resolves place names as `resolve_places` does, and returns the messages of the answer as they came."""
        stub, seconds = await self._reach(timeout_seconds)
        request = self._resolve_request(queries, options)
        return read_answers(await self._call(stub.ResolvePlaces, request, seconds), request)

    async def info(self, *, timeout_seconds: float | None = None) -> ServerInfo:
        """Returns the versions, resources and limits of the server, which may still be loading."""
        return server_info_from_message(await self.info_message(timeout_seconds=timeout_seconds))

    async def info_message(self, *, timeout_seconds: float | None = None) -> pb.GetServerInfoResponse:
        """Asks as `info` does, and returns the message of the answer as it came."""
        request = pb.GetServerInfoRequest()
        return await self._call(self._plain_stub.GetServerInfo, request, self._timeout(timeout_seconds))

    async def health(self, service: str = SERVICE, *, timeout_seconds: float | None = None) -> HealthStatus:
        """Returns the health of a service, or with "" of the process; never waits for the server to be ready."""
        request = health_pb2.HealthCheckRequest(service=service)
        try:
            return health_status(
                await self._health_stub.Check(request, timeout=self._timeout(timeout_seconds), metadata=self._metadata)
            )
        except grpc.RpcError as error:
            if error.code() is grpc.StatusCode.NOT_FOUND:
                return HealthStatus.SERVICE_UNKNOWN
            raise self._error(error) from error

    async def _annotate_batch(
        self, articles: Iterable[Article | str], options: AnnotateOptions, timeout_seconds: float | None
    ) -> Batch:
        batch = new_batch(articles)
        stub, _ = await self._reach(timeout_seconds)
        for part in self._parts(batch, options):
            response = await self._call(stub.BatchAnnotateArticles, part.request, self._timeout(timeout_seconds))
            self._read_part(batch, part, response)
        return batch
