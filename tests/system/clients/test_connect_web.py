"""The client of the Connect protocol's own makers, as browsers run it, against the real server over HTTP."""

from pathlib import Path

import pytest

from support.node_example import NEEDS_NODE, NodeExample, names_no_registry

CLIENT = Path("examples/clients/connect")
TESTS = Path(__file__).with_name("connect") / "interop.test.js"

pytestmark = [pytest.mark.slow, NEEDS_NODE]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> NodeExample:
    return NodeExample.installed(CLIENT, tmp_path_factory.mktemp("connect"))


def test_it_reads_the_answers(client: NodeExample, live_http: str) -> None:
    """Its own tests pass: JSON and binary, GET, errors with details, deadlines, a token's header, a stream."""
    client.check(TESTS, BASE_URL=live_http)


def test_the_example_prints_names_where_they_are(client: NodeExample, live_http: str, tmp_path: Path) -> None:
    """annotate.js prints offsets, name and place of every mention."""
    article = tmp_path / "article.txt"
    article.write_text("😀 Sergey Lavrov came to Astana.", encoding="utf-8")
    lines = client.run("node", "annotate.js", article, live_http).splitlines()
    assert lines == ["3 16 Sergey Lavrov -", "25 31 Astana geonames:1526273"]


def test_the_lock_file_names_no_registry() -> None:
    """Packages come from wherever npm is set to take them, and have to be those of the lock file."""
    assert names_no_registry(CLIENT)
