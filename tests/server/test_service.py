"""Every RPC and every error, over a real socket."""

import asyncio
import math
import threading
from collections.abc import Sequence
from typing import Any, TypeAlias

import grpc
import grpc.aio
import pytest
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status
from server.fake_annotator import FakeAnnotator, until

from dateline.annotator import PreparedArticle
from dateline.convert import DOMAIN, MAX_RESPONSE_BYTES
from dateline.document import Article, Recognition
from dateline.server import Server, create_server
from dateline.server.admission import article_tokens
from dateline.server.validation import limits_of
from dateline.settings import Settings
from dateline.v1 import annotation_pb2 as pb
from dateline.v1 import annotation_pb2_grpc

Stub: TypeAlias = "annotation_pb2_grpc.AnnotationServiceAsyncStub"
METHOD = "/dateline.v1.AnnotationService/AnnotateArticle"
TIMEOUT_SECONDS = 20


def _request(text: str = "Talks in Astana", **fields: Any) -> pb.AnnotateArticleRequest:
    return pb.AnnotateArticleRequest(article=pb.Article(text=text, **fields))


async def _failure(call: Any) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return caught.value


def _details(error: grpc.aio.AioRpcError | status_pb2.Status) -> dict[str, Any]:
    status = error if isinstance(error, status_pb2.Status) else rpc_status.from_call(error)
    assert status is not None
    kinds = (
        error_details_pb2.ErrorInfo,
        error_details_pb2.BadRequest,
        error_details_pb2.RetryInfo,
        error_details_pb2.RequestInfo,
    )
    details: dict[str, Any] = {}
    for packed in status.details:
        for kind in kinds:
            detail = kind()
            if packed.Unpack(detail):
                assert kind.__name__ not in details
                details[kind.__name__] = detail
    assert details["ErrorInfo"].domain == DOMAIN
    return details


def _fields(error: grpc.aio.AioRpcError | status_pb2.Status) -> list[str]:
    return [violation.field for violation in _details(error)["BadRequest"].field_violations]


async def test_annotate_article(stub: Stub) -> None:
    """One article comes back annotated, with timings beside the annotation."""
    response = await stub.AnnotateArticle(_request("Talks in Astana", id="a1", title="Peace"), timeout=TIMEOUT_SECONDS)
    annotation = response.annotation
    assert annotation.article_id == "a1"
    assert annotation.offset_encoding == pb.OFFSET_ENCODING_UTF32
    spans = [entity.mentions[0].span for entity in annotation.entities]
    assert [(span.content, span.start_offset, span.end_offset, span.source) for span in spans] == [
        ("Peace", 0, 5, pb.SOURCE_TITLE),
        ("Talks", 0, 5, pb.SOURCE_TEXT),
        ("Astana", 9, 15, pb.SOURCE_TEXT),
    ]
    assert annotation.entities[2].resolution.place.place_id == "fake:Astana"
    assert response.timing.recognition_duration.ToNanoseconds() > 0


@pytest.mark.parametrize(
    ("unit", "start"),
    [(pb.OFFSET_ENCODING_UTF8, 5), (pb.OFFSET_ENCODING_UTF16, 3), (pb.OFFSET_ENCODING_UTF32, 2)],
    ids=["utf8", "utf16", "utf32"],
)
async def test_offsets_come_in_the_callers_unit(stub: Stub, unit: pb.OffsetEncoding.ValueType, start: int) -> None:
    """Spans count in the unit that was asked for, which is echoed."""
    request = _request("\U0001f600 Astana")
    request.options.offset_encoding = unit
    annotation = (await stub.AnnotateArticle(request, timeout=TIMEOUT_SECONDS)).annotation
    assert annotation.offset_encoding == unit
    assert annotation.entities[0].mentions[0].span.start_offset == start


async def test_equal_requests_have_equal_bytes(stub: Stub) -> None:
    """The annotation of equal requests is the same to the byte."""
    first, second = [await stub.AnnotateArticle(_request(), timeout=TIMEOUT_SECONDS) for _ in range(2)]
    assert first.annotation.SerializeToString() == second.annotation.SerializeToString()


async def test_white_space_is_a_warning(stub: Stub) -> None:
    """A text of white space alone has an empty annotation that says so."""
    annotation = (await stub.AnnotateArticle(_request(" \r\n "), timeout=TIMEOUT_SECONDS)).annotation
    assert [warning.reason for warning in annotation.warnings] == [pb.WARNING_REASON_NO_TEXT]
    assert not annotation.entities


async def test_given_mentions_skip_the_model(stub: Stub, annotator: FakeAnnotator) -> None:
    """With given mentions nothing is recognised, whether there are any or none."""
    mention = pb.GivenMention(start_offset=0, end_offset=5, type=pb.ENTITY_TYPE_PLACE)
    for mentions in ([mention], []):
        request = _request("paris in Texas", mentions=pb.GivenMentions(mentions=mentions))
        response = await stub.AnnotateArticle(request, timeout=TIMEOUT_SECONDS)
        assert [entity.name for entity in response.annotation.entities] == ["paris"] * len(mentions)
        timing = response.timing
        assert timing.queue_duration.ToNanoseconds() == timing.recognition_duration.ToNanoseconds() == 0
    assert annotator.batches == []


async def test_batch_answers_in_order(stub: Stub) -> None:
    """Every article of a batch has its own outcome in its own place, bad ones too."""
    request = pb.BatchAnnotateArticlesRequest(
        articles=[
            pb.Article(id="0", text="Oslo"),
            pb.Article(id="1"),
            pb.Article(id="2", text="POISON here"),
            pb.Article(id="unresolvable", text="Rome"),
            pb.Article(id="0", text="Lima"),
        ]
    )
    results = (await stub.BatchAnnotateArticles(request, timeout=TIMEOUT_SECONDS)).results
    outcomes = [result.WhichOneof("outcome") for result in results]
    assert outcomes == [
        "annotation",
        "error",
        "error",
        "error",
        "annotation",
    ]
    assert [results[index].annotation.entities[0].name for index in (0, 4)] == ["Oslo", "Lima"]
    assert results[1].error.code == grpc.StatusCode.INVALID_ARGUMENT.value[0]
    assert _fields(results[1].error) == ["articles[1].text"]
    for index in (2, 3):
        assert results[index].error.code == grpc.StatusCode.INTERNAL.value[0]
        assert results[index].error.message == "internal error"


async def test_empty_batch_is_empty(stub: Stub) -> None:
    """No articles, no results."""
    assert not (await stub.BatchAnnotateArticles(pb.BatchAnnotateArticlesRequest(), timeout=TIMEOUT_SECONDS)).results


async def test_resolve_places(stub: Stub) -> None:
    """Names are answered in order, unknown ones without a resolution."""
    request = pb.ResolvePlacesRequest(queries=[pb.PlaceQuery(name=name) for name in ["Paris", "nowhere"] * 60])
    answers = (await stub.ResolvePlaces(request, timeout=TIMEOUT_SECONDS)).answers
    assert [answer.query.name for answer in answers] == ["Paris", "nowhere"] * 60
    assert [answer.HasField("resolution") for answer in answers] == [True, False] * 60


async def test_server_info(stub: Stub, server: Server) -> None:
    """The server tells its versions, its parts and all its limits."""
    info = await stub.GetServerInfo(pb.GetServerInfoRequest(), timeout=TIMEOUT_SECONDS)
    assert (info.server_version, info.api_version) == ("1.2.3", "v1")
    assert (info.model.name, info.gazetteer.revision) == ("fake", "g1")
    limits = limits_of(server.pipeline.settings)
    for field in pb.Limits.DESCRIPTOR.fields:
        if field.name != "default_deadline":
            assert getattr(info.limits, field.name) == getattr(limits, field.name)
    assert info.limits.default_deadline.ToTimedelta().total_seconds() == limits.default_deadline_seconds


@pytest.mark.parametrize(
    ("request_message", "fields"),
    [
        pytest.param(pb.AnnotateArticleRequest(), ["article"], id="no-article"),
        pytest.param(_request("", title="secret"), ["article.text"], id="empty-text"),
        pytest.param(
            pb.AnnotateArticleRequest(
                article=pb.Article(text="x"),
                options=pb.AnnotateOptions(offset_encoding=77),  # type: ignore[arg-type]  # what a newer client may send
            ),
            ["options.offset_encoding"],
            id="unknown-unit",
        ),
        pytest.param(
            pb.AnnotateArticleRequest(
                article=pb.Article(
                    text="\U0001f600 secret",
                    mentions=pb.GivenMentions(
                        mentions=[pb.GivenMention(start_offset=1, end_offset=4, type=pb.ENTITY_TYPE_PLACE)]
                    ),
                ),
                options=pb.AnnotateOptions(offset_encoding=pb.OFFSET_ENCODING_UTF8),
            ),
            ["article.mentions.mentions[0].start_offset"],
            id="mention-inside-a-character",
        ),
    ],
)
async def test_bad_requests_name_their_fields(
    stub: Stub, request_message: pb.AnnotateArticleRequest, fields: list[str]
) -> None:
    """A bad request is INVALID_ARGUMENT with the path of each bad field, and never its value."""
    error = await _failure(stub.AnnotateArticle(request_message, timeout=TIMEOUT_SECONDS))
    assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert _fields(error) == fields
    assert "secret" not in repr(error)


async def test_many_bad_fields_are_told_in_part(stub: Stub) -> None:
    """However much is wrong, the caller hears of the first of it: gRPC's clients take no status of more than 8 KiB."""
    mentions = pb.GivenMentions(mentions=[pb.GivenMention(start_offset=9, end_offset=9)] * 1_000)
    request = pb.AnnotateArticleRequest(article=pb.Article(text="x", mentions=mentions))
    error = await _failure(stub.AnnotateArticle(request, timeout=TIMEOUT_SECONDS))
    assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert len(_fields(error)) == 10
    assert str(error.details()).endswith("; and 2990 more")


def _article_of_many_bytes(mebibytes: int) -> pb.Article:
    """An article whose annotation is at least so large, made of its longest name again and again."""
    name = "A" + "\U0001d54f" * 499
    mention = pb.GivenMention(end_offset=len(name), type=pb.ENTITY_TYPE_PLACE)
    count = (mebibytes << 20) // (6 * len(name.encode()))
    return pb.Article(text=name, mentions=pb.GivenMentions(mentions=[mention] * count))


async def test_annotations_that_no_answer_holds_are_refused(stub: Stub) -> None:
    """An article whose annotation is too large to be sent fails with its field, and alone in its stream."""
    requests = [
        pb.StreamAnnotateArticlesRequest(article=article)
        for article in (_article_of_many_bytes(36), pb.Article(id="small", text="Oslo"))
    ]
    answers = [answer async for answer in stub.StreamAnnotateArticles(requests, timeout=TIMEOUT_SECONDS)]
    results = {answer.article_id: answer.result for answer in answers}
    assert results["small"].HasField("annotation")
    assert results[""].error.code == grpc.StatusCode.INVALID_ARGUMENT.value[0]
    assert results[""].error.message.startswith("article.text: ")


async def test_articles_for_which_a_batch_has_no_room_are_refused(server: Server) -> None:
    """Annotations that fit an answer each, but not together: those that no longer fit fail, the others come."""
    options = [("grpc.max_receive_message_length", MAX_RESPONSE_BYTES)]
    async with grpc.aio.insecure_channel(f"127.0.0.1:{server.port}", options) as channel:
        stub = annotation_pb2_grpc.AnnotationServiceStub(channel)
        batch = pb.BatchAnnotateArticlesRequest(articles=[_article_of_many_bytes(18), _article_of_many_bytes(18)])
        response = await stub.BatchAnnotateArticles(batch, timeout=TIMEOUT_SECONDS)
    assert sorted(str(result.WhichOneof("outcome")) for result in response.results) == ["annotation", "error"]


@pytest.mark.parametrize("changes", [{"max_batch_articles": 1, "max_place_queries": 1}])
async def test_requests_beyond_limits_fail_as_a_whole(stub: Stub) -> None:
    """Too many articles or queries fail the call."""
    batch = pb.BatchAnnotateArticlesRequest(articles=[pb.Article(text="x")] * 2)
    assert _fields(await _failure(stub.BatchAnnotateArticles(batch, timeout=TIMEOUT_SECONDS))) == ["articles"]
    queries = pb.ResolvePlacesRequest(queries=[pb.PlaceQuery(name="X")] * 2)
    assert _fields(await _failure(stub.ResolvePlaces(queries, timeout=TIMEOUT_SECONDS))) == ["queries"]


@pytest.mark.parametrize("data", [b"\xff\xff\xff", b"\x0a\x04\x1a\x02\xff\xfe"], ids=["garbage", "bad-utf8"])
async def test_unreadable_bytes_are_invalid(channel: grpc.aio.Channel, data: bytes) -> None:
    """Bytes that are no message are INVALID_ARGUMENT, not UNKNOWN."""
    raw: Any = channel.unary_unary(METHOD)
    error = await _failure(raw(data, timeout=TIMEOUT_SECONDS))
    assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert _fields(error) == ["request"]


@pytest.mark.parametrize("changes", [{"max_request_bytes": 1024}])
async def test_oversized_requests_are_refused(stub: Stub) -> None:
    """A message beyond the limit is RESOURCE_EXHAUSTED without a word of when to retry."""
    error = await _failure(stub.AnnotateArticle(_request("x" * 2000), timeout=TIMEOUT_SECONDS))
    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert rpc_status.from_call(error) is None


async def test_defects_are_internal_and_quote_nothing(stub: Stub, capfd: pytest.CaptureFixture[str]) -> None:
    """An exception nobody expected is INTERNAL with the call's id; neither it nor the log quote the article."""
    call = stub.AnnotateArticle(
        _request("POISON and a secret"), timeout=TIMEOUT_SECONDS, metadata=(("x-request-id", "call-7"),)
    )
    error = await _failure(call)
    assert (error.code(), error.details()) == (grpc.StatusCode.INTERNAL, "internal error")
    assert _details(error)["RequestInfo"].request_id == "call-7"
    output = "".join(capfd.readouterr())
    assert "secret" not in repr(error) + output
    assert "ValueError" in output


async def test_request_ids_come_back(stub: Stub) -> None:
    """The caller's request id is sent back; a bad one, or none, is replaced."""
    for given, is_kept in (("abc-1", True), ("no spaces", False), (None, False)):
        metadata = () if given is None else (("x-request-id", given),)
        call = stub.AnnotateArticle(_request(), timeout=TIMEOUT_SECONDS, metadata=metadata)
        await call
        (answered,) = [value for name, value in await call.trailing_metadata() if name == "x-request-id"]
        assert (answered == given) is is_kept


async def test_calls_are_logged_without_content(stub: Stub, capfd: pytest.CaptureFixture[str]) -> None:
    """The access log has a line a call with counts and times, and nothing of the article."""
    await stub.AnnotateArticle(_request("Secret in Astana", title="Hush", id="Quiet"), timeout=TIMEOUT_SECONDS)
    output = "".join(capfd.readouterr())
    assert "AnnotateArticle" in output
    assert not [word for word in ("Secret", "Astana", "Hush", "Quiet") if word in output]


@pytest.mark.parametrize("changes", [{"default_deadline_seconds": 0.05}])
async def test_calls_without_deadline_get_one(stub: Stub, annotator: FakeAnnotator) -> None:
    """A unary call that sets no deadline fails after the server's own."""
    annotator.gate.clear()
    error = await _failure(stub.AnnotateArticle(_request()))
    assert error.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    assert _details(error)["ErrorInfo"].reason == "DEADLINE_EXCEEDED"


async def test_expired_work_never_reaches_the_model(stub: Stub, annotator: FakeAnnotator, server: Server) -> None:
    """A call whose deadline passes in the queue leaves nothing there."""
    annotator.gate.clear()
    first = asyncio.ensure_future(stub.AnnotateArticle(_request("First"), timeout=TIMEOUT_SECONDS))
    await annotator.in_work()
    error = await _failure(stub.AnnotateArticle(_request("Late"), timeout=0.1))
    assert error.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    await until(lambda: server.pipeline.batcher.queued_tokens == 0)
    annotator.gate.set()
    await first
    assert annotator.sentences == ["First"]


async def test_cancelled_work_never_reaches_the_model(stub: Stub, annotator: FakeAnnotator, server: Server) -> None:
    """A call cancelled in the queue leaves nothing there."""
    annotator.gate.clear()
    first = asyncio.ensure_future(stub.AnnotateArticle(_request("First"), timeout=TIMEOUT_SECONDS))
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
    first = asyncio.ensure_future(stub.AnnotateArticle(_request("First"), timeout=TIMEOUT_SECONDS))
    await annotator.in_work()
    second = asyncio.ensure_future(stub.AnnotateArticle(_request("Two words and more"), timeout=TIMEOUT_SECONDS))
    await until(lambda: server.pipeline.batcher.queued_tokens > 0)
    error = await _failure(stub.AnnotateArticle(_request("Third"), timeout=TIMEOUT_SECONDS))
    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    delay_ms = _details(error)["RetryInfo"].retry_delay.ToMilliseconds()
    metadata = dict(error.trailing_metadata() or ())
    assert metadata["grpc-retry-pushback-ms"] == str(delay_ms)
    info = await stub.GetServerInfo(pb.GetServerInfoRequest(), timeout=TIMEOUT_SECONDS)
    assert info.model.name == "fake"
    annotator.gate.set()
    await asyncio.gather(first, second)


async def test_callers_share_a_batch(stub: Stub, annotator: FakeAnnotator, server: Server) -> None:
    """Sentences of several callers that wait together go to the model together, and each gets its own."""
    annotator.gate.clear()
    first = asyncio.ensure_future(stub.AnnotateArticle(_request("First"), timeout=TIMEOUT_SECONDS))
    await annotator.in_work()
    names = ["Oslo", "Rome", "Lima"]
    calls = []
    for name in names:
        calls.append(asyncio.ensure_future(stub.AnnotateArticle(_request(name), timeout=TIMEOUT_SECONDS)))
        await until(lambda: server.pipeline.batcher.queued_tokens == len(calls))
    annotator.gate.set()
    await first
    responses = await asyncio.gather(*calls)
    assert [response.annotation.entities[0].name for response in responses] == names
    assert annotator.batches == [("First",), ("Oslo", "Rome", "Lima")]


async def test_poison_fails_alone(stub: Stub, annotator: FakeAnnotator, server: Server) -> None:
    """A text that breaks the model fails its own caller and none that shares its batch."""
    annotator.gate.clear()
    first = asyncio.ensure_future(stub.AnnotateArticle(_request("First"), timeout=TIMEOUT_SECONDS))
    await annotator.in_work()
    good = asyncio.ensure_future(stub.AnnotateArticle(_request("Oslo"), timeout=TIMEOUT_SECONDS))
    bad = asyncio.ensure_future(stub.AnnotateArticle(_request("POISON"), timeout=TIMEOUT_SECONDS))
    await until(lambda: server.pipeline.batcher.queued_tokens == 2)
    annotator.gate.set()
    await asyncio.gather(first, good)
    assert (await _failure(bad)).code() is grpc.StatusCode.INTERNAL


@pytest.mark.parametrize("changes", [{"max_queue_tokens": 1}])
async def test_all_work_is_turned_away_by_a_full_server(stub: Stub, annotator: FakeAnnotator) -> None:
    """Batches and place queries are turned away as single articles are."""
    annotator.gate.clear()
    first = asyncio.ensure_future(stub.AnnotateArticle(_request("First"), timeout=TIMEOUT_SECONDS))
    await annotator.in_work()
    for call in (
        stub.BatchAnnotateArticles(pb.BatchAnnotateArticlesRequest(articles=[pb.Article(text="x")]), timeout=9),
        stub.ResolvePlaces(pb.ResolvePlacesRequest(queries=[pb.PlaceQuery(name="Oslo")]), timeout=9),
    ):
        error = await _failure(call)
        assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert _details(error)["RetryInfo"].retry_delay.ToMilliseconds() > 0
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
    assert server.pipeline.admission.held_tokens == math.ceil(article_tokens(article) / 10)
    annotator.gate.set()
    await call


@pytest.mark.parametrize("changes", [{"max_queue_tokens": 8}])
async def test_batches_do_not_pile_up(stub: Stub, annotator: FakeAnnotator, server: Server) -> None:
    """Batches are turned away once those let in come to the room, though their articles wait and hold none of it."""
    annotator.gate.clear()
    request = pb.BatchAnnotateArticlesRequest(articles=[pb.Article(text="Oslo and Bergen")] * 3)
    calls = [asyncio.ensure_future(stub.BatchAnnotateArticles(request, timeout=TIMEOUT_SECONDS)) for _ in range(4)]
    await until(lambda: server.pipeline.admission._batch_tokens == 8)
    assert server.pipeline.admission.held_tokens < 8
    error = await _failure(stub.BatchAnnotateArticles(request, timeout=TIMEOUT_SECONDS))
    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    annotator.gate.set()
    assert [len((await call).results) for call in calls] == [3] * 4
    await stub.BatchAnnotateArticles(request, timeout=TIMEOUT_SECONDS)


class SlowByTheClock(FakeAnnotator):
    """Takes a minute for each batch by its clock, and no time."""

    seconds = 0.0

    def recognize(self, sentences: Sequence[str]) -> tuple[tuple[Recognition, ...], ...]:
        self.seconds += 60
        return super().recognize(sentences)


async def test_too_long_a_text_is_told_so_by_a_slow_server() -> None:
    """The limit is named, not the deadline, though it could not be met either."""
    annotator = SlowByTheClock()
    settings = Settings(port=0, max_article_chars=4_000)
    async with (
        Server(annotator, settings=settings, now=lambda: annotator.seconds) as server,
        grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel,
    ):
        stub = annotation_pb2_grpc.AnnotationServiceStub(channel)
        long = await _failure(stub.AnnotateArticle(_request("x" * 4_000), timeout=TIMEOUT_SECONDS))
        assert (long.code(), long.details()) == (grpc.StatusCode.DEADLINE_EXCEEDED, "the deadline cannot be met")
        too_long = await _failure(stub.AnnotateArticle(_request("x" * 4_001), timeout=TIMEOUT_SECONDS))
        assert _fields(too_long) == ["article.text"]


@pytest.mark.parametrize("changes", [{"max_stream_articles": 2, "max_queue_tokens": 2}])
async def test_batch_larger_than_the_queue_is_answered(stub: Stub, annotator: FakeAnnotator, server: Server) -> None:
    """A batch that is let in takes its room little by little, and leaves the queue to others meanwhile."""
    annotator.gate.clear()
    request = pb.BatchAnnotateArticlesRequest(articles=[pb.Article(text=f"Town{number}") for number in range(20)])
    call = asyncio.ensure_future(stub.BatchAnnotateArticles(request, timeout=TIMEOUT_SECONDS))
    await annotator.in_work()
    assert server.pipeline.batcher.queued_tokens < 2
    assert server.pipeline.admission.held_tokens < 2
    annotator.gate.set()
    results = (await call).results
    assert [each.annotation.entities[0].name for each in results] == [f"Town{number}" for number in range(20)]
    assert server.pipeline.admission.held_tokens == 0


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
        response = await stub.AnnotateArticle(_request("Oslo\nRome\nLima"), timeout=TIMEOUT_SECONDS)
        assert [entity.name for entity in response.annotation.entities] == ["Oslo", "Rome", "Lima"]
        assert sorted(annotator.batches) == [("Lima",), ("Oslo",), ("Rome",)]


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
        long = asyncio.ensure_future(stub.AnnotateArticle(_request("Astana " * 2_000), timeout=TIMEOUT_SECONDS))
        await asyncio.to_thread(annotator.reading.wait, TIMEOUT_SECONDS)
        await stub.AnnotateArticle(_request("Oslo"), timeout=TIMEOUT_SECONDS)
        queries = [pb.PlaceQuery(name="Oslo")] * 3
        await stub.ResolvePlaces(pb.ResolvePlacesRequest(queries=queries), timeout=TIMEOUT_SECONDS)
        assert not long.done()
        assert server.pipeline.stalled_seconds > 0
        annotator.read_gate.set()
        assert len((await long).annotation.entities) == 2_000
