"""A real server on a real socket, with a small annotator in it."""

from collections.abc import AsyncIterator

import grpc.aio
import pytest

from dateline.server import Server
from dateline.v1 import annotation_pb2_grpc


@pytest.fixture
async def channel(server: Server) -> AsyncIterator[grpc.aio.Channel]:
    async with grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as opened:
        yield opened


@pytest.fixture
def stub(channel: grpc.aio.Channel) -> "annotation_pb2_grpc.AnnotationServiceAsyncStub":
    return annotation_pb2_grpc.AnnotationServiceStub(channel)
