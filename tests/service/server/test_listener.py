"""A server goes on where gRPC gives up."""

import asyncio
from typing import TypeAlias

import grpc.aio
import pytest

from dateline.errors import ServiceUnavailableError
from dateline.server import Server
from dateline.server.listener import Listener
from dateline.settings import Settings
from dateline.v1 import annotation_pb2 as pb
from dateline.v1 import annotation_pb2_grpc
from fuzz.bad_frames import OPENING
from fuzz.connection import END_HEADERS, END_STREAM, HEADERS, Connection, block, call_headers, frame
from support.fake_annotator import TIMEOUT_SECONDS, FakeAnnotator

Stub: TypeAlias = "annotation_pb2_grpc.AnnotationServiceAsyncStub"
_OWN = [("grpc.use_local_subchannel_pool", 1)]


_OPENING = OPENING + frame(HEADERS, END_HEADERS | END_STREAM, 1, block(call_headers(b"/\xff/x")))


def _annotate(
    stub: Stub, text: str
) -> "grpc.aio.UnaryUnaryCall[pb.AnnotateArticleRequest, pb.AnnotateArticleResponse]":
    request = pb.AnnotateArticleRequest(article=pb.Article(text=text))
    return stub.AnnotateArticle(request, timeout=TIMEOUT_SECONDS, wait_for_ready=True)


async def _refused(port: int) -> None:
    """Send the path and wait until nothing listens."""
    connection = await Connection.open(port)
    await connection.send(_OPENING)
    await connection.ends(seconds=TIMEOUT_SECONDS, last="GOAWAY")
    await connection.close(is_abrupt=True)


@pytest.mark.parametrize("changes", [{"health_port": 0}])
async def test_a_path_that_is_no_text_ends_no_server(
    server: Server, annotator: FakeAnnotator, stub: Stub, capfd: pytest.CaptureFixture[str]
) -> None:
    """After such a path gRPC takes no more calls: the server listens again, and calls in work are answered."""
    assert server.health_port
    annotator.gate.clear()
    under_way = _annotate(stub, "Oslo")
    await annotator.in_work()
    for port in (server.port, server.health_port):
        await _refused(port)
        async with asyncio.timeout(TIMEOUT_SECONDS), grpc.aio.insecure_channel(f"127.0.0.1:{port}", _OWN) as channel:
            await channel.channel_ready()
    annotator.gate.set()
    assert (await under_way).annotation.entities
    assert (await _annotate(stub, "Bergen")).annotation.entities
    assert capfd.readouterr().out.count("listening again") == 2


async def test_a_port_that_cannot_be_had_yet_is_tried_again() -> None:
    """A server that cannot be made at once when gRPC has given up is made later."""
    builds = 0

    def build() -> grpc.aio.Server:
        nonlocal builds
        builds += 1
        if builds == 2:
            raise ServiceUnavailableError("not yet")
        return grpc.aio.server()

    listener = Listener(build, settings=Settings(), port=0, credentials=None)
    listener.bind()
    await listener.start()
    # As if gRPC had given up.
    await listener._servers[-1].stop(0)
    async with asyncio.timeout(TIMEOUT_SECONDS), grpc.aio.insecure_channel(f"127.0.0.1:{listener.port}") as channel:
        await channel.channel_ready()
    await listener.stop(0)
    assert builds == 3
