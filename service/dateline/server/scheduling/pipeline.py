"""The way of a request through the threads: some threads read and assemble articles, others recognise names.

The event loop does none of this, so that health checks are answered at any load. Long articles have a thread of their
own, so that short articles do not wait for them.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from itertools import chain
from typing import TYPE_CHECKING

from dateline.convert import annotation_to_message, place_answer_to_message
from dateline.errors import FieldViolation, InvalidInputError, ServiceUnavailableError
from dateline.server.requests import read_article, read_options
from dateline.server.scheduling.admission import Admission, Reservation
from dateline.server.scheduling.annotator_protocol import AnnotatorProtocol, Recognitions
from dateline.server.scheduling.batching import Batcher
from dateline.server.scheduling.fair_queue import Flow
from dateline.server.scheduling.passage_list import PassageList
from dateline.server.scheduling.pricing import article_tokens
from dateline.server.scheduling.query_slices import query_slices
from dateline.server.scheduling.read_article import ReadArticle, ResolvedRead, large_answer_error
from dateline.server.scheduling.workers import Workers
from dateline.server.telemetry.logs import call_facts
from dateline.settings import Settings
from dateline.text import OffsetEncoding
from dateline.v1 import annotation_pb2 as pb
from dateline.values import (
    AnnotateOptions,
    FallbackAnswers,
    GazetteerDescription,
    Limits,
    ModelDescription,
    PlaceQuery,
    ResolveOptions,
    ServerInfo,
    Timing,
)

if TYPE_CHECKING:
    # Not at run time: its parts take seconds to import, and the server answers before that.
    from dateline.annotation import Passage, PreparedArticle, ResolvedArticle

_WARM_UP = "MOSCOW - Talks on Syria will be held in Astana, the capital of Kazakhstan, Sergey Lavrov said on Monday."
# About ten thousand characters, which take about as long to read as a short text takes to recognise.
_MAX_SHORT_TOKENS = 2_500
_SPARE_RESPONSE_BYTES = 64 << 10
"""Bytes of a response that are kept free for the article's id and for the timing."""


class Pipeline:
    """An asynchronous pipeline from messages to messages around an annotator whose methods block."""

    def __init__(
        self,
        annotator: AnnotatorProtocol,
        *,
        settings: Settings,
        now: Callable[[], float] = time.monotonic,
        on_batch: Callable[[int, int, float], None] | None = None,
    ) -> None:
        self.settings = settings
        self.limits = Limits.of(settings)
        self.max_annotation_bytes = settings.max_response_bytes - _SPARE_RESPONSE_BYTES
        self._annotator = annotator
        self._now = now
        self._short_thread = Workers(1, name="short", now=now)
        self._long_thread = Workers(1, name="long", now=now)
        self._model_threads = Workers(1, name="model", now=now)
        self._is_ready = False
        self._model: ModelDescription | None = None
        self._gazetteer: GazetteerDescription | None = None
        self.batcher: Batcher[Passage, Sequence[Recognitions]] = Batcher(self._recognize, now=now, on_batch=on_batch)
        self.admission = Admission(settings.max_queue_tokens, tokens_per_second=lambda: self.batcher.tokens_per_second)

    async def load(self) -> None:
        """Loads the annotator and annotates one article to warm it up.

        Raises ResourceMissingError or ResourceDamagedError, and InvalidInputError for a wrong setting.
        """
        await self._model_threads.run(self._load)
        thread_count = self._annotator.parallel_sentences
        if thread_count is None:
            self.batcher.start(max_batch_tokens=self.settings.max_batch_tokens)
        else:
            self._model_threads.close()
            self._model_threads = Workers(thread_count, name="model", now=self._now)
            self.batcher.start(max_batch_tokens=1, parallel_batches=thread_count)
        await self._warm_up()
        self._is_ready = True

    async def close(self) -> None:
        """Fails the articles in the queue and lets the threads end after their present jobs."""
        self._is_ready = False
        await self.batcher.close()
        for threads in self._threads:
            threads.close()
        await asyncio.to_thread(self._annotator.close)

    @property
    def is_busy(self) -> bool:
        """Whether a thread is still at work, which would keep the process from ending."""
        return any(threads.is_busy for threads in self._threads)

    @property
    def stalled_seconds(self) -> float:
        """Seconds that the oldest job on any thread has been at work."""
        return max(threads.stalled_seconds for threads in self._threads)

    def check_ready(self) -> None:
        """Raises ServiceUnavailableError before the annotator is loaded and after it is closed."""
        if not self._is_ready:
            raise ServiceUnavailableError("the server is loading or stopping")

    def info(self) -> ServerInfo:
        """Describes the server."""
        return ServerInfo(
            server_version=self._annotator.version,
            model=self._model,
            gazetteer=self._gazetteer,
            limits=self.limits,
        )

    def check_deadline(self, article: pb.Article, *, flow: Flow, deadline: float) -> None:
        """Raises DeadlineExceededError, before any work is done, where an article could not be recognised in time."""
        # `read` refuses a text that is too long: a later deadline would not help it.
        if not article.HasField("mentions") and len(article.text) <= self.settings.max_article_chars:
            self.batcher.check_deadline(article_tokens(article), flow=flow, deadline=deadline)

    async def read_request(self, request: pb.AnnotateArticleRequest | pb.StreamAnnotateArticlesRequest) -> ReadArticle:
        """Checks and prepares the article of a request, with the options of the request.

        Raises InvalidInputError.
        """
        options, offset_encoding = read_options(request.options, limits=self.limits)
        if not request.HasField("article"):
            raise InvalidInputError(FieldViolation("article", "is required"))
        return await self.read(request.article, options=options, offset_encoding=offset_encoding, path="article")

    async def read(
        self, message: pb.Article, *, options: AnnotateOptions, offset_encoding: OffsetEncoding, path: str
    ) -> ReadArticle:
        """Checks and prepares an article.

        Raises InvalidInputError, its field paths beginning with `path`.
        """
        facts = call_facts()
        facts.articles += 1
        read = await self._read(message, options=options, offset_encoding=offset_encoding, path=path)
        facts.chars += len(read.prepared.article.text)
        facts.tokens += read.passages.tokens
        return read

    async def annotate(
        self, read: ReadArticle, *, flow: Flow, reservation: Reservation, deadline: float | None = None
    ) -> tuple[pb.Annotation, Timing]:
        """Recognises the names in an article, in turn with other flows, and returns its annotation and timing.

        `reservation` shrinks meanwhile to the tokens that the recognised names need. A fallback geocoder gets at most
        half of the time left before `deadline`; the rest is for the answer's way back.

        Raises the errors of `Submission.results`, and InvalidInputError where no answer could hold the annotation.
        """
        submission = self.batcher.enqueue(
            read.passages, flow=flow, deadline=deadline, arrived=read.arrived, on_taken=reservation.shrink
        )
        recognitions = tuple(chain.from_iterable(await submission.results()))
        reservation.keep_names(sum(map(len, recognitions)))
        message, resolution_seconds, fallback_seconds = await self._finish(read, recognitions, deadline)
        timing = Timing(
            queue_seconds=submission.queue_seconds,
            recognition_seconds=submission.recognition_seconds,
            resolution_seconds=resolution_seconds,
            fallback_geocoder_seconds=fallback_seconds,
        )
        call_facts().add_article(message, timing, arrived=read.arrived)
        return message, timing

    async def resolve(self, queries: Sequence[PlaceQuery], *, options: ResolveOptions) -> list[pb.PlaceAnswer]:
        """Answers place queries, in their order."""
        slices = query_slices(queries)
        threads = self._threads_for(is_short=len(slices) == 1)
        answers: list[pb.PlaceAnswer] = []
        # In slices, so that other calls' articles are assembled in between.
        for query_slice in slices:
            answers += await threads.run(self._resolve_places, query_slice, options)
        return answers

    @property
    def _threads(self) -> tuple[Workers, ...]:
        return self._short_thread, self._long_thread, self._model_threads

    def _threads_for(self, *, is_short: bool) -> Workers:
        return self._short_thread if is_short else self._long_thread

    def _load(self) -> None:
        self._annotator.load()
        # Once and on this thread, because the gazetteer may have to count its places.
        self._model, self._gazetteer = self._annotator.model, self._annotator.gazetteer

    async def _warm_up(self) -> None:
        """Takes each step once, so that the first caller need not wait, and measures the model; asks no geocoder."""
        options, offset_encoding = read_options(pb.AnnotateOptions(), limits=self.limits)
        article = pb.Article(text=_WARM_UP)
        read = await self._read(article, options=options, offset_encoding=offset_encoding, path="article")
        recognitions = tuple(chain.from_iterable(await self.batcher.enqueue(read.passages).results()))
        await self._short_thread.run(self._warm_up_rest, read, recognitions)

    def _warm_up_rest(self, read: ReadArticle, recognitions: Sequence[Recognitions]) -> None:
        analysed = self._annotator.analyse(read.prepared, recognitions)
        self._assemble(read, self._annotator.resolve(analysed, options=read.options), None)

    async def _read(
        self, message: pb.Article, *, options: AnnotateOptions, offset_encoding: OffsetEncoding, path: str
    ) -> ReadArticle:
        arrived = self.batcher.now()
        is_short = article_tokens(message) <= _MAX_SHORT_TOKENS
        prepared, passages = await self._threads_for(is_short=is_short).run(
            self._prepare, message, offset_encoding=offset_encoding, path=path
        )
        return ReadArticle(prepared, passages, options, offset_encoding, arrived, is_short, path)

    async def _finish(
        self, read: ReadArticle, recognitions: Sequence[Recognitions], deadline: float | None
    ) -> tuple[pb.Annotation, float, float]:
        """Takes the steps after recognition; returns the annotation, and the seconds of resolution and of the geocoder.

        No thread waits for the fallback geocoder, and its requests are dropped where the caller leaves.
        """
        finished: Future[None] = Future()
        threads = self._threads_for(is_short=read.is_short)
        try:
            begun = await threads.run(self._resolve, read, recognitions, deadline, finished)
            if begun.message is not None:
                return begun.message, begun.resolution_seconds, 0.0
            assert begun.asked is not None
            fallback = await asyncio.wrap_future(begun.asked)
            fallback_seconds = self._now() - begun.asked_at
        finally:
            finished.set_result(None)
        started = time.monotonic()
        message = await threads.run(self._assemble, read, begun.resolved, fallback)
        return message, begun.resolution_seconds + time.monotonic() - started, fallback_seconds

    async def _recognize(self, passages: Sequence["Passage"]) -> Sequence[Sequence[Recognitions]]:
        return await self._model_threads.run(self._annotator.recognize, passages)

    def _prepare(
        self, message: pb.Article, *, offset_encoding: OffsetEncoding, path: str
    ) -> tuple["PreparedArticle", "PassageList[Passage]"]:
        article = read_article(message, offset_encoding=offset_encoding, limits=self.limits, path=path)
        prepared = self._annotator.prepare(article)
        passages = self._annotator.passages(prepared)
        count = self._annotator.count_tokens
        token_counts = [sum(count(sentence.content) for sentence in passage) for passage in passages]
        return prepared, PassageList.of(passages, token_counts)

    def _resolve_places(self, queries: Sequence[PlaceQuery], options: ResolveOptions) -> list[pb.PlaceAnswer]:
        return list(map(place_answer_to_message, self._annotator.resolve_places(queries, options=options)))

    def _resolve(
        self,
        read: ReadArticle,
        recognitions: Sequence[Recognitions],
        deadline: float | None,
        finished: "Future[None]",
    ) -> ResolvedRead:
        """Analyses and resolves an article, and assembles it at once unless the fallback geocoder is asked."""
        started = time.monotonic()
        analysed = self._annotator.analyse(read.prepared, recognitions)
        resolved = self._annotator.resolve(analysed, options=read.options)
        if self.settings.fallback_geocoder:
            resolution_seconds, asked_at = time.monotonic() - started, self._now()
            seconds = None if deadline is None else (deadline - self.batcher.now()) / 2
            asked = self._annotator.ask(resolved, seconds=seconds)
            if asked is not None:
                # The callback runs at once where the caller has left meanwhile.
                finished.add_done_callback(lambda _: asked.cancel())
                return ResolvedRead(resolved, None, resolution_seconds, asked, asked_at)
        message = self._assemble(read, resolved, None)
        return ResolvedRead(resolved, message, time.monotonic() - started)

    def _assemble(
        self, read: ReadArticle, resolved: "ResolvedArticle", fallback: FallbackAnswers | None
    ) -> pb.Annotation:
        annotation = self._annotator.assemble(resolved, fallback=fallback)
        message = annotation_to_message(annotation, offset_encoding=read.offset_encoding)
        if message.ByteSize() > self.max_annotation_bytes:
            raise large_answer_error(read.path)
        return message
