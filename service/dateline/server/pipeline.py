"""The way of a request through the two threads: articles are read and assembled on one, recognised on the other.

The event loop does neither, so that health checks are answered at any load.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeVar

from dateline.convert import ServerInfo, Timing, annotation_to_message
from dateline.document import (
    AnnotateOptions,
    Annotation,
    Article,
    GazetteerDescription,
    ModelDescription,
    PlaceAnswer,
    PlaceQuery,
    Recognition,
)
from dateline.errors import FieldViolation, InvalidInputError, QueueFullError, ServiceUnavailableError
from dateline.server.batching import Batcher, Submission
from dateline.server.logs import call_facts
from dateline.server.validation import limits_of, read_article, read_options
from dateline.settings import Settings
from dateline.text import OffsetEncoding
from dateline.v1 import annotation_pb2 as pb

if TYPE_CHECKING:
    # Not at run time: its parts take seconds to import, and the server answers before that.
    from dateline.annotator import PreparedArticle

P = ParamSpec("P")
T = TypeVar("T")
Recognitions = tuple[Recognition, ...]

_WARM_UP = "MOSCOW - Talks on Syria will be held in Astana, the capital of Kazakhstan, Sergey Lavrov said on Monday."
_MAX_WAITING_JOBS = 512


class Core(Protocol):
    """What the server needs of an Annotator."""

    @property
    def version(self) -> str:
        """Version of the package."""

    @property
    def model(self) -> ModelDescription:
        """The recogniser in use; available once loaded."""

    @property
    def gazetteer(self) -> GazetteerDescription:
        """The gazetteer in use; available once loaded."""

    def load(self) -> None:
        """Load model and gazetteer; raises ResourceMissingError or ResourceDamagedError."""

    def prepare(self, article: Article) -> "PreparedArticle":
        """Cut an article into sentences."""

    def count_tokens(self, sentence: str) -> int:
        """Estimate the tokens of a sentence."""

    def recognize(self, sentences: Sequence[str]) -> Sequence[Recognitions]:
        """Find the names in each sentence."""

    def assemble(
        self, prepared: "PreparedArticle", recognitions: Sequence[Recognitions], *, options: AnnotateOptions
    ) -> Annotation:
        """Make the annotation of what was recognised."""

    def resolve(self, queries: Sequence[PlaceQuery]) -> tuple[PlaceAnswer, ...]:
        """Answer queries for places."""


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """A valid article on its way to the model."""

    prepared: "PreparedArticle"
    sentences: tuple[tuple[str, int], ...]
    options: AnnotateOptions
    offset_encoding: OffsetEncoding
    arrived: float

    @property
    def tokens(self) -> int:
        """Tokens that are to be recognised."""
        return sum(tokens for _, tokens in self.sentences)


class Pipeline:
    """Annotates messages with an annotator that is not asynchronous itself."""

    def __init__(
        self,
        core: Core,
        *,
        settings: Settings,
        now: Callable[[], float] = time.monotonic,
        on_batch: Callable[[int, int, float], None] | None = None,
    ) -> None:
        self.settings = settings
        self._core = core
        self._model_thread = ThreadPoolExecutor(1, thread_name_prefix="dateline-model")
        self._core_thread = ThreadPoolExecutor(1, thread_name_prefix="dateline-core")
        self._waiting_jobs = 0
        self._is_ready = False
        self._model: ModelDescription | None = None
        self._gazetteer: GazetteerDescription | None = None
        self._is_model_busy = False
        self._is_core_busy = False
        self.batcher: Batcher[Recognitions] = Batcher(
            self._recognize,
            executor=self._model_thread,
            max_batch_tokens=settings.max_batch_tokens,
            max_queue_tokens=settings.max_queue_tokens,
            now=now,
            on_batch=on_batch,
        )

    async def load(self) -> None:
        """Load the annotator and let it recognise one sentence.

        Raises ResourceMissingError or ResourceDamagedError.
        """
        self.batcher.start()
        await asyncio.get_running_loop().run_in_executor(self._model_thread, self._load)
        await self.batcher.submit(((_WARM_UP, self._core.count_tokens(_WARM_UP)),))
        self._is_ready = True

    async def close(self) -> None:
        """Fail what is queued and let the threads end when they are done with what they do."""
        self._is_ready = False
        await self.batcher.close()
        self._model_thread.shutdown(wait=False, cancel_futures=True)
        self._core_thread.shutdown(wait=False, cancel_futures=True)

    @property
    def is_busy(self) -> bool:
        """Whether a thread is still at work, which would keep the process from ending."""
        return self._is_model_busy or self._is_core_busy

    def check_ready(self) -> None:
        """Raise ServiceUnavailableError before the annotator is loaded and after it is closed."""
        if not self._is_ready:
            raise ServiceUnavailableError("the server is loading or stopping")

    def check_room(self) -> None:
        """Raise QueueFullError when too much waits for the thread that reads and assembles.

        The queue of tokens does not see this work: articles with given mentions and queries have no tokens.
        """
        if self._waiting_jobs >= _MAX_WAITING_JOBS:
            raise QueueFullError("the queue is full")

    def info(self) -> ServerInfo:
        """Describe the server."""
        return ServerInfo(
            server_version=self._core.version,
            model=self._model,
            gazetteer=self._gazetteer,
            limits=limits_of(self.settings),
        )

    async def read_request(self, request: pb.AnnotateArticleRequest | pb.StreamAnnotateArticlesRequest) -> ReadArticle:
        """Check and prepare the article of a request, with its own options.

        Raises InvalidInputError.
        """
        options, offset_encoding = read_options(request.options, settings=self.settings)
        if not request.HasField("article"):
            raise InvalidInputError(FieldViolation("article", "is required"))
        return await self.read(request.article, options=options, offset_encoding=offset_encoding, path="article")

    async def read(
        self, message: pb.Article, *, options: AnnotateOptions, offset_encoding: OffsetEncoding, path: str
    ) -> ReadArticle:
        """Check and prepare an article.

        Raises InvalidInputError, its fields beginning with `path`.
        """
        facts = call_facts()
        facts.articles += 1
        read = await self._on_core_thread(self._read, message, options, offset_encoding, path, self.batcher.now())
        facts.chars += len(read.prepared.article.text)
        facts.tokens += read.tokens
        return read

    def enqueue(self, read: ReadArticle, *, deadline: float | None = None) -> Submission[Recognitions]:
        """Queue an article's sentences; `batcher.admit` or `batcher.room` come first."""
        return self.batcher.enqueue(read.sentences, deadline=deadline, arrived=read.arrived)

    async def finish(self, read: ReadArticle, submission: Submission[Recognitions]) -> tuple[pb.Annotation, Timing]:
        """Wait for what is recognised in an article and make its annotation.

        Raises what `Submission.results` does.
        """
        recognitions = await submission.results()
        message, resolution_seconds = await self._on_core_thread(self._assemble, read, recognitions)
        timing = Timing(submission.queue_seconds, submission.recognition_seconds, resolution_seconds)
        facts = call_facts()
        facts.add_article(message, timing, arrived=read.arrived)
        return message, timing

    async def resolve(self, queries: Sequence[PlaceQuery]) -> tuple[PlaceAnswer, ...]:
        """Answer queries in their order."""
        answers: list[PlaceAnswer] = []
        # In slices, so that the articles of others are assembled in between.
        for start in range(0, len(queries), 50):
            answers += await self._on_core_thread(self._core.resolve, queries[start : start + 50])
        return tuple(answers)

    def _load(self) -> None:
        self._is_model_busy = True
        try:
            self._core.load()
            # Once and here, for the gazetteer may have to count its places.
            self._model, self._gazetteer = self._core.model, self._core.gazetteer
        finally:
            self._is_model_busy = False

    def _recognize(self, sentences: Sequence[str]) -> Sequence[Recognitions]:
        self._is_model_busy = True
        try:
            return self._core.recognize(sentences)
        finally:
            self._is_model_busy = False

    def _read(
        self, message: pb.Article, options: AnnotateOptions, offset_encoding: OffsetEncoding, path: str, arrived: float
    ) -> ReadArticle:
        article = read_article(message, offset_encoding=offset_encoding, settings=self.settings, path=path)
        prepared = self._core.prepare(article)
        sentences = tuple(
            (sentence.content, self._core.count_tokens(sentence.content)) for sentence in prepared.sentences
        )
        return ReadArticle(prepared, sentences, options, offset_encoding, arrived)

    def _assemble(self, read: ReadArticle, recognitions: Sequence[Recognitions]) -> tuple[pb.Annotation, float]:
        started = time.monotonic()
        annotation = self._core.assemble(read.prepared, recognitions, options=read.options)
        message = annotation_to_message(annotation, read.prepared.article, offset_encoding=read.offset_encoding)
        return message, time.monotonic() - started

    async def _on_core_thread(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        def job() -> T:
            # Here, not around the waiting: a job outlives a caller that has gone away.
            self._is_core_busy = True
            try:
                return function(*args, **kwargs)
            finally:
                self._is_core_busy = False

        self._waiting_jobs += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._core_thread, job)
        finally:
            self._waiting_jobs -= 1
