import socket
from collections.abc import Iterator

import pytest

from support.tiny_world import build_tiny_gazetteer, running_server


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Target of the real server."""
    with running_server(build_tiny_gazetteer(tmp_path_factory.mktemp("gazetteer") / "tiny.sqlite")) as target:
        yield target


@pytest.fixture(scope="session")
def live_http(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of the real server over HTTP."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    gazetteer = build_tiny_gazetteer(tmp_path_factory.mktemp("gazetteer") / "tiny.sqlite")
    with running_server(gazetteer, http_port=port):
        yield f"http://127.0.0.1:{port}"
