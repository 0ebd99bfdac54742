"""The fallback geocoder through the real server, over a real socket."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeAlias

import grpc.aio
import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from dateline.annotation import Annotator, ResolvedArticle
from dateline.server import Server, create_server, serve
from dateline.server.telemetry.logs import _LibraryLogs, configure_logs
from dateline.server.telemetry.tracing import Tracing
from dateline.settings import Settings
from dateline.v1 import annotation_pb2 as pb
from dateline.v1 import annotation_pb2_grpc
from dateline.values import Annotation, FallbackAnswers
from support.fake_annotator import TIMEOUT_SECONDS, FakeAnnotator, until
from support.fake_nominatim import FakeNominatim
from support.tiny_world import TinyRecognizer, build_tiny_gazetteer

Stub: TypeAlias = "annotation_pb2_grpc.AnnotationServiceAsyncStub"
TEXT = "Talks in Havenford"


class AskingAnnotator(FakeAnnotator):
    """Asks for every article; its answers are the test's to give, and while `gate` is clear it is busy asking."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Future[FallbackAnswers]] = []
        self.seconds: list[float | None] = []

    def ask(self, resolved: ResolvedArticle, *, seconds: float | None) -> Future[FallbackAnswers]:
        del resolved
        self.asked.append(Future())
        self.seconds.append(seconds)
        self.entered.release()
        self.gate.wait()
        return self.asked[-1]

    def assemble(self, resolved: ResolvedArticle, *, fallback: FallbackAnswers | None) -> Annotation:
        assert (fallback is None) == (not self.asked)
        return super().assemble(resolved, fallback=None)


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_gazetteer(tmp_path_factory.mktemp("gazetteer") / "tiny.sqlite")


@pytest.fixture
def nominatim() -> Iterator[FakeNominatim]:
    with FakeNominatim() as fake:
        yield fake


@pytest.fixture
async def asking(nominatim: FakeNominatim, gazetteer: Path, tmp_path: Path) -> AsyncIterator[Stub]:
    settings = Settings(
        port=0,
        gazetteer=gazetteer,
        **nominatim.settings,
        fallback_geocoder_cache=tmp_path / "cache.sqlite",
        fallback_geocoder_delay_seconds=0,
    )
    annotator = Annotator(settings, recognizer=TinyRecognizer())
    async with (
        create_server(annotator, settings=settings) as server,
        grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel,
    ):
        yield annotation_pb2_grpc.AnnotationServiceStub(channel)
        nominatim.gate.set()


@pytest.fixture
async def asked_server() -> AsyncIterator[tuple[AskingAnnotator, Server, Stub]]:
    annotator = AskingAnnotator()
    async with (
        create_server(annotator, settings=Settings(port=0, fallback_geocoder="nominatim")) as server,
        grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel,
    ):
        await annotator.in_work()  # the warm-up
        assert not annotator.asked
        yield annotator, server, annotation_pb2_grpc.AnnotationServiceStub(channel)
        annotator.gate.set()


def _request(text: str = TEXT, name: str = "Havenford") -> pb.AnnotateArticleRequest:
    start = text.index(name)
    mention = pb.GivenMention(start_offset=start, end_offset=start + len(name), type=pb.ENTITY_TYPE_PLACE)
    return pb.AnnotateArticleRequest(article=pb.Article(text=text, mentions=pb.GivenMentions(mentions=[mention])))


async def _annotate(stub: Stub, request: pb.AnnotateArticleRequest | None = None, **call: Any) -> pb.Annotation:
    answer = await stub.AnnotateArticle(request or _request(), **{"timeout": TIMEOUT_SECONDS} | call)
    return answer.annotation


async def test_a_place_outside_the_gazetteer_is_resolved(asking: Stub, nominatim: FakeNominatim) -> None:
    """The contract tells where the place is from, and the second call makes no request."""
    for _ in range(2):
        annotation = await _annotate(asking)
        resolution = annotation.entities[0].resolution
        assert (resolution.place.place_id, resolution.place.source) == ("osm:node/4711", "nominatim")
        assert resolution.evidence[0].kind == pb.EVIDENCE_KIND_FALLBACK_GEOCODER
        assert not annotation.warnings
    assert nominatim.names == ["Havenford"]


async def test_with_the_geocoder_down_the_annotation_has_a_warning(asking: Stub, nominatim: FakeNominatim) -> None:
    """The article is answered all the same."""
    nominatim.status = 502
    annotation = await _annotate(asking)
    assert not annotation.entities[0].resolution.HasField("place")
    assert [each.reason for each in annotation.warnings] == [pb.WARNING_REASON_FALLBACK_GEOCODER_UNAVAILABLE]


async def test_a_geocoder_that_hangs_holds_up_no_other_article(asking: Stub, nominatim: FakeNominatim) -> None:
    """While one article waits for it, one that needs nothing of it is annotated."""
    nominatim.gate.clear()
    waiting = asyncio.create_task(_annotate(asking))
    await asyncio.to_thread(nominatim.wait_for, 1)
    other = await _annotate(asking, _request("Talks in Astana", "Astana"))
    assert other.entities[0].resolution.place.place_id == "geonames:1526273"
    assert not waiting.done()
    nominatim.gate.set()
    assert (await waiting).entities[0].resolution.place.name == "Havenford"


async def test_a_deadline_is_kept_without_the_fallback_geocoder(asking: Stub, nominatim: FakeNominatim) -> None:
    """Half of the time left is spent on waiting, so that the answer arrives, with its warning."""
    nominatim.gate.clear()
    annotation = await _annotate(asking, timeout=2)
    assert [each.reason for each in annotation.warnings] == [pb.WARNING_REASON_FALLBACK_GEOCODER_UNAVAILABLE]


async def test_waiting_for_it_keeps_no_thread(asked_server: tuple[AskingAnnotator, Server, Stub]) -> None:
    """However many wait for it, all threads are free, so that none is taken for one that hangs."""
    annotator, server, stub = asked_server
    calls = [asyncio.create_task(_annotate(stub)) for _ in range(3)]
    await until(lambda: len(annotator.asked) == 3 and not server.pipeline.is_busy)
    assert server.pipeline.stalled_seconds == 0
    for asked in annotator.asked:
        asked.set_result(FallbackAnswers("nominatim", ()))
    await asyncio.gather(*calls)


@pytest.mark.parametrize("is_thread_busy", [False, True])
async def test_it_is_dropped_when_the_caller_leaves(
    asked_server: tuple[AskingAnnotator, Server, Stub], *, is_thread_busy: bool
) -> None:
    """Whether the caller leaves while it is waited for, or while a thread still prepares the question."""
    annotator, server, stub = asked_server
    if is_thread_busy:
        annotator.gate.clear()
    call = stub.AnnotateArticle(_request(), timeout=TIMEOUT_SECONDS)
    await annotator.in_work()
    await until(lambda: server.pipeline.is_busy == is_thread_busy)
    call.cancel()
    await until(lambda: not server.pipeline.admission.reserved_tokens)
    annotator.gate.set()
    await until(annotator.asked[0].cancelled)


async def test_it_gets_half_of_the_time_left(asked_server: tuple[AskingAnnotator, Server, Stub]) -> None:
    """Reckoned when the question is put; a stream has no deadline to halve."""
    annotator, _, stub = asked_server
    call = asyncio.create_task(_annotate(stub, timeout=TIMEOUT_SECONDS))
    await annotator.in_work()
    annotator.asked[0].set_result(FallbackAnswers("nominatim", ()))
    await call
    stream = stub.StreamAnnotateArticles(iter([pb.StreamAnnotateArticlesRequest(article=_request().article)]))
    await annotator.in_work()
    annotator.asked[1].set_result(FallbackAnswers("nominatim", ()))
    assert [answer.result.HasField("annotation") async for answer in stream] == [True]
    assert annotator.seconds == [pytest.approx(TIMEOUT_SECONDS / 2, rel=0.2), None]


async def test_waiting_for_it_is_no_resolution() -> None:
    """The answer, the metrics and the trace have a time of its own for it, and none where it was not asked."""
    clock = [0.0]
    exporter = InMemorySpanExporter()
    tracing = Tracing(SimpleSpanProcessor(exporter), service="s", version="1")
    annotator = AskingAnnotator()
    settings = Settings(port=0, fallback_geocoder="nominatim")
    server = Server(annotator, settings=settings, now=lambda: clock[0], tracing=tracing)
    async with server, grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel:
        stub = annotation_pb2_grpc.AnnotationServiceStub(channel)
        assert server.metrics.registry.get_sample_value("dateline_fallback_geocoder_seconds_count") == 0  # the warm-up
        call = stub.AnnotateArticle(_request(), timeout=TIMEOUT_SECONDS)
        await until(lambda: len(annotator.asked) == 1 and not server.pipeline.is_busy)
        clock[0] += 30
        annotator.asked[0].set_result(FallbackAnswers("nominatim", ()))
        timing = (await call).timing
        await until(lambda: len(exporter.get_finished_spans()) == 3)
    assert timing.fallback_geocoder_duration.ToSeconds() == 30
    assert timing.resolution_duration.ToSeconds() < 30
    assert server.metrics.registry.get_sample_value("dateline_fallback_geocoder_seconds_sum") == 30
    resolve_seconds = server.metrics.registry.get_sample_value("dateline_resolve_seconds_sum")
    assert resolve_seconds is not None
    assert resolve_seconds < 30
    asking, resolution, _ = exporter.get_finished_spans()
    assert (asking.name, resolution.name) == ("fallback geocoder", "resolution")
    assert asking.start_time is not None
    assert asking.end_time is not None
    assert round((asking.end_time - asking.start_time) / 1e9) == 30
    assert asking.end_time == pytest.approx(resolution.start_time, abs=5e6)  # two clocks are compared


@pytest.mark.parametrize(("status", "body"), [(502, None), (200, b'[{"name": "Zyzzyva"')], ids=["down", "garbled"])
async def test_a_failing_geocoder_makes_nobody_say_the_name(
    asking: Stub, nominatim: FakeNominatim, capfd: pytest.CaptureFixture[str], status: int, body: bytes | None
) -> None:
    """Neither the warning nor the log has what was asked, whatever the libraries log of it."""
    configure_logs("json")
    listening = _LibraryLogs()
    libraries = [logging.getLogger(name) for name in ("geopy", "aiohttp", "asyncio")]
    for library in libraries:
        library.addHandler(listening)
        library.setLevel(logging.DEBUG)
    try:
        nominatim.status, nominatim.body = status, body
        annotation = await _annotate(asking, _request("Talks in Zyzzyva", "Zyzzyva"))
    finally:
        for library in libraries:
            library.removeHandler(listening)
            library.setLevel(logging.NOTSET)
    assert nominatim.names == ["Zyzzyva"]
    (warning,) = annotation.warnings
    assert warning.reason == pb.WARNING_REASON_FALLBACK_GEOCODER_UNAVAILABLE
    logged = capfd.readouterr().err
    assert '"logger": "geopy"' in logged  # which logs the address, with the name in it
    assert "yzzyva" not in warning.message + logged


async def test_a_server_that_stops_lets_go_of_its_annotator(annotator: FakeAnnotator) -> None:
    """Connections and threads of the fallback geocoder end with the server."""
    async with create_server(annotator, settings=Settings(port=0)):
        assert not annotator.is_closed
    assert annotator.is_closed


def test_a_geocoder_that_geopy_lacks_is_a_wrong_setting(gazetteer: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """`serve` ends with the code of usage and names the setting."""
    settings = Settings(port=0, gazetteer=gazetteer, fallback_geocoder="oracle")
    assert serve(settings, annotator=Annotator(settings, recognizer=TinyRecognizer())) == 2
    assert "fallback_geocoder: geopy has only these" in capfd.readouterr().err
