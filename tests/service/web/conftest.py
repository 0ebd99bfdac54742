"""A real server on real sockets, with HTTP and a small annotator in it."""

from typing import Any

import pytest


@pytest.fixture
def ports() -> dict[str, Any]:
    return {"port": 0, "http_port": 0}
