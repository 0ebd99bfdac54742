"""Nothing of a request is in any log, metric, trace or error, whichever way a call goes.

A word that is in every string of every request is looked for in all that the server, a process of its own, says.
"""

import asyncio
import os
import signal
import socket
import sys
import urllib.request
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from concurrent import futures
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import grpc
import grpc.aio
import pytest
from google.protobuf.message import Message
from google.type.latlng_pb2 import LatLng
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc

from dateline.v1 import annotation_pb2 as pb
from dateline.v1 import annotation_pb2_grpc
from support.fake_annotator import TIMEOUT_SECONDS
from support.paths import ROOT

CANARY = "Zyzzyva"
TOKEN = "newsroom-0123456789"  # noqa: S105  # of these tests alone
KNOWN = (
    ("authorization", f"Bearer {TOKEN}"),
    ("x-request-id", f"{CANARY} is no id"),
    ("x-other", CANARY),
    ("traceparent", CANARY),
    ("baggage", f"title={CANARY}"),
)
STRANGE = (("authorization", f"Bearer {CANARY * 3}"),)
PREFIX = "/dateline.v1.AnnotationService/"
METHODS = [method.name for method in pb.DESCRIPTOR.services_by_name["AnnotationService"].methods]


def _fill(message: Message) -> Any:
    """Put the word into every string of the message."""
    for field in message.DESCRIPTOR.fields:
        if field.message_type is not None and field.is_repeated:
            _fill(getattr(message, field.name).add())
        elif field.message_type is not None:
            _fill(getattr(message, field.name))
        elif field.type == field.TYPE_STRING and field.is_repeated:
            getattr(message, field.name).append(CANARY)
        elif field.type == field.TYPE_STRING:
            setattr(message, field.name, CANARY)
    return message


def _article(text: str = f"{CANARY} in {CANARY}", **fields: Any) -> pb.Article:
    return pb.Article(**{"id": CANARY, "title": CANARY, "text": text, "outlet": CANARY} | fields)


def _mention(start: int, end: int, **fields: Any) -> pb.GivenMentions:
    return pb.GivenMentions(mentions=[pb.GivenMention(start_offset=start, end_offset=end, **{"type": 3} | fields)])


ARTICLES = {
    "good": (_article(), "OK"),
    "given": (_article(mentions=_mention(0, 7)), "OK"),
    "every-string": (_fill(pb.Article()), "INVALID_ARGUMENT"),
    "no-text": (_article(""), "INVALID_ARGUMENT"),
    "long-text": (_article(CANARY * 1_000), "INVALID_ARGUMENT"),
    "long-title": (_article(title=CANARY * 1_000), "INVALID_ARGUMENT"),
    "long-id": (_article(id=CANARY * 1_000), "INVALID_ARGUMENT"),
    "long-outlet": (_article(outlet=CANARY * 1_000), "INVALID_ARGUMENT"),
    "bad-language": (_article(language_code=f"{CANARY}!"), "INVALID_ARGUMENT"),
    "bad-country": (_article(reader_region=pb.ReaderRegion(region_code=CANARY)), "INVALID_ARGUMENT"),
    "bad-point": (
        _article(reader_region=pb.ReaderRegion(coordinates=LatLng(latitude=91))),
        "INVALID_ARGUMENT",
    ),
    "bad-time": (_article(publish_time={"seconds": 10**15}), "INVALID_ARGUMENT"),
    "mention-outside": (_article(mentions=_mention(1, 999)), "INVALID_ARGUMENT"),
    "mention-untyped": (_article(mentions=_mention(0, 7, type=0)), "INVALID_ARGUMENT"),
    "poison": (_article(f"POISON {CANARY}"), "INTERNAL"),
    "unreadable": (_article(id="unreadable"), "INTERNAL"),
    "unresolvable": (_article(id="unresolvable"), "INTERNAL"),
}
QUERIES = {
    "good": (pb.PlaceQuery(name=CANARY, context_names=[CANARY]), "OK"),
    "every-string": (_fill(pb.PlaceQuery()), "INVALID_ARGUMENT"),
    "long-name": (pb.PlaceQuery(name=CANARY * 1_000), "INVALID_ARGUMENT"),
    "no-name": (pb.PlaceQuery(context_names=[CANARY]), "INVALID_ARGUMENT"),
    "long-context": (pb.PlaceQuery(name=CANARY, context_names=[CANARY * 1_000]), "INVALID_ARGUMENT"),
    "bad-country": (pb.PlaceQuery(name=CANARY, region_code=CANARY), "INVALID_ARGUMENT"),
    "poison": (pb.PlaceQuery(name=f"POISON {CANARY}"), "INTERNAL"),
}


class Server:
    """The process, all that its callers were told beside answers, and how their calls ended."""

    def __init__(self, process: Process, port: int) -> None:
        self.process = process
        self.target = f"127.0.0.1:{port}"
        self.said: list[str] = []
        self.ends: Counter[str] = Counter()

    async def hear(self, call: Any) -> list[Any]:
        """Answers of the call; keeps its status and metadata."""
        answers = []
        try:
            if isinstance(call, grpc.aio.UnaryUnaryCall):
                answers.append(await call)
            else:
                answers.extend([answer async for answer in call])
        except (grpc.aio.AioRpcError, asyncio.CancelledError):
            pass
        code = await call.code()
        self.ends[code.name] += 1
        self.said += [
            str(await call.details()),
            repr(await call.trailing_metadata()),
            repr(await call.initial_metadata()),
        ]
        return answers

    def hear_errors(self, results: list[pb.ArticleResult]) -> None:
        """Keep what failed articles were told."""
        self.said += [f"{result.error!r} {result.error.SerializeToString()!r}" for result in results]


class Collector(trace_service_pb2_grpc.TraceServiceServicer):
    """Keeps all spans that it gets."""

    def __init__(self) -> None:
        self.spans: list[Any] = []

    def Export(self, request: Any, context: Any) -> Any:  # noqa: N802  # the protocol's name
        del context
        self.spans += [span for each in request.resource_spans for scope in each.scope_spans for span in scope.spans]
        return trace_service_pb2.ExportTraceServiceResponse()


@pytest.fixture
def collector() -> Iterator[tuple[Collector, str]]:
    keeping = Collector()
    receiving = grpc.server(futures.ThreadPoolExecutor(1))
    trace_service_pb2_grpc.add_TraceServiceServicer_to_server(keeping, receiving)
    port = receiving.add_insecure_port("127.0.0.1:0")
    receiving.start()
    yield keeping, f"http://127.0.0.1:{port}"
    receiving.stop(None).wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@asynccontextmanager
async def _serving(log: Path, settings: dict[str, object]) -> AsyncIterator[Server]:
    port = _free_port()
    output = log.open("wb")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        ROOT / "tests/support/serve_fake.py",
        "debug",
        stdin=PIPE,
        stdout=PIPE,
        stderr=output,
        env={name: str(value) for name, value in settings.items()}
        | {
            "DATELINE_PORT": str(port),
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{ROOT / 'service'}{os.pathsep}{ROOT / 'tests'}",
            "PYTHONASYNCIODEBUG": "1",
            "GRPC_VERBOSITY": "debug",
        },
    )
    output.close()
    try:
        yield Server(process, port)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _serves(channel: grpc.aio.Channel) -> None:
    """Wait until the server has loaded; it listens before that."""
    request = health_pb2.HealthCheckRequest(service="dateline.v1.AnnotationService")
    watch = health_pb2_grpc.HealthStub(channel).Watch(request, timeout=TIMEOUT_SECONDS, wait_for_ready=True)
    async for answer in watch:
        if answer.status == health_pb2.HealthCheckResponse.SERVING:
            break
    watch.cancel()


async def _send_articles(server: Server, stub: Any) -> None:
    """Each article by itself, in a batch, and in a stream, where it fails alone."""
    for name, (article, code) in ARTICLES.items():
        call = stub.AnnotateArticle(
            pb.AnnotateArticleRequest(article=article), metadata=KNOWN, timeout=TIMEOUT_SECONDS, wait_for_ready=True
        )
        answers = await server.hear(call)
        assert (await call.code()).name == code, name
        assert CANARY in repr(answers) or code != "OK"
    articles = [article for article, _ in ARTICLES.values()]
    batch = pb.BatchAnnotateArticlesRequest(articles=articles)
    (answer,) = await server.hear(stub.BatchAnnotateArticles(batch, metadata=KNOWN, timeout=TIMEOUT_SECONDS))
    server.hear_errors(answer.results)
    stream = [pb.StreamAnnotateArticlesRequest(article=article) for article in articles]
    answers = await server.hear(stub.StreamAnnotateArticles(stream, metadata=KNOWN, timeout=TIMEOUT_SECONDS))
    assert len(answers) == len(articles)
    server.hear_errors([answer.result for answer in answers])
    for query, code in QUERIES.values():
        call = stub.ResolvePlaces(pb.ResolvePlacesRequest(queries=[query]), metadata=KNOWN, timeout=TIMEOUT_SECONDS)
        results = [each for answer in await server.hear(call) for each in answer.answers]
        server.hear_errors(results)
        assert {(await call.code()).value[0], *(each.error.code for each in results)} - {0} == (
            {grpc.StatusCode[code].value[0]} - {0}
        )
    many = pb.BatchAnnotateArticlesRequest(articles=[_article()] * 129)
    await server.hear(stub.BatchAnnotateArticles(many, metadata=KNOWN, timeout=TIMEOUT_SECONDS))
    await server.hear(stub.GetServerInfo(pb.GetServerInfoRequest(), metadata=KNOWN, timeout=TIMEOUT_SECONDS))


async def _send_bytes(server: Server, channel: grpc.aio.Channel) -> None:
    """What is no message, too large a message, and too many metadata, to each method; then methods there are not."""
    health, tools = "/grpc.health.v1.Health/", "/grpc.reflection.v1alpha.ServerReflection/"
    paths = [*(PREFIX + name for name in METHODS), health + "Check", health + "Watch", tools + "ServerReflectionInfo"]
    for path in paths:
        for content in (b"\n\xff" + CANARY.encode(), CANARY.encode(), CANARY.encode() * 20_000):
            answers = await server.hear(_streams(channel, path)(iter([content]), metadata=KNOWN, timeout=3))
            if path == f"{PREFIX}AnnotateArticle":
                assert not answers
        long = (*KNOWN, ("x-long", CANARY * 5_000))
        await server.hear(_streams(channel, path)(iter([b""]), metadata=long, timeout=3))
    for path in (PREFIX + CANARY, f"/{CANARY}/{CANARY}"):
        await server.hear(_answers(channel, path)(CANARY.encode(), metadata=KNOWN, timeout=TIMEOUT_SECONDS))


def _answers(channel: grpc.aio.Channel, path: str) -> "grpc.aio.UnaryUnaryMultiCallable[bytes, bytes]":
    return channel.unary_unary(path)


def _streams(channel: grpc.aio.Channel, path: str) -> "grpc.aio.StreamStreamMultiCallable[bytes, bytes]":
    return channel.stream_stream(path)


async def _send_strange(server: Server, channel: grpc.aio.Channel) -> None:
    """Callers without a token that is known, and questions about names that are not."""
    before = server.ends["UNAUTHENTICATED"]
    for metadata in ((), STRANGE):
        for name in METHODS:
            await server.hear(_answers(channel, PREFIX + name)(CANARY.encode(), metadata=metadata))
    assert server.ends["UNAUTHENTICATED"] - before == 2 * len(METHODS)
    health = health_pb2_grpc.HealthStub(channel)
    await server.hear(health.Check(health_pb2.HealthCheckRequest(service=CANARY), metadata=STRANGE))
    tools = reflection_pb2_grpc.ServerReflectionStub(channel)
    await server.hear(
        tools.ServerReflectionInfo(iter([reflection_pb2.ServerReflectionRequest(file_containing_symbol=CANARY)]))
    )


async def _send_into_a_full_queue(server: Server, stub: Any) -> None:
    """While the model is held: some that wait and are given up, one that is shed, and one whose time runs out."""
    assert server.process.stdin is not None
    assert server.process.stdout is not None

    def annotate(text: str = f"{CANARY} " * 90, timeout_seconds: float = TIMEOUT_SECONDS) -> Any:
        request = pb.AnnotateArticleRequest(article=_article(text))
        return stub.AnnotateArticle(request, metadata=KNOWN, timeout=timeout_seconds)

    holding = asyncio.ensure_future(server.hear(annotate("Hold")))
    async with asyncio.timeout(TIMEOUT_SECONDS):
        assert await server.process.stdout.readline() == b"in work\n"
    waiting = [annotate() for _ in range(4)]  # one counts for a quarter of the capacity
    heard = [asyncio.ensure_future(server.hear(call)) for call in waiting]
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while (await (shed := annotate(timeout_seconds=1)).code()).name != "RESOURCE_EXHAUSTED":
            pass  # those that are to fill the capacity are not all there yet
    await server.hear(shed)
    for call in waiting:
        call.cancel()
    await asyncio.gather(*heard)
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while not server.ends["DEADLINE_EXCEEDED"]:
            await server.hear(annotate(timeout_seconds=0.3))
    stream = stub.StreamAnnotateArticles(metadata=KNOWN)
    await stream.write(pb.StreamAnnotateArticlesRequest(article=_article()))
    stream.cancel()
    await server.hear(stream)
    server.process.stdin.write(b"go on\n")
    await holding


@pytest.mark.slow
@pytest.mark.parametrize("log_format", ["json", "console"])
async def test_nothing_of_a_request_is_said(log_format: str, tmp_path: Path, collector: tuple[Collector, str]) -> None:
    """Every RPC, every way it can fail: the logs, metrics, spans and errors have none of it."""
    (tmp_path / "tokens").write_text(TOKEN)
    spans, endpoint = collector
    metrics_port = _free_port()
    settings = {
        "DATELINE_LOG_FORMAT": log_format,
        "DATELINE_TOKEN_FILE": tmp_path / "tokens",
        "DATELINE_METRICS_PORT": metrics_port,
        "DATELINE_TRACES": True,
        "DATELINE_MAX_ARTICLE_CHARS": 2_000,
        "DATELINE_MAX_REQUEST_BYTES": 100_000,
        "DATELINE_MAX_QUEUE_TOKENS": 100,
        "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint,
    }
    log = tmp_path / "log"
    async with _serving(log, settings) as server:
        async with grpc.aio.insecure_channel(server.target) as channel:
            await _serves(channel)
            stub = annotation_pb2_grpc.AnnotationServiceStub(channel)
            await _send_articles(server, stub)
            await _send_bytes(server, channel)
            await _send_strange(server, channel)
            await _send_into_a_full_queue(server, stub)
        page = await asyncio.to_thread(_read, f"http://127.0.0.1:{metrics_port}/metrics")
        server.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(TIMEOUT_SECONDS):
            assert await server.process.wait() == 0
    logged = log.read_text()
    codes = "CANCELLED DEADLINE_EXCEEDED INTERNAL INVALID_ARGUMENT NOT_FOUND OK RESOURCE_EXHAUSTED UNAUTHENTICATED"
    assert set(codes.split()) <= set(server.ends)
    assert "UNKNOWN" not in server.ends
    # What was looked through is what it should be.
    assert logged.count("AnnotateArticle") > len(ARTICLES)
    assert logged.count("defect") >= 10
    assert "dateline_requests_total" in page
    assert len(spans.spans) > len(ARTICLES)
    said = {"logs": logged, "metrics": page, "spans": repr(spans.spans), "errors": " ".join(server.said)}
    for what, text in said.items():
        assert CANARY.lower() not in text.lower(), what
        assert TOKEN not in text, what


def _read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310  # http, and ours
        return str(answer.read().decode())
