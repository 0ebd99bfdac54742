"""The server behind nginx and behind Envoy, as the examples set them up: nothing of gRPC gets lost on the way."""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import grpc.aio
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.reflection import SERVICE_NAME as REFLECTION

from dateline import Article, AsyncClient
from dateline.client import HealthStatus
from dateline.endpoint import MAX_REQUEST_BYTES, MAX_RESPONSE_BYTES
from dateline.errors import InvalidInputError, UnauthenticatedError
from dateline.server import Server, create_server
from dateline.settings import Settings
from dateline.v1 import annotation_pb2 as pb
from dateline.v1 import annotation_pb2_grpc
from support.authority import Authority
from support.calls import annotate_request, details, failure, fields
from support.fake_annotator import TIMEOUT_SECONDS, FakeAnnotator, until
from support.proxies import EXAMPLES, proxy

TOKEN = "newsroom-0123456789"  # noqa: S105  # of these tests alone
LONG = "abc " * 122_500
IDLE_SETTINGS = {
    "nginx": ("client_body_timeout 1h;", "grpc_read_timeout 1h;"),
    "envoy": ("stream_idle_timeout: 3600s",),
}
"""What lets a stream be idle, by proxy."""


@pytest.fixture(params=sorted(EXAMPLES))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def annotator() -> Iterator[FakeAnnotator]:
    fake = FakeAnnotator()
    yield fake
    fake.gate.set()


@pytest.fixture
def changes() -> dict[str, Any]:
    """What the server's settings differ in; tests parametrize it."""
    return {}


@pytest.fixture
async def server(tmp_path: Path, annotator: FakeAnnotator, changes: dict[str, Any]) -> AsyncIterator[Server]:
    tokens = tmp_path / "tokens"
    tokens.write_text(TOKEN)
    settings = Settings(port=0, grace_seconds=1, token_file=tokens, http_port=0, **changes)
    async with create_server(annotator, settings=settings) as running:
        while annotator.entered.acquire(blocking=False):
            pass
        yield running
        annotator.gate.set()


@pytest.fixture
def differences() -> dict[str, str]:
    """What the proxy's configuration differs in from the example; tests override it."""
    return {}


@pytest.fixture
async def addresses(
    name: str, tmp_path: Path, authority: Authority, server: Server, differences: dict[str, str]
) -> AsyncIterator[tuple[str, str]]:
    """The addresses of the proxy, for gRPC and for HTTP."""
    assert server.http_port
    ports = {"server_port": server.port, "http_port": server.http_port}
    async with proxy(name, tmp_path, authority=authority, changes=differences, **ports) as listening:
        yield listening


@pytest.fixture
def target(addresses: tuple[str, str]) -> str:
    return addresses[0]


@pytest.fixture
async def channel(target: str, authority: Authority) -> AsyncIterator[grpc.aio.Channel]:
    token = grpc.access_token_call_credentials(TOKEN)
    credentials = grpc.composite_channel_credentials(authority.trust(), token)
    options = (("grpc.max_receive_message_length", MAX_RESPONSE_BYTES),)
    async with grpc.aio.secure_channel(target, credentials, options) as opened:
        yield opened


@pytest.fixture
def stub(channel: grpc.aio.Channel) -> "annotation_pb2_grpc.AnnotationServiceAsyncStub":
    return annotation_pb2_grpc.AnnotationServiceStub(channel)


@pytest.fixture
async def client(target: str, authority: Authority) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(target, credentials=authority.trust(), token=TOKEN, timeout_seconds=TIMEOUT_SECONDS) as own:
        yield own


def _batch(count: int) -> pb.BatchAnnotateArticlesRequest:
    return pb.BatchAnnotateArticlesRequest(articles=[pb.Article(id=str(i), text=LONG) for i in range(count)])


def _calls(server: Server, code: str) -> float:
    labels = {"method": "AnnotateArticle", "code": code}
    return server.metrics.registry.get_sample_value("dateline_requests_total", labels) or 0.0


async def test_calls_and_tokens_go_through(client: AsyncClient, target: str, authority: Authority) -> None:
    """A client's token reaches the server, which turns away who has none; health needs none."""
    assert [entity.name for entity in (await client.annotate("Oslo and Bergen")).entities] == ["Oslo", "Bergen"]
    async with AsyncClient(target, credentials=authority.trust()) as stranger:
        assert await stranger.health() is HealthStatus.SERVING
        with pytest.raises(UnauthenticatedError):
            await stranger.annotate("Oslo")


async def test_nothing_else_is_offered(channel: grpc.aio.Channel) -> None:
    """What describes the server, and any other path, ends at the proxy."""
    for method in (f"{REFLECTION}/ServerReflectionInfo", "dateline.v2.AnnotationService/AnnotateArticle"):
        call: Any = channel.unary_unary(f"/{method}")
        assert (await failure(call(b"", timeout=TIMEOUT_SECONDS))).code() is grpc.StatusCode.UNIMPLEMENTED


async def test_the_largest_request_goes_through(stub: "annotation_pb2_grpc.AnnotationServiceAsyncStub") -> None:
    """The server's own limit is the one that holds, and it is the server that says so."""
    request = _batch(MAX_REQUEST_BYTES // len(LONG))
    assert MAX_REQUEST_BYTES * 0.9 < request.ByteSize() < MAX_REQUEST_BYTES
    answer = await stub.BatchAnnotateArticles(request, timeout=TIMEOUT_SECONDS)
    assert len(answer.results) == len(request.articles)
    too_large = _batch(len(request.articles) + 2)
    error = await failure(stub.BatchAnnotateArticles(too_large, timeout=TIMEOUT_SECONDS))
    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert str(MAX_REQUEST_BYTES) in (error.details() or "")


async def test_a_stream_may_be_longer_than_the_largest_request(client: AsyncClient) -> None:
    """The limit is one message's, and not that of all messages of a stream."""
    count = 2 * MAX_REQUEST_BYTES // len(LONG)
    answered = [
        article_id async for article_id, _ in client.annotate_stream(Article(str(i), LONG) for i in range(count))
    ]
    assert sorted(map(int, answered)) == list(range(count))


async def test_large_answers_go_through(stub: "annotation_pb2_grpc.AnnotationServiceAsyncStub") -> None:
    """An answer beyond gRPC's usual 4 MiB arrives whole."""
    articles = [pb.Article(text=("A" * 299 + " ") * 1_000) for _ in range(3)]
    request = pb.BatchAnnotateArticlesRequest(articles=articles)
    answer = await stub.BatchAnnotateArticles(request, timeout=TIMEOUT_SECONDS)
    assert answer.ByteSize() > 5 << 20
    assert [len(result.annotation.entities) for result in answer.results] == [1_000] * 3


async def test_errors_keep_their_details(stub: "annotation_pb2_grpc.AnnotationServiceAsyncStub") -> None:
    """The largest error arrives with all it names, and under the name that its caller gave the call."""
    wrong = [pb.GivenMention(start_offset=10**9, end_offset=3, type=pb.ENTITY_TYPE_PLACE) for _ in range(30)]
    request = annotate_request("Oslo", mentions=pb.GivenMentions(mentions=wrong))
    call = stub.AnnotateArticle(request, timeout=TIMEOUT_SECONDS, metadata=(("x-request-id", "mine-1"),))
    error = await failure(call)
    assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert fields(error)[0] == "article.mentions.mentions[0].start_offset"
    assert dict(error.trailing_metadata() or ())["x-request-id"] == "mine-1"


@pytest.mark.parametrize("changes", [{"max_queue_tokens": 1}])
async def test_who_is_turned_away_learns_when_to_come_back(
    stub: "annotation_pb2_grpc.AnnotationServiceAsyncStub", annotator: FakeAnnotator
) -> None:
    """The time to wait arrives both as RetryInfo and in the metadata that gRPC's own retries obey."""
    annotator.gate.clear()
    busy = asyncio.ensure_future(stub.AnnotateArticle(annotate_request(), timeout=TIMEOUT_SECONDS))
    await annotator.in_work()
    error = await failure(stub.AnnotateArticle(annotate_request(), timeout=TIMEOUT_SECONDS))
    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert details(error)["RetryInfo"].retry_delay.ToMilliseconds() > 0
    assert int(dict(error.trailing_metadata() or ())["grpc-retry-pushback-ms"]) > 0
    annotator.gate.set()
    await busy


async def test_deadlines_and_goodbyes_reach_the_server(
    stub: "annotation_pb2_grpc.AnnotationServiceAsyncStub", server: Server, annotator: FakeAnnotator
) -> None:
    """A call whose time is up, or whose caller has gone, is over at the server, too."""
    annotator.gate.clear()
    error = await failure(stub.AnnotateArticle(annotate_request(), timeout=0.2))
    assert error.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    await until(lambda: _calls(server, "DEADLINE_EXCEEDED") + _calls(server, "CANCELLED") == 1)
    call = stub.AnnotateArticle(annotate_request(), timeout=TIMEOUT_SECONDS)
    await until(lambda: server.pipeline.admission.reserved_tokens > 0)
    call.cancel()
    await until(lambda: server.pipeline.admission.reserved_tokens == 0)


async def test_a_server_that_is_gone_is_unavailable(
    stub: "annotation_pb2_grpc.AnnotationServiceAsyncStub", server: Server
) -> None:
    """Clients ask again, as they do where there is no proxy: nothing but gRPC's status comes, which alone lets them."""
    assert await stub.AnnotateArticle(annotate_request(), timeout=TIMEOUT_SECONDS)
    await server.stop()
    error = await failure(stub.AnnotateArticle(annotate_request(), timeout=TIMEOUT_SECONDS))
    assert error.code() is grpc.StatusCode.UNAVAILABLE
    assert not error.initial_metadata()


def test_streams_may_be_idle_for_an_hour(name: str) -> None:
    """The example gives streams an hour; what else it does not say has no bound by default, or a longer one."""
    text = EXAMPLES[name].read_text()
    assert all(text.count(setting) == 1 for setting in IDLE_SETTINGS[name])


class TestIdleStream:
    """An example whose hours are seconds: these are the settings that bound an idle stream."""

    @pytest.fixture
    def differences(self, name: str) -> dict[str, str]:
        return {setting: re.sub(r"1h|3600s", "1s", setting) for setting in IDLE_SETTINGS[name]}

    async def test_watching_health_ends(self, channel: grpc.aio.Channel) -> None:
        """A client that watches health, and hears nothing for longer than the bound, is cut off."""
        watch = health_pb2_grpc.HealthStub(channel).Watch(health_pb2.HealthCheckRequest())
        assert (await watch.read()).status == health_pb2.HealthCheckResponse.SERVING
        error = await failure(watch.read())
        assert error.code() is grpc.StatusCode.INTERNAL
        assert "RST_STREAM" in (error.details() or "")


class TestHttp:
    """nginx before the port for JSON and the page."""

    @pytest.fixture(params=["nginx"])
    def name(self, request: pytest.FixtureRequest) -> str:
        return str(request.param)

    async def test_json_goes_through(self, addresses: tuple[str, str], authority: Authority) -> None:
        """A page that came through nginx may call through it, with its token; pages of others may not."""
        trust = ssl.create_default_context(cafile=str(authority.root))
        url = f"https://{addresses[1]}"
        headers = {"authorization": f"Bearer {TOKEN}", "origin": url}
        request = {"article": {"text": f"Oslo {LONG}"}}
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trust)) as session:
            path = f"{url}/dateline.v1.AnnotationService/AnnotateArticle"
            async with session.post(path, json=request, headers=headers) as answer:
                assert [entity["name"] for entity in (await answer.json())["annotation"]["entities"]] == ["Oslo"]
            async with session.post(path, json=request, headers=headers | {"origin": "https://other.test"}) as answer:
                assert answer.status == 403
            async with session.get(f"{url}/readyz") as answer:
                assert answer.status == 200


class TestSmallBodies:
    """nginx with its own bound on bodies, one megabyte."""

    @pytest.fixture(params=["nginx"])
    def name(self, request: pytest.FixtureRequest) -> str:
        return str(request.param)

    @pytest.fixture
    def differences(self) -> dict[str, str]:
        return {"client_max_body_size 0;": ""}

    async def test_a_request_that_a_proxy_refuses_is_the_caller_s(self, client: AsyncClient) -> None:
        """The client says what is behind nginx's answer, which is UNKNOWN to gRPC; a smaller request goes through."""
        assert await client.annotate(LONG)
        with pytest.raises(
            InvalidInputError, match=r"^request: is larger than a proxy before the server lets through$"
        ):
            await client.annotate_batch([LONG] * 4)
