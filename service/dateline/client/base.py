"""The part that both clients share: everything but input and output."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TypeVar

import grpc
from google.protobuf.message import Message

from dateline.client.answers import Batch, BatchPart, check_count
from dateline.client.channel import Options, call_options, full_target, stays_here
from dateline.client.status import error_from_call, was_cut_off, with_field, with_indices
from dateline.convert import (
    article_to_message,
    error_from_status,
    options_to_message,
    place_query_to_message,
    resolve_options_to_message,
)
from dateline.endpoint import MAX_BATCH_ARTICLES, MAX_REQUEST_BYTES, MAX_RESPONSE_BYTES, local_target
from dateline.errors import (
    DatelineError,
    FieldViolation,
    InvalidInputError,
    ServiceUnavailableError,
    UnsupportedCallError,
)
from dateline.v1 import annotation_pb2 as pb
from dateline.values import AnnotateOptions, Article, PlaceQuery, ResolveOptions

DEFAULT_OPTIONS = AnnotateOptions()
DEFAULT_RESOLVE_OPTIONS = ResolveOptions()
DEFAULT_TIMEOUT_SECONDS = 30.0
DEFAULT_TARGET = local_target()

OptionsT = TypeVar("OptionsT")
MessageT = TypeVar("MessageT")

Request = (
    pb.AnnotateArticleRequest
    | pb.BatchAnnotateArticlesRequest
    | pb.StreamAnnotateArticlesRequest
    | pb.ResolvePlacesRequest
    | pb.GetServerInfoRequest
)


class BaseClient(ABC):
    """A client that builds requests within the limits and reads answers; its subclasses send and receive them.

    `target` is ``host:port`` or any target gRPC knows, such as ``dns:///dateline.news.svc:50051``; all addresses
    behind it share the load. With `credentials`, as returned by `tls_credentials`, the connection is by TLS. `token` is
    the bearer token that the server asks for, and `metadata` goes with every call. Calls wait for the server to be
    ready for as long as their timeout lasts, or fail soon without `wait_for_ready`. Before its first call a client asks
    the server for its limits; `max_request_bytes` and `max_batch_articles` set lower limits for this client.

    Raises InvalidInputError for a token that would travel to another machine in plain text.
    """

    def __init__(  # noqa: PLR0913 - the parameters are independent
        self,
        target: str = DEFAULT_TARGET,
        *,
        timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS,
        credentials: grpc.ChannelCredentials | None = None,
        token: str | None = None,
        metadata: Sequence[tuple[str, str]] = (),
        wait_for_ready: bool = True,
        max_request_bytes: int | None = None,
        max_batch_articles: int | None = None,
        max_stream_articles: int = 64,
    ) -> None:
        self._target = full_target(target)
        self._timeout_seconds = timeout_seconds
        self._credentials = credentials
        self._metadata = (*metadata, *self._authorization(token))
        self._wait_for_ready = wait_for_ready
        self._own_max_request_bytes = max_request_bytes
        self._own_max_batch_articles = max_batch_articles
        # 0 until the server has told its limits.
        self._max_request_bytes = self._max_batch_articles = 0
        self._max_stream_articles = max_stream_articles
        self._connect()

    @abstractmethod
    def _connect(self) -> None:
        """Opens the channels."""

    @property
    def target(self) -> str:
        """The host and port, or other gRPC target, that calls go to."""
        return self._target

    def _authorization(self, token: str | None) -> Iterator[tuple[str, str]]:
        if token is None:
            return
        if not (token.isascii() and token.isprintable()) or not token or " " in token:
            raise InvalidInputError(FieldViolation("token", "must be printable ASCII without spaces"))
        if self._credentials is None and not stays_here(self._target):
            raise InvalidInputError(
                FieldViolation("token", f"would travel to {self._target} in plain text; use TLS, or a server here")
            )
        yield ("authorization", f"Bearer {token}")

    def _timeout(self, timeout_seconds: float | None) -> float:
        return self._timeout_seconds if timeout_seconds is None else timeout_seconds

    def _learn(self, response: pb.GetServerInfoResponse) -> Options:
        """Adopts the server's limits and returns the options of the channel for calls to it."""
        limits = response.limits
        # A server without GetServerInfo, or of an older contract, tells no limits.
        max_request_bytes = limits.max_request_bytes or MAX_REQUEST_BYTES
        self._max_request_bytes = _lower(self._own_max_request_bytes, max_request_bytes)
        self._max_batch_articles = _lower(self._own_max_batch_articles, limits.max_batch_articles or MAX_BATCH_ARTICLES)
        return call_options(
            self._target,
            max_request_bytes=max_request_bytes,
            max_response_bytes=limits.max_response_bytes or MAX_RESPONSE_BYTES,
        )

    def _info_error(self, error: DatelineError) -> pb.GetServerInfoResponse:
        """Returns a response without limits where the server lacks GetServerInfo; raises any other error."""
        if isinstance(error, UnsupportedCallError):
            return pb.GetServerInfoResponse()
        raise error

    def _not_ready(self) -> ServiceUnavailableError:
        return ServiceUnavailableError(f"{self._target}: no server was ready in time")

    def _time_to_repeat(self, error: grpc.RpcError, deadline: float) -> float | None:
        """Returns the seconds left to repeat a call that was cut off, or None where it must not be repeated."""
        seconds = deadline - time.monotonic()
        return seconds if seconds > 0 and was_cut_off(error) else None

    def _check_ready(self, error: grpc.RpcError) -> None:
        """Raises the error of a call that was made only to learn whether a server is ready.

        UNIMPLEMENTED is no error here: a server that lacks the call is ready, too.
        """
        if error.code() is grpc.StatusCode.DEADLINE_EXCEEDED:
            raise self._not_ready() from None
        if error.code() is not grpc.StatusCode.UNIMPLEMENTED:
            raise error

    def _error(self, error: grpc.RpcError) -> DatelineError:
        return error_from_call(error, self._target)

    def _check(self, request: Request, field: str = "request") -> None:
        """Raises InvalidInputError for an oversized request, which gRPC would send whole and report as overload."""
        self._check_size(request.ByteSize(), field)

    def _check_size(self, size: int, field: str) -> None:
        if size > self._max_request_bytes:
            raise InvalidInputError(
                FieldViolation(
                    field, f"has {size:,} bytes, over the limit of {self._max_request_bytes:,} for a request"
                )
            )

    def _annotate_request(self, article: Article, options: AnnotateOptions) -> pb.AnnotateArticleRequest:
        request = pb.AnnotateArticleRequest(article=_message(article, "article"), options=_options(options))
        self._check(request, "article")
        return request

    def _stream_request(self, article: Article, options: AnnotateOptions) -> pb.StreamAnnotateArticlesRequest:
        request = pb.StreamAnnotateArticlesRequest(article=_message(article, "article"), options=_options(options))
        self._check(request, "article")
        return request

    def _parts(self, batch: Batch, options: AnnotateOptions) -> Iterator[BatchPart]:
        """Divides a batch into requests within the limits; an oversized article has its error as outcome at once."""
        new_request = partial(pb.BatchAnnotateArticlesRequest, options=_options(options))
        empty_size = new_request().ByteSize()
        indices: list[int] = []
        request, size = new_request(), empty_size
        for index, article in enumerate(batch.articles):
            try:
                message = _message(article, f"articles[{index}]")
                # Sizes are summed up, because `ByteSize` of a request takes time for every article that it holds.
                added_size = _field_size(message, number=pb.BatchAnnotateArticlesRequest.ARTICLES_FIELD_NUMBER)
                self._check_size(empty_size + added_size, f"articles[{index}]")
            except InvalidInputError as error:
                batch.outcomes[index] = error
                continue
            is_full = size + added_size > self._max_request_bytes or len(indices) == self._max_batch_articles
            if indices and is_full:
                yield BatchPart(tuple(indices), request)
                indices = []
                request, size = new_request(), empty_size
            indices.append(index)
            request.articles.append(message)
            size += added_size
        if indices:
            yield BatchPart(tuple(indices), request)

    def _read_part(self, batch: Batch, part: BatchPart, response: pb.BatchAnnotateArticlesResponse) -> None:
        check_count(len(response.results), wanted=len(part.indices))
        for index, result in zip(part.indices, response.results, strict=True):
            is_error = result.HasField("error")
            batch.outcomes[index] = (
                with_indices(error_from_status(result.error), part.indices) if is_error else result.annotation
            )

    def _resolve_request(self, queries: Iterable[PlaceQuery | str], options: ResolveOptions) -> pb.ResolvePlacesRequest:
        request = pb.ResolvePlacesRequest(options=_checked_options(resolve_options_to_message, options))
        for index, query in enumerate(queries):
            value = PlaceQuery(query) if isinstance(query, str) else query
            try:
                request.queries.append(place_query_to_message(value))
            except InvalidInputError as error:
                raise with_field(error, old="query", new=f"queries[{index}]") from None
        self._check(request)
        return request


def _lower(own: int | None, server_limit: int) -> int:
    return server_limit if own is None else min(own, server_limit)


def _message(article: object, field: str) -> pb.Article:
    if not isinstance(article, Article):
        raise InvalidInputError(FieldViolation(field, "must be an Article or a string"))
    try:
        return article_to_message(article)
    except InvalidInputError as error:
        raise with_field(error, old="article", new=field) from None


def _field_size(message: Message, *, number: int) -> int:
    """Returns the bytes that a message takes as the field with a number: those of its tag, its length and itself."""
    tag_size = _varint_size(number << 3)  # the type of the field has the lowest three bits
    size = message.ByteSize()
    return tag_size + _varint_size(size) + size


def _varint_size(value: int) -> int:
    """Returns how many bytes protobuf writes a number in: each has seven of its bits, and 0 takes one byte, too."""
    return max(1, (value.bit_length() + 6) // 7)


def _options(options: AnnotateOptions) -> pb.AnnotateOptions:
    return _checked_options(options_to_message, options)


def _checked_options(convert: Callable[[OptionsT], MessageT], options: OptionsT) -> MessageT:
    try:
        return convert(options)
    except InvalidInputError:
        raise
    except ValueError:
        raise InvalidInputError(FieldViolation("options", "holds a number out of range")) from None
