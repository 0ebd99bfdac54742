"""A real server on a real socket, with a small annotator in it."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import grpc.aio
import pytest

from dateline.server import Server, create_server
from dateline.settings import Settings
from dateline.v1 import annotation_pb2_grpc
from support.fake_annotator import FakeAnnotator


@pytest.fixture
def annotator() -> Iterator[FakeAnnotator]:
    fake = FakeAnnotator()
    yield fake
    # Or its threads would keep the test run from ending.
    fake.gate.set()
    fake.load_gate.set()


@pytest.fixture
def changes() -> dict[str, Any]:
    """What the server's settings differ in; tests parametrize it."""
    return {}


@pytest.fixture
async def server(annotator: FakeAnnotator, changes: dict[str, Any]) -> AsyncIterator[Server]:
    async with create_server(annotator, settings=Settings(port=0, grace_seconds=5, **changes)) as running:
        annotator.batches.clear()
        while annotator.entered.acquire(blocking=False):
            pass
        try:
            yield running
        finally:
            annotator.gate.set()


@pytest.fixture
async def channel(server: Server) -> AsyncIterator[grpc.aio.Channel]:
    async with grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as opened:
        yield opened


@pytest.fixture
def stub(channel: grpc.aio.Channel) -> "annotation_pb2_grpc.AnnotationServiceAsyncStub":
    return annotation_pb2_grpc.AnnotationServiceStub(channel)
