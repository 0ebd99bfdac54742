"""Who waits, who is turned away and who shares a batch, over a real socket."""

import asyncio
import math
import threading
from collections.abc import Sequence
from typing import Any, TypeAlias

import grpc
import grpc.aio
import pytest

from dateline.annotation import Passage, PreparedArticle
from dateline.server import Server, create_server
from dateline.server.scheduling.pricing import article_tokens
from dateline.settings import Settings
from dateline.v1 import annotation_pb2 as pb
from dateline.v1 import annotation_pb2_grpc
from dateline.values import Annotation, Article, Recognition
from support.calls import annotate_request, details, failure, fields
from support.fake_annotator import FakeAnnotator, until

Stub: TypeAlias = "annotation_pb2_grpc.AnnotationServiceAsyncStub"
TIMEOUT_SECONDS = 20


@pytest.mark.parametrize("changes", [{"default_deadline_seconds": 0.05}])
async def test_calls_without_deadline_get_one(stub: Stub, annotator: FakeAnnotator) -> None:
    """A unary call that sets no deadline fails after the server's own."""
    annotator.gate.clear()
    error = await failure(stub.AnnotateArticle(annotate_request()))
    assert error.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    assert details(error)["ErrorInfo"].reason == "DEADLINE_EXCEEDED"


async def test_expired_work_never_reaches_the_model(stub: Stub, annotator: FakeAnnotator, server: Server) -> None:
    """A call whose deadline passes in the queue leaves nothing there."""
    annotator.gate.clear()
    first = asyncio.ensure_future(stub.AnnotateArticle(annotate_request("First"), timeout=TIMEOUT_SECONDS))
    await annotator.in_work()
    error = await failure(stub.AnnotateArticle(annotate_request("Late"), timeout=0.1))
    assert error.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    await until(lambda: server.pipeline.batcher.queued_tokens == 0)
    annotator.gate.set()
    await first
    assert annotator.sentences == ["First"]


async def test_cancelled_work_never_reaches_the_model(stub: Stub, annotator: FakeAnnotator, server: Server) -> None:
    """A call cancelled in the queue leaves nothing there."""
    annotator.gate.clear()
    first = asyncio.ensure_future(stub.AnnotateArticle(annotate_request("First"), timeout=TIMEOUT_SECONDS))
    await annotator.in_work()
    batch = pb.BatchAnnotateArticlesRequest(articles=[pb.Article(text="Never"), pb.Article(text="Nor")])
    second = stub.BatchAnnotateArticles(batch, timeout=TIMEOUT_SECONDS)
    await until(lambda: server.pipeline.batcher.queued_tokens > 0)
    second.cancel()
    await until(lambda: server.pipeline.batcher.queued_tokens == 0)
    annotator.gate.set()
    await first
    assert annotator.sentences == ["First"]


@pytest.mark.parametrize("changes", [{"max_queue_tokens": 2}])
async def test_full_queue_is_resource_exhausted(stub: Stub, annotator: FakeAnnotator, server: Server) -> None:
    """Beyond the queue's bound a call is turned away, with the time to wait in details and in metadata."""
    annotator.gate.clear()
    first = asyncio.ensure_future(stub.AnnotateArticle(annotate_request("First"), timeout=TIMEOUT_SECONDS))
    await annotator.in_work()
    second = asyncio.ensure_future(
        stub.AnnotateArticle(annotate_request("Two words and more"), timeout=TIMEOUT_SECONDS)
    )
    await until(lambda: server.pipeline.batcher.queued_tokens > 0)
    error = await failure(stub.AnnotateArticle(annotate_request("Third"), timeout=TIMEOUT_SECONDS))
    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    delay_ms = details(error)["RetryInfo"].retry_delay.ToMilliseconds()
    metadata = dict(error.trailing_metadata() or ())
    assert metadata["grpc-retry-pushback-ms"] == str(delay_ms)
    info = await stub.GetServerInfo(pb.GetServerInfoRequest(), timeout=TIMEOUT_SECONDS)
    assert info.model.name == "fake"
    annotator.gate.set()
    await asyncio.gather(first, second)


async def test_callers_share_a_batch(stub: Stub, annotator: FakeAnnotator, server: Server) -> None:
    """Sentences of several callers that wait together go to the model together, and each gets its own."""
    annotator.gate.clear()
    first = asyncio.ensure_future(stub.AnnotateArticle(annotate_request("First"), timeout=TIMEOUT_SECONDS))
    await annotator.in_work()
    names = ["Oslo", "Rome", "Lima"]
    calls = []
    for name in names:
        calls.append(asyncio.ensure_future(stub.AnnotateArticle(annotate_request(name), timeout=TIMEOUT_SECONDS)))
        await until(lambda: server.pipeline.batcher.queued_tokens == len(calls))
    annotator.gate.set()
    await first
    responses = await asyncio.gather(*calls)
    assert [response.annotation.entities[0].name for response in responses] == names
    assert annotator.batches == [("First",), ("Oslo", "Rome", "Lima")]


async def test_poison_fails_alone(stub: Stub, annotator: FakeAnnotator, server: Server) -> None:
    """A text that breaks the model fails its own caller and none that shares its batch."""
    annotator.gate.clear()
    first = asyncio.ensure_future(stub.AnnotateArticle(annotate_request("First"), timeout=TIMEOUT_SECONDS))
    await annotator.in_work()
    good = asyncio.ensure_future(stub.AnnotateArticle(annotate_request("Oslo"), timeout=TIMEOUT_SECONDS))
    bad = asyncio.ensure_future(stub.AnnotateArticle(annotate_request("POISON"), timeout=TIMEOUT_SECONDS))
    await until(lambda: server.pipeline.batcher.queued_tokens == 2)
    annotator.gate.set()
    await asyncio.gather(first, good)
    assert (await failure(bad)).code() is grpc.StatusCode.INTERNAL


@pytest.mark.parametrize("changes", [{"max_queue_tokens": 1}])
async def test_all_work_is_turned_away_by_a_full_server(stub: Stub, annotator: FakeAnnotator) -> None:
    """Batches and place queries are turned away as single articles are."""
    annotator.gate.clear()
    first = asyncio.ensure_future(stub.AnnotateArticle(annotate_request("First"), timeout=TIMEOUT_SECONDS))
    await annotator.in_work()
    for call in (
        stub.BatchAnnotateArticles(pb.BatchAnnotateArticlesRequest(articles=[pb.Article(text="x")]), timeout=9),
        stub.ResolvePlaces(pb.ResolvePlacesRequest(queries=[pb.PlaceQuery(name="Oslo")]), timeout=9),
    ):
        error = await failure(call)
        assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert details(error)["RetryInfo"].retry_delay.ToMilliseconds() > 0
    annotator.gate.set()
    await first


async def test_what_the_model_has_taken_waits_no_more(stub: Stub, annotator: FakeAnnotator, server: Server) -> None:
    """Of an article whose last sentence has gone to the model only a tenth counts until it is answered."""
    annotator.gate.clear()
    article = pb.Article(text="Oslo and Bergen\n" * 20)
    call = asyncio.ensure_future(
        stub.AnnotateArticle(pb.AnnotateArticleRequest(article=article), timeout=TIMEOUT_SECONDS)
    )
    await annotator.in_work()
    assert server.pipeline.admission.reserved_tokens == math.ceil(article_tokens(article) / 10)
    annotator.gate.set()
    await call


@pytest.mark.parametrize("changes", [{"max_queue_tokens": 8}])
async def test_batches_do_not_pile_up(stub: Stub, annotator: FakeAnnotator, server: Server) -> None:
    """Batches are turned away once those let in come to the capacity, though their articles wait outside of it."""
    annotator.gate.clear()
    request = pb.BatchAnnotateArticlesRequest(articles=[pb.Article(text="Oslo and Bergen")] * 3)
    calls = [asyncio.ensure_future(stub.BatchAnnotateArticles(request, timeout=TIMEOUT_SECONDS)) for _ in range(4)]
    await until(lambda: server.pipeline.admission._batch_tokens == 8)
    assert server.pipeline.admission.reserved_tokens < 8
    error = await failure(stub.BatchAnnotateArticles(request, timeout=TIMEOUT_SECONDS))
    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    # A batch that is wrong has nothing to come back for.
    request.options.max_candidates = 10_000
    error = await failure(stub.BatchAnnotateArticles(request, timeout=TIMEOUT_SECONDS))
    assert fields(error) == ["options.max_candidates"]
    request.ClearField("options")
    annotator.gate.set()
    assert [len((await call).results) for call in calls] == [3] * 4
    await stub.BatchAnnotateArticles(request, timeout=TIMEOUT_SECONDS)


@pytest.mark.parametrize("changes", [{}, {"max_queue_tokens": 200}], ids=["small", "beyond a quarter of the capacity"])
async def test_batch_leaves_room_to_others_as_its_articles_are_done(
    stub: Stub, annotator: FakeAnnotator, server: Server
) -> None:
    """What of a batch is done, or refused, keeps no other batch out."""
    annotator.gate.clear()
    refused, waiting = pb.Article(text="x" * 400, title="y" * 9_000), pb.Article(text="Oslo and Bergen")
    request = pb.BatchAnnotateArticlesRequest(articles=[refused, waiting])
    call = asyncio.ensure_future(stub.BatchAnnotateArticles(request, timeout=TIMEOUT_SECONDS))
    await until(lambda: server.pipeline.admission._batch_tokens == article_tokens(waiting))
    annotator.gate.set()
    await call
    assert server.pipeline.admission._batch_tokens == 0


class LooksAtAdmission(FakeAnnotator):
    """Notes what capacity is taken while it assembles."""

    server: Server

    def assemble(self, *args: Any, **options: Any) -> Annotation:
        self.reserved_tokens = self.server.pipeline.admission.reserved_tokens
        return super().assemble(*args, **options)


@pytest.mark.parametrize(("text", "share"), [("Oslo\n" * 40, 1), ("no names in it\n" * 20, 0.1)], ids=["many", "none"])
async def test_names_that_were_found_take_capacity_until_they_are_resolved(text: str, share: float) -> None:
    """An article that is a list of names is priced as if they had been given with it."""
    annotator = LooksAtAdmission()
    annotator.server = create_server(annotator, settings=Settings(port=0))
    async with (
        annotator.server as server,
        grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel,
    ):
        stub = annotation_pb2_grpc.AnnotationServiceStub(channel)
        request = annotate_request(text)
        await stub.AnnotateArticle(request, timeout=TIMEOUT_SECONDS)
    assert annotator.reserved_tokens == math.ceil(share * article_tokens(request.article))


class SlowByTheClock(FakeAnnotator):
    """Takes a minute for each batch by its clock, and no time."""

    seconds = 0.0

    def recognize(self, passages: Sequence[Passage]) -> tuple[tuple[tuple[Recognition, ...], ...], ...]:
        self.seconds += 60
        return super().recognize(passages)


async def test_too_long_a_text_is_told_so_by_a_slow_server() -> None:
    """The limit is named, not the deadline, though it could not be met either."""
    annotator = SlowByTheClock()
    settings = Settings(port=0, max_article_chars=4_000)
    async with (
        Server(annotator, settings=settings, now=lambda: annotator.seconds) as server,
        grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel,
    ):
        stub = annotation_pb2_grpc.AnnotationServiceStub(channel)
        long = await failure(stub.AnnotateArticle(annotate_request("x" * 4_000), timeout=TIMEOUT_SECONDS))
        assert (long.code(), long.details()) == (grpc.StatusCode.DEADLINE_EXCEEDED, "the deadline cannot be met")
        too_long = await failure(stub.AnnotateArticle(annotate_request("x" * 4_001), timeout=TIMEOUT_SECONDS))
        assert fields(too_long) == ["article.text"]


@pytest.mark.parametrize("changes", [{"max_stream_articles": 2, "max_queue_tokens": 2}])
async def test_batch_larger_than_the_queue_is_answered(stub: Stub, annotator: FakeAnnotator, server: Server) -> None:
    """A batch that is let in takes its capacity little by little, and leaves the queue to others meanwhile."""
    annotator.gate.clear()
    request = pb.BatchAnnotateArticlesRequest(articles=[pb.Article(text=f"Town{number}") for number in range(20)])
    call = asyncio.ensure_future(stub.BatchAnnotateArticles(request, timeout=TIMEOUT_SECONDS))
    await annotator.in_work()
    assert server.pipeline.batcher.queued_tokens < 2
    assert server.pipeline.admission.reserved_tokens < 2
    annotator.gate.set()
    results = (await call).results
    assert [each.annotation.entities[0].name for each in results] == [f"Town{number}" for number in range(20)]
    assert server.pipeline.admission.reserved_tokens == 0


async def test_sentences_go_one_by_one_where_that_is_as_fast() -> None:
    """A recogniser that takes sentences side by side gets each in a call of its own."""
    annotator = FakeAnnotator()
    annotator.parallel_sentences = 2
    async with (
        create_server(annotator, settings=Settings(port=0)) as server,
        grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel,
    ):
        annotator.batches.clear()
        stub = annotation_pb2_grpc.AnnotationServiceStub(channel)
        response = await stub.AnnotateArticle(annotate_request("Oslo\nRome\nLima"), timeout=TIMEOUT_SECONDS)
        assert [entity.name for entity in response.annotation.entities] == ["Oslo", "Rome", "Lima"]
        assert sorted(annotator.batches) == [("Lima",), ("Oslo",), ("Rome",)]


class ReadingPairs(FakeAnnotator):
    """Reads two sentences together."""

    parallel_sentences = 2

    def passages(self, prepared: PreparedArticle) -> tuple[Passage, ...]:
        sentences = prepared.sentences
        return tuple(sentences[i : i + 2] for i in range(0, len(sentences), 2))


async def test_sentences_of_a_passage_go_together() -> None:
    """Names come back to their sentences, in whatever order the passages went."""
    annotator = ReadingPairs()
    async with (
        create_server(annotator, settings=Settings(port=0)) as server,
        grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel,
    ):
        annotator.batches.clear()
        stub = annotation_pb2_grpc.AnnotationServiceStub(channel)
        text = "Oslo and some more\nRome\nLima\nBonn\nKyiv"
        response = await stub.AnnotateArticle(annotate_request(text), timeout=TIMEOUT_SECONDS)
        assert [entity.name for entity in response.annotation.entities] == ["Oslo", "Rome", "Lima", "Bonn", "Kyiv"]
        assert sorted(annotator.batches) == [("Kyiv",), ("Lima", "Bonn"), ("Oslo and some more", "Rome")]


class HeldByLongTexts(FakeAnnotator):
    """Takes its time over the sentences of long texts."""

    def __init__(self) -> None:
        super().__init__()
        self.reading = threading.Event()
        self.read_gate = threading.Event()

    def prepare(self, article: Article) -> PreparedArticle:
        if len(article.text) > 10_000:
            self.reading.set()
            self.read_gate.wait(TIMEOUT_SECONDS)
        return super().prepare(article)


async def test_short_texts_do_not_wait_for_long_ones_to_be_read() -> None:
    """Whatever is done for a long article outside of the model is in nobody's way, but watched."""
    annotator = HeldByLongTexts()
    async with (
        create_server(annotator, settings=Settings(port=0)) as server,
        grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel,
    ):
        stub = annotation_pb2_grpc.AnnotationServiceStub(channel)
        long = asyncio.ensure_future(stub.AnnotateArticle(annotate_request("Astana " * 2_000), timeout=TIMEOUT_SECONDS))
        await asyncio.to_thread(annotator.reading.wait, TIMEOUT_SECONDS)
        await stub.AnnotateArticle(annotate_request("Oslo"), timeout=TIMEOUT_SECONDS)
        queries = [pb.PlaceQuery(name="Oslo")] * 3
        await stub.ResolvePlaces(pb.ResolvePlacesRequest(queries=queries), timeout=TIMEOUT_SECONDS)
        assert not long.done()
        assert server.pipeline.stalled_seconds > 0
        annotator.read_gate.set()
        assert len((await long).annotation.entities) == 2_000
