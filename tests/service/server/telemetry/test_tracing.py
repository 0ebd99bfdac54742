"""Traces of real calls: what is below what, how long it took, and where it is sent."""

import itertools
import json
import sys
import threading
from collections.abc import AsyncIterator, Sequence
from concurrent import futures
from typing import Any, TypeAlias

import grpc
import grpc.aio
import pytest
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from dateline.server import Server, create_server, serve
from dateline.server.lifecycle import SERVICE_NAME
from dateline.server.telemetry.logs import configure_logs
from dateline.server.telemetry.tracing import MAX_TRACED_ARTICLES, Tracing
from dateline.settings import Settings
from dateline.v1 import annotation_pb2 as pb
from dateline.v1 import annotation_pb2_grpc
from support.fake_annotator import TIMEOUT_SECONDS, FakeAnnotator, until

Stub: TypeAlias = "annotation_pb2_grpc.AnnotationServiceAsyncStub"
TRACE_ID, PARENT_ID = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
async def stub(annotator: FakeAnnotator, exporter: InMemorySpanExporter) -> AsyncIterator[Stub]:
    tracing = Tracing(SimpleSpanProcessor(exporter), service=SERVICE_NAME, version="1.2.3")
    server = Server(annotator, settings=Settings(port=0, grace_seconds=5), tracing=tracing)
    async with server, grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel:
        yield annotation_pb2_grpc.AnnotationServiceStub(channel)


async def _spans(exporter: InMemorySpanExporter, calls: int = 1) -> tuple[ReadableSpan, ...]:
    """All spans once this many calls have ended; a call's own comes last."""
    await until(lambda: sum("/" in span.name for span in exporter.get_finished_spans()) == calls)
    return exporter.get_finished_spans()


def _times(span: ReadableSpan) -> tuple[int, int]:
    """When it began and ended, in nanoseconds."""
    assert span.start_time is not None
    assert span.end_time is not None
    return span.start_time, span.end_time


def _article(text: str = "Oslo and Bergen", **fields: Any) -> pb.Article:
    return pb.Article(text=text, **fields)


async def test_call_has_its_parts_below_it(stub: Stub, exporter: InMemorySpanExporter) -> None:
    """Queue, recognition and resolution follow one another within the call, and the call says how much it was."""
    metadata = (("x-request-id", "r1"),)
    request = pb.AnnotateArticleRequest(article=_article("Oslo\nBergen"))
    answer = await stub.AnnotateArticle(request, metadata=metadata, timeout=TIMEOUT_SECONDS)
    queue, recognition, resolution, call = await _spans(exporter)
    assert [queue.name, recognition.name, resolution.name] == ["queue", "recognition", "resolution"]
    assert call.name == "dateline.v1.AnnotationService/AnnotateArticle"
    assert call.parent is None
    assert call.attributes == {
        "rpc.system": "grpc",
        "rpc.service": "dateline.v1.AnnotationService",
        "rpc.method": "AnnotateArticle",
        "rpc.grpc.status_code": 0,
        "dateline.request_id": "r1",
        "dateline.articles": 1,
        "dateline.failed_articles": 0,
        "dateline.chars": 11,
        "dateline.tokens": 2,
        "dateline.queries": 0,
    }
    (begun, ended), (recognition_begun, recognition_ended) = _times(call), _times(recognition)
    parts = (*_times(queue), recognition_ended, _times(resolution)[1])
    slack_ns = 5_000_000  # two clocks are compared
    pairs = itertools.pairwise((begun, *parts, ended))
    assert all(earlier - slack_ns <= later for earlier, later in pairs)
    for span in (queue, recognition, resolution):
        assert span.parent is not None
        assert span.parent.span_id == call.context.span_id
        assert span.attributes == {}
    told = answer.timing.recognition_duration.ToNanoseconds()
    assert abs(recognition_ended - recognition_begun - told) < 1_000
    assert call.resource.attributes["service.name"] == "dateline"


async def test_trace_of_the_caller_goes_on(
    stub: Stub, exporter: InMemorySpanExporter, capfd: pytest.CaptureFixture[str]
) -> None:
    """The call belongs to the trace that its W3C trace context names, and the log names it too."""
    configure_logs("json")
    metadata = (("traceparent", f"00-{TRACE_ID}-{PARENT_ID}-01"),)
    await stub.ResolvePlaces(pb.ResolvePlacesRequest(), metadata=metadata, timeout=TIMEOUT_SECONDS)
    (call,) = await _spans(exporter)
    assert f"{call.context.trace_id:032x}" == TRACE_ID
    assert call.parent is not None
    assert f"{call.parent.span_id:016x}" == PARENT_ID
    assert f'"trace_id": "{TRACE_ID}"' in capfd.readouterr().err


@pytest.mark.parametrize("context", ["", "zyzzyva", f"00-{TRACE_ID}-{PARENT_ID}-00"], ids=["empty", "odd", "unsampled"])
async def test_odd_or_unsampled_contexts_do_no_harm(stub: Stub, exporter: InMemorySpanExporter, context: str) -> None:
    """A caller that does not want a trace gets none; one that does not say so properly gets a new one."""
    request = pb.AnnotateArticleRequest(article=_article())
    await stub.AnnotateArticle(request, metadata=(("traceparent", context),), timeout=TIMEOUT_SECONDS)
    await stub.GetServerInfo(pb.GetServerInfoRequest(), timeout=TIMEOUT_SECONDS)
    names = [span.name for span in await _spans(exporter, calls=1 if context.endswith("-00") else 2)]
    assert "dateline.v1.AnnotationService/GetServerInfo" in names
    assert ("dateline.v1.AnnotationService/AnnotateArticle" in names) is not context.endswith("-00")


async def test_failed_calls_say_whose_fault_it_was(stub: Stub, exporter: InMemorySpanExporter) -> None:
    """A defect of the server is an error of the span, bad input is not; neither has an event with the exception."""
    for text in ("", "POISON"):
        call = stub.AnnotateArticle(pb.AnnotateArticleRequest(article=_article(text)), timeout=TIMEOUT_SECONDS)
        await call.code()
    spans = [span for span in await _spans(exporter, calls=2) if "/" in span.name]
    assert [(span.attributes or {})["rpc.grpc.status_code"] for span in spans] == [3, 13]
    assert [span.status.status_code for span in spans] == [StatusCode.UNSET, StatusCode.ERROR]
    assert [span.events for span in spans] == [(), ()]


async def test_streams_have_spans_of_their_first_articles(stub: Stub, exporter: InMemorySpanExporter) -> None:
    """A long stream does not make a trace of any length; given mentions wait for nothing."""
    given = pb.GivenMentions()
    requests = (
        pb.StreamAnnotateArticlesRequest(article=_article(id=str(number), mentions=given))
        for number in range(MAX_TRACED_ARTICLES + 5)
    )
    assert len([each async for each in stub.StreamAnnotateArticles(requests)]) == MAX_TRACED_ARTICLES + 5
    spans = await _spans(exporter)
    assert [span.name for span in spans].count("resolution") == MAX_TRACED_ARTICLES == len(spans) - 1
    assert (spans[-1].attributes or {})["dateline.articles"] == MAX_TRACED_ARTICLES + 5


class Collector(trace_service_pb2_grpc.TraceServiceServicer):
    """Keeps what it gets."""

    def __init__(self) -> None:
        self.requests: list[trace_service_pb2.ExportTraceServiceRequest] = []

    def Export(self, request: Any, context: Any) -> Any:  # noqa: N802  # the protocol's name
        del context
        self.requests.append(request)
        return trace_service_pb2.ExportTraceServiceResponse()


async def test_traces_go_where_the_environment_says(annotator: FakeAnnotator, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the setting alone, spans reach the collector that OTEL_* names, under the name it gives, before the end."""
    collector = Collector()
    receiving = grpc.server(futures.ThreadPoolExecutor(1))
    trace_service_pb2_grpc.add_TraceServiceServicer_to_server(collector, receiving)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{receiving.add_insecure_port('127.0.0.1:0')}")
    monkeypatch.setenv("OTEL_SERVICE_NAME", "newsroom")
    receiving.start()
    server = create_server(annotator, settings=Settings(port=0, traces=True))
    async with server, grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel:
        stub = annotation_pb2_grpc.AnnotationServiceStub(channel)
        await stub.AnnotateArticle(pb.AnnotateArticleRequest(article=_article()), timeout=TIMEOUT_SECONDS)
    receiving.stop(None).wait()
    resources = [each for request in collector.requests for each in request.resource_spans]
    names = [span.name for each in resources for scope in each.scope_spans for span in scope.spans]
    assert sorted(names) == ["dateline.v1.AnnotationService/AnnotateArticle", "queue", "recognition", "resolution"]
    named = {each.key: each.value.string_value for each in resources[0].resource.attributes}
    assert (named["service.name"], named["service.version"]) == ("newsroom", "1.2.3")


async def test_collector_that_hangs_keeps_no_server(annotator: FakeAnnotator) -> None:
    """While a collector does not answer, calls are answered, and the server stops all the same."""
    answers, ended = threading.Event(), list[bool]()

    class Hanging(SpanExporter):
        def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
            del spans
            ended.append(answers.wait(TIMEOUT_SECONDS))
            return SpanExportResult.SUCCESS

    tracing = Tracing(BatchSpanProcessor(Hanging()), service=SERVICE_NAME, version="1.2.3")
    server = Server(annotator, settings=Settings(port=0, grace_seconds=0), tracing=tracing)
    async with server, grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel:
        stub = annotation_pb2_grpc.AnnotationServiceStub(channel)
        await stub.AnnotateArticle(pb.AnnotateArticleRequest(article=_article()), timeout=TIMEOUT_SECONDS)
        await server.stop()
        assert not ended
    answers.set()


def test_without_the_extra_it_is_said_what_to_install(
    annotator: FakeAnnotator, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Traces without OpenTelemetry are one line that says how to install it, and exit code 1."""
    for name in [
        name for name in sys.modules if name.startswith(("opentelemetry", "dateline.server.telemetry.tracing"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    assert serve(Settings(port=0, traces=True), annotator=annotator) == 1
    (line,) = capfd.readouterr().err.splitlines()
    reason = json.loads(line)["reason"]
    assert reason.startswith("the setting traces needs OpenTelemetry, which is missing; to install it")
    assert reason.endswith("[server,otel]'")
