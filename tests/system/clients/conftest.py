from collections.abc import Iterator

import pytest

from support.tiny_world import build_tiny_gazetteer, running_server


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Target of the real server."""
    with running_server(build_tiny_gazetteer(tmp_path_factory.mktemp("gazetteer") / "tiny.sqlite")) as target:
        yield target
