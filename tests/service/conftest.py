"""A real server on real sockets, with a small annotator in it."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from dateline.server import Server, create_server
from dateline.settings import Settings
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
def ports() -> dict[str, Any]:
    """The ports that the server listens on, each free."""
    return {"port": 0}


@pytest.fixture
async def server(annotator: FakeAnnotator, ports: dict[str, Any], changes: dict[str, Any]) -> AsyncIterator[Server]:
    async with create_server(annotator, settings=Settings(**(ports | {"grace_seconds": 5} | changes))) as running:
        annotator.batches.clear()
        while annotator.entered.acquire(blocking=False):
            pass
        try:
            yield running
        finally:
            annotator.gate.set()
