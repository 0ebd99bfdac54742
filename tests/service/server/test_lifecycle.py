"""The server starts, tells how it is, and stops without losing a call."""

import asyncio
import json
import signal
import socket
from typing import Any

import grpc
import grpc.aio
import pytest
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from grpc_status import rpc_status

from dateline.errors import InvalidInputError, ResourceMissingError, ServiceUnavailableError
from dateline.server import Server, create_server, serve
from dateline.settings import Settings
from dateline.v1 import annotation_pb2 as pb
from dateline.v1 import annotation_pb2_grpc
from support.fake_annotator import TIMEOUT_SECONDS, FakeAnnotator
from support.fake_process import exit_code, fake_process, logged_event

SERVICE = "dateline.v1.AnnotationService"
SERVING = health_pb2.HealthCheckResponse.SERVING
NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING


async def _health(channel: grpc.aio.Channel, name: str) -> int:
    stub = health_pb2_grpc.HealthStub(channel)
    response = await stub.Check(health_pb2.HealthCheckRequest(service=name), timeout=TIMEOUT_SECONDS)
    return int(response.status)


def _watch(channel: grpc.aio.Channel, name: str = SERVICE) -> Any:
    return health_pb2_grpc.HealthStub(channel).Watch(health_pb2.HealthCheckRequest(service=name))


async def test_ready_only_once_loaded(annotator: FakeAnnotator) -> None:
    """While loading the server is alive and not ready, turns calls away for a time, and tells its limits."""
    annotator.load_gate.clear()
    server = create_server(annotator, settings=Settings(port=0))
    await server.start()
    loading = asyncio.create_task(server.load())
    async with grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel:
        stub = annotation_pb2_grpc.AnnotationServiceStub(channel)
        assert (await _health(channel, ""), await _health(channel, SERVICE)) == (SERVING, NOT_SERVING)
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await stub.AnnotateArticle(pb.AnnotateArticleRequest(), timeout=TIMEOUT_SECONDS)
        assert caught.value.code() is grpc.StatusCode.UNAVAILABLE
        status = rpc_status.from_call(caught.value)
        assert status is not None
        assert any(detail.Is(error_details_pb2.RetryInfo.DESCRIPTOR) for detail in status.details)
        info = await stub.GetServerInfo(pb.GetServerInfoRequest(), timeout=TIMEOUT_SECONDS)
        assert not info.HasField("model")
        assert info.limits.max_batch_articles > 0
        assert annotator.batches == []
        annotator.load_gate.set()
        await loading
        assert len(annotator.batches) == 1
        assert (await _health(channel, ""), await _health(channel, SERVICE)) == (SERVING, SERVING)
        await server.stop()


async def test_unknown_names_have_no_health(channel: grpc.aio.Channel) -> None:
    """Health of an unknown name is NOT_FOUND; a watch of it says so and goes on."""
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await _health(channel, "no.such.Service")
    assert caught.value.code() is grpc.StatusCode.NOT_FOUND
    watch = _watch(channel, "no.such.Service")
    assert (await watch.read()).status == health_pb2.HealthCheckResponse.SERVICE_UNKNOWN
    watch.cancel()


async def test_every_watcher_hears_of_the_stop(server: Server, channel: grpc.aio.Channel) -> None:
    """Watchers learn at once that the server stops, also when another watcher has left before, and delay no stop."""
    watches = [_watch(channel) for _ in range(3)]
    assert [(await watch.read()).status for watch in watches] == [SERVING] * 3
    watches[2].cancel()
    with pytest.raises(asyncio.CancelledError):
        await watches[2].read()
    async with asyncio.timeout(4):
        await server.stop()
    assert [(await watch.read()).status for watch in watches[:2]] == [NOT_SERVING] * 2


async def test_calls_in_work_outlive_the_stop(
    server: Server, channel: grpc.aio.Channel, annotator: FakeAnnotator
) -> None:
    """A call that is in work when the server is told to stop is answered."""
    annotator.gate.clear()
    stub = annotation_pb2_grpc.AnnotationServiceStub(channel)
    request = pb.AnnotateArticleRequest(article=pb.Article(text="Oslo"))
    call = asyncio.ensure_future(stub.AnnotateArticle(request, timeout=TIMEOUT_SECONDS))
    await annotator.in_work()
    stopping = asyncio.create_task(server.stop())
    watch = _watch(channel)
    try:
        while (await watch.read()).status == SERVING:
            pass
    except grpc.aio.AioRpcError:
        pass  # It has refused new calls before the watch began.
    annotator.gate.set()
    assert (await call).annotation.entities[0].name == "Oslo"
    await stopping


async def test_reflection_lists_the_service(channel: grpc.aio.Channel) -> None:
    """Tools learn the contract from the server."""
    stub = reflection_pb2_grpc.ServerReflectionStub(channel)
    call = stub.ServerReflectionInfo(
        iter([reflection_pb2.ServerReflectionRequest(list_services="")]), timeout=TIMEOUT_SECONDS
    )
    (answer,) = [answer async for answer in call]
    names = {service.name for service in answer.list_services_response.service}
    assert {SERVICE, "grpc.health.v1.Health"} <= names


@pytest.mark.parametrize("changes", [{"reflection": False}])
async def test_reflection_can_be_switched_off(channel: grpc.aio.Channel) -> None:
    """Without reflection the server does not tell its contract."""
    stub = reflection_pb2_grpc.ServerReflectionStub(channel)
    call = stub.ServerReflectionInfo(iter([reflection_pb2.ServerReflectionRequest(list_services="")]))
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call.read()
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED


async def test_taken_port_is_refused(server: Server) -> None:
    """A second server on the same port fails instead of sharing it."""
    second = create_server(FakeAnnotator(), settings=Settings(port=server.port))
    with pytest.raises(ServiceUnavailableError, match=rf"127\.0\.0\.1:{server.port}: Address already in use"):
        await second.start()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "example.org", "192.0.2.1"])  # noqa: S104  # what must be refused
async def test_plain_text_beyond_loopback_is_refused(host: str) -> None:
    """Addresses that others can reach need the operator's word."""
    with pytest.raises(InvalidInputError, match="plain text"):
        create_server(FakeAnnotator(), settings=Settings(host=host, port=0))
    create_server(FakeAnnotator(), settings=Settings(host=host, port=0, insecure=True))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "localhost", "::1"])
async def test_loopback_needs_no_word(host: str) -> None:
    """Loopback addresses are served in plain text."""
    create_server(FakeAnnotator(), settings=Settings(host=host, port=0))


def test_serve_refuses_plain_text(capfd: pytest.CaptureFixture[str]) -> None:
    """Settings that contradict one another are one line on standard error and exit code 2."""
    assert serve(Settings(host="0.0.0.0", port=0), annotator=FakeAnnotator()) == 2  # noqa: S104  # what must be refused
    (line,) = capfd.readouterr().err.splitlines()
    assert "plain text" in json.loads(line)["reason"]


def test_serve_reports_a_taken_port(capfd: pytest.CaptureFixture[str]) -> None:
    """A taken port is one line on standard error and exit code 1."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert serve(Settings(port=taken.getsockname()[1]), annotator=FakeAnnotator()) == 1
    (line,) = capfd.readouterr().err.splitlines()
    assert "Address already in use" in json.loads(line)["reason"]


def test_serve_reports_what_cannot_be_loaded(capfd: pytest.CaptureFixture[str]) -> None:
    """A missing model or gazetteer is one line that says so, and exit code 1."""
    annotator = FakeAnnotator(load_error=ResourceMissingError("there is no model at /nowhere"))
    assert serve(Settings(port=0), annotator=annotator) == 1
    failures = [json.loads(line) for line in capfd.readouterr().err.splitlines() if '"failed"' in line]
    assert [failure["reason"] for failure in failures] == ["there is no model at /nowhere"]


@pytest.mark.slow
async def test_terminated_process_answers_and_exits_clean() -> None:
    """On SIGTERM the process finishes the call in work, in spite of an open watch, and exits with 0."""
    async with fake_process() as process:
        port = (await logged_event(process, "serving"))["port"]
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            watch = _watch(channel)
            assert (await watch.read()).status == SERVING
            stub = annotation_pb2_grpc.AnnotationServiceStub(channel)
            request = pb.AnnotateArticleRequest(article=pb.Article(text="Hold"))
            call = asyncio.ensure_future(stub.AnnotateArticle(request, timeout=TIMEOUT_SECONDS))
            assert process.stdout is not None
            assert process.stdin is not None
            assert await process.stdout.readline() == b"in work\n"
            process.send_signal(signal.SIGTERM)
            assert (await watch.read()).status == NOT_SERVING
            process.stdin.write(b"go on\n")
            assert (await call).annotation.entities[0].name == "Hold"
            assert await exit_code(process) == 0


@pytest.mark.slow
async def test_process_can_be_stopped_while_it_loads() -> None:
    """On SIGINT a process that is still loading ends at once."""
    async with fake_process("hang") as process:
        await logged_event(process, "listening")
        process.send_signal(signal.SIGINT)
        assert await exit_code(process) == 0


@pytest.mark.slow
async def test_process_can_be_stopped_while_an_article_is_stuck() -> None:
    """On SIGTERM a process whose other thread never comes back ends after the grace period all the same."""
    async with fake_process(grace_seconds=0.1) as process:
        port = (await logged_event(process, "serving"))["port"]
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            stub = annotation_pb2_grpc.AnnotationServiceStub(channel)
            request = pb.AnnotateArticleRequest(article=pb.Article(text="Stick"))
            call = asyncio.ensure_future(stub.AnnotateArticle(request, timeout=TIMEOUT_SECONDS))
            assert process.stdout is not None
            assert await process.stdout.readline() == b"in work\n"
            process.send_signal(signal.SIGTERM)
            assert await exit_code(process) == 0
            with pytest.raises(grpc.aio.AioRpcError):
                await call


async def test_process_with_a_hanging_model_is_called_dead(annotator: FakeAnnotator) -> None:
    """Once a batch takes longer than any should, watchers hear that the process is not alive, and again when it is."""
    seconds = [0.0]
    server = Server(annotator, settings=Settings(port=0, stall_seconds=9), now=lambda: seconds[0], watch_seconds=0.001)
    async with server, grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel:
        watch = _watch(channel, "")
        assert (await watch.read()).status == SERVING
        await annotator.in_work()  # the warm-up
        annotator.gate.clear()
        stub = annotation_pb2_grpc.AnnotationServiceStub(channel)
        call = asyncio.ensure_future(stub.AnnotateArticle(pb.AnnotateArticleRequest(article=pb.Article(text="Oslo"))))
        await annotator.in_work()
        assert await _health(channel, "") == SERVING
        seconds[0] += 9
        assert (await watch.read()).status == NOT_SERVING
        assert await _health(channel, SERVICE) == SERVING
        annotator.gate.set()
        await call
        assert (await watch.read()).status == SERVING
        watch.cancel()
