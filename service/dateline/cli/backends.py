"""The backends that answer commands: this process or a server, with the same answers from both.

Annotations are values, as `dateline.export` takes them. Heavy modules are imported inside functions, so that a light
install can call servers and `--help` is quick.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from dateline.cli.connection import Connection
from dateline.cli.options import read_settings
from dateline.cli.progress import announced
from dateline.convert import (
    place_answer_to_message,
    place_failure_to_message,
    place_query_to_message,
    server_info_to_message,
)
from dateline.errors import DatelineError, InvalidInputError
from dateline.v1 import annotation_pb2 as pb
from dateline.values import AnnotateOptions, Annotation, Article, Limits, PlaceQuery, ResolveOptions, ServerInfo
from dateline.values.limits import check_article, check_query

if TYPE_CHECKING:
    from dateline.annotation import Annotator
    from dateline.client import Client
    from dateline.settings import Settings

_PROBE_SECONDS = 5.0

Outcome = Annotation | DatelineError


class Backend(Protocol):
    """The interface of both backends."""

    def annotate(self, articles: Sequence[Article], *, options: AnnotateOptions) -> Sequence[Outcome]:
        """Annotates articles, in their order; a failed article has its exception in its place."""

    def resolve_places(self, queries: Sequence[PlaceQuery], *, options: ResolveOptions) -> Sequence[pb.PlaceAnswer]:
        """Resolves place names, in their order; a query that is wrong has an error in its place."""

    def info(self) -> pb.GetServerInfoResponse:
        """Returns versions, resources and limits."""


@contextmanager
def open_backend(
    connection: Connection,
    *,
    model: str | None = None,
    allow_pickle: bool = False,
    gazetteer: Path | None = None,
) -> Iterator[Backend]:
    """Yields the server that `connection` names, else this process with these settings."""
    if connection.server is not None:
        with connection.open() as client:
            yield RemoteBackend(client, timeout_seconds=connection.timeout_seconds)
    else:
        yield LocalBackend(read_settings(model=model, allow_pickle=allow_pickle or None, gazetteer=gazetteer))


class RemoteBackend:
    """A server as backend."""

    def __init__(self, client: "Client", *, timeout_seconds: float) -> None:
        self._client = client
        self._timeout_seconds = timeout_seconds
        self._is_reached = False

    def annotate(self, articles: Sequence[Article], *, options: AnnotateOptions) -> Sequence[Outcome]:
        """Annotates articles, in their order; a failed article has its exception in its place."""
        self._reach()
        return self._client.annotate_batch(articles, options=options)

    def resolve_places(self, queries: Sequence[PlaceQuery], *, options: ResolveOptions) -> Sequence[pb.PlaceAnswer]:
        """Resolves place names, in their order."""
        self._reach()
        return self._client.resolve_places_messages(queries, options=options)

    def info(self) -> pb.GetServerInfoResponse:
        """Returns versions, resources and limits."""
        self._reach()
        return self._client.info_message()

    def _reach(self) -> None:
        """Raises an error at once where no server answers; a call would wait, which only a loading server is worth."""
        if not self._is_reached:
            self._client.health(timeout_seconds=min(_PROBE_SECONDS, self._timeout_seconds))
            self._is_reached = True


class LocalBackend:
    """The process itself as backend; loads at the first request, and has the limits of a server with its settings."""

    def __init__(self, settings: "Settings") -> None:
        self._settings = settings
        self._limits = Limits.of(settings)

    def annotate(self, articles: Sequence[Article], *, options: AnnotateOptions) -> Sequence[Outcome]:
        """Annotates articles, in their order; a failed article has its exception in its place."""
        checks = (partial(check_article, article, limits=self._limits) for article in articles)
        errors = _errors(checks)
        usable = [article for index, article in enumerate(articles) if index not in errors]
        if any(article.mentions is None for article in usable):
            self._load_model()
        annotations = iter(self._annotator.annotate(usable, options=options) if usable else ())
        return [errors[index] if index in errors else next(annotations) for index in range(len(articles))]

    def resolve_places(self, queries: Sequence[PlaceQuery], *, options: ResolveOptions) -> Sequence[pb.PlaceAnswer]:
        """Resolves place names, in their order; a query that is wrong has an error in its place."""
        checks = (
            partial(check_query, query, limits=self._limits, path=f"queries[{i}]") for i, query in enumerate(queries)
        )
        errors = _errors(checks)
        usable = [query for index, query in enumerate(queries) if index not in errors]
        answers = iter(self._annotator.resolve_places(usable, options=options) if usable else ())
        return [
            place_failure_to_message(place_query_to_message(query), errors[index])
            if index in errors
            else place_answer_to_message(next(answers))
            for index, query in enumerate(queries)
        ]

    def info(self) -> pb.GetServerInfoResponse:
        """Returns versions, resources and limits."""
        self._load_model()
        return server_info_to_message(
            ServerInfo(
                server_version=self._annotator.version,
                model=self._annotator.model,
                gazetteer=self._annotator.gazetteer,
                limits=self._limits,
            )
        )

    def _load_model(self) -> None:
        with announced("loading"):
            self._annotator.load()

    @cached_property
    def _annotator(self) -> "Annotator":
        from dateline.annotation import Annotator

        return Annotator(self._settings, show_progress=True)


def _errors(checks: Iterable[Callable[[], None]]) -> dict[int, InvalidInputError]:
    """Returns the errors that checks raise, by the numbers of the checks."""
    errors = {}
    for index, check in enumerate(checks):
        try:
            check()
        except InvalidInputError as error:
            errors[index] = error
    return errors
