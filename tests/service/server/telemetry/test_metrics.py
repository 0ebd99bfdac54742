"""What the metrics say is what happened, and nothing that a caller can choose is in their labels."""

import asyncio
import math
import socket
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

import grpc.aio
import pytest
from prometheus_client.parser import text_string_to_metric_families

from dateline.errors import ServiceUnavailableError
from dateline.server import Server, create_server
from dateline.settings import Settings
from dateline.v1 import annotation_pb2 as pb
from dateline.v1 import annotation_pb2_grpc
from support.authority import Authority
from support.fake_annotator import TIMEOUT_SECONDS, FakeAnnotator, until

Stub: TypeAlias = "annotation_pb2_grpc.AnnotationServiceAsyncStub"
CLOSED_LABELS = {"le", "method", "code", "version", "model_revision", "gazetteer_revision"}


def _value(server: Server, name: str, **labels: str) -> float:
    return server.metrics.registry.get_sample_value(f"dateline_{name}", labels) or 0.0


def _article(text: str = "Oslo and Bergen", **fields: Any) -> pb.Article:
    return pb.Article(text=text, **fields)


async def _annotate(stub: Stub, article: pb.Article) -> str:
    """The status code of the call."""
    call = stub.AnnotateArticle(pb.AnnotateArticleRequest(article=article), timeout=TIMEOUT_SECONDS)
    return str((await call.code()).name)


def _read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310  # http, and ours
        return str(answer.read().decode())


async def test_calls_are_counted_by_method_and_code(server: Server, stub: Stub) -> None:
    """Each way a call can end has its own count, and calls have their time."""
    ends = [await _annotate(stub, article) for article in (_article(), _article(), _article(""), _article("POISON"))]
    assert ends == ["OK", "OK", "INVALID_ARGUMENT", "INTERNAL"]
    await stub.GetServerInfo(pb.GetServerInfoRequest())
    requests = iter([pb.StreamAnnotateArticlesRequest(article=_article())])
    assert [answer async for answer in stub.StreamAnnotateArticles(requests)]
    await until(lambda: _value(server, "requests_total", method="StreamAnnotateArticles", code="OK") == 1)
    for code, count in (("OK", 2), ("INVALID_ARGUMENT", 1), ("INTERNAL", 1)):
        assert _value(server, "requests_total", method="AnnotateArticle", code=code) == count
    assert _value(server, "requests_total", method="GetServerInfo", code="OK") == 1
    assert _value(server, "request_seconds_count", method="AnnotateArticle") == 4
    assert 0 < _value(server, "request_seconds_sum", method="AnnotateArticle") < TIMEOUT_SECONDS


async def test_cancelled_and_expired_calls_are_counted_apart(
    server: Server, stub: Stub, annotator: FakeAnnotator
) -> None:
    """A caller that gives up and one whose time runs out are two codes."""
    annotator.gate.clear()
    request = pb.AnnotateArticleRequest(article=_article())
    late = stub.AnnotateArticle(request, timeout=0.1)
    assert (await late.code()).name == "DEADLINE_EXCEEDED"
    await until(lambda: _value(server, "requests_total", method="AnnotateArticle", code="DEADLINE_EXCEEDED") == 1)
    given_up = asyncio.ensure_future(stub.AnnotateArticle(request, timeout=TIMEOUT_SECONDS))
    await until(lambda: server.pipeline.batcher.queued_tokens > 0)
    assert _value(server, "queue_tokens") == server.pipeline.admission.reserved_tokens > 0
    given_up.cancel()
    await until(lambda: _value(server, "requests_total", method="AnnotateArticle", code="CANCELLED") == 1)


async def test_stream_given_up_amid_an_answer_is_cancelled(server: Server, stub: Stub) -> None:
    """A caller that leaves while answers wait for it to read them is not counted as well served."""
    stream = stub.StreamAnnotateArticles()
    for _ in range(20):
        # One name, many times in the answer, which is too large for gRPC to take unread.
        await stream.write(pb.StreamAnnotateArticlesRequest(article=_article("A" * 200_000)))
    await until(lambda: server.pipeline.admission.reserved_tokens == 0)
    stream.cancel()
    await until(lambda: _value(server, "requests_total", method="StreamAnnotateArticles", code="CANCELLED") == 1)
    assert _value(server, "requests_total", method="StreamAnnotateArticles", code="OK") == 0


@pytest.mark.parametrize("changes", [{"max_queue_tokens": 1}])
async def test_shed_calls_are_counted(server: Server, stub: Stub, annotator: FakeAnnotator) -> None:
    """A call that is turned away for load counts as such; the queue's gauge shows what it was turned away for."""
    annotator.gate.clear()
    busy = asyncio.ensure_future(_annotate(stub, _article("Oslo")))
    await annotator.in_work()
    assert _value(server, "queue_tokens") == 1
    assert await _annotate(stub, _article("Oslo")) == "RESOURCE_EXHAUSTED"
    assert _value(server, "shed_total") == 1
    annotator.gate.set()
    assert await busy == "OK"
    # The call is counted when it has ended, which may be after its caller has the answer.
    assert _value(server, "requests_total", method="AnnotateArticle", code="RESOURCE_EXHAUSTED") == 1
    await until(lambda: _value(server, "queue_tokens") == 0)


async def test_parts_of_the_work_are_measured(server: Server, stub: Stub) -> None:
    """Articles have their time in queue and resolution, batches their passages, tokens and time in the model."""
    before = {name: _value(server, f"{name}_sum") for name in ("batch_size", "batch_tokens")}
    batches = _value(server, "inference_seconds_count")
    assert await _annotate(stub, _article("Oslo and Bergen\nBergen")) == "OK"
    given = pb.GivenMentions(mentions=[pb.GivenMention(start_offset=0, end_offset=4, type=pb.ENTITY_TYPE_PLACE)])
    assert await _annotate(stub, _article(mentions=given)) == "OK"
    assert _value(server, "batch_size_sum") - before["batch_size"] == 2
    assert _value(server, "batch_tokens_sum") - before["batch_tokens"] == 4
    assert _value(server, "inference_seconds_count") > batches
    assert _value(server, "queue_seconds_count") == 1  # nothing of the given mentions waited for the model
    assert _value(server, "resolve_seconds_count") == 2


@pytest.mark.parametrize("parallel_sentences", [None, 3])
async def test_model_that_takes_sentences_side_by_side_says_how_many(parallel_sentences: int | None) -> None:
    """Its times add up to more than the time that has passed, and are to be divided by that number."""
    annotator = FakeAnnotator()
    annotator.parallel_sentences = parallel_sentences
    async with create_server(annotator, settings=Settings(port=0)) as server:
        assert _value(server, "model_threads") == (parallel_sentences or 1)


async def test_work_that_hangs_is_told(annotator: FakeAnnotator) -> None:
    """The oldest piece of work has its age told while it is in its thread."""
    clock = [0.0]
    async with Server(annotator, settings=Settings(port=0), now=lambda: clock[0]) as server:
        async with grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel:
            await annotator.in_work()  # the warm-up
            annotator.gate.clear()
            stub = annotation_pb2_grpc.AnnotationServiceStub(channel)
            call = asyncio.ensure_future(_annotate(stub, _article()))
            await annotator.in_work()
            clock[0] += 100
            assert _value(server, "stalled_seconds") == 100
            annotator.gate.set()
            assert await call == "OK"
        await until(lambda: _value(server, "stalled_seconds") == 0)


async def test_methods_that_callers_make_up_are_one(server: Server, channel: grpc.aio.Channel) -> None:
    """A method that the contract does not have is "other", whatever it is called."""
    for name in ("/dateline.v1.AnnotationService/Zyzzyva", "/zyzzyva.Zyzzyva/Zyzzyva"):
        method: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(name)
        with pytest.raises(grpc.aio.AioRpcError):
            await method(b"", timeout=TIMEOUT_SECONDS)
    assert _value(server, "requests_total", method="other", code="UNIMPLEMENTED") == 2
    assert "yzzyva" not in repr(list(server.metrics.registry.collect()))


async def test_readiness_and_revisions_are_told(annotator: FakeAnnotator) -> None:
    """The model is ready from the end of loading to the beginning of the stop; until then nothing is said of it."""
    server = create_server(annotator, settings=Settings(port=0))
    await server.start()
    build = {"version": "1.2.3", "model_revision": "r1", "gazetteer_revision": "g1"}
    assert (_value(server, "model_ready"), _value(server, "build_info", **build)) == (0, 0)
    await server.load()
    assert (_value(server, "model_ready"), _value(server, "build_info", **build)) == (1, 1)
    await server.stop()
    assert _value(server, "model_ready") == 0


async def test_page_is_served_until_the_server_has_stopped(annotator: FakeAnnotator) -> None:
    """Prometheus reads the page on its own port; every label is of a closed set."""
    async with create_server(annotator, settings=Settings(port=0, metrics_port=0)) as server:
        url = f"http://127.0.0.1:{server.metrics_port}/metrics"
        async with grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel:
            assert await _annotate(annotation_pb2_grpc.AnnotationServiceStub(channel), _article()) == "OK"
        page = await asyncio.to_thread(
            lambda: urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS).read().decode()
        )  # our own
    families = {family.name: family for family in text_string_to_metric_families(page)}
    assert families["dateline_requests"].samples[0].value == 1
    assert {label for family in families.values() for each in family.samples for label in each.labels} <= CLOSED_LABELS
    assert "process_resident_memory_bytes" in families
    with pytest.raises(OSError, match="refused"):
        await asyncio.to_thread(_read, url)


async def test_taken_port_of_metrics_is_refused(annotator: FakeAnnotator) -> None:
    """A server whose metrics cannot be read does not start."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServiceUnavailableError, match=f"{port} for metrics: Address already in use"):
            await create_server(annotator, settings=Settings(port=0, metrics_port=port)).start()


async def test_the_end_of_the_certificate_is_told(server: Server, tmp_path: Path) -> None:
    """It is that of the file that the next connection is shown, kept while that is of no use, and NaN in plain text."""
    name = "certificate_expiry_timestamp_seconds"
    assert math.isnan(_value(server, name))
    authority = Authority(tmp_path)
    first, second = (datetime(year, 1, 1, tzinfo=UTC) for year in (2031, 2033))
    authority.issue(until=first)
    async with create_server(FakeAnnotator(), settings=authority.settings()) as guarded:
        assert _value(guarded, name) == first.timestamp()
        authority.issue(until=second)
        assert _value(guarded, name) == second.timestamp()
        authority.certificate.write_text("half")
        assert _value(guarded, name) == second.timestamp()
        authority.certificate.unlink()
        assert _value(guarded, name) == second.timestamp()
