"""The client for Node: derived from the contract by its own tools, and run by Node against the real server."""

from pathlib import Path

import pytest

from support.node_example import NEEDS_NODE, NodeExample, names_no_registry

CLIENT = Path("examples/clients/node")
TESTS = Path(__file__).with_name("node") / "interop.test.js"

pytestmark = [pytest.mark.slow, NEEDS_NODE]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> NodeExample:
    return NodeExample.installed(CLIENT, tmp_path_factory.mktemp("node"))


def test_node_reads_the_answers(client: NodeExample, live: str) -> None:
    """Node's own tests pass: offsets in UTF-16, given mentions, errors with details, a stream, a batch."""
    client.check(TESTS, TARGET=live)


def test_the_example_prints_names_where_they_are(client: NodeExample, live: str, tmp_path: Path) -> None:
    """annotate.js prints offsets, name and place of every mention."""
    article = tmp_path / "article.txt"
    article.write_text("😀 Sergey Lavrov came to Astana.", encoding="utf-8")
    lines = client.run("node", "annotate.js", article, live).splitlines()
    assert lines == ["3 16 Sergey Lavrov -", "25 31 Astana geonames:1526273"]


def test_the_lock_file_names_no_registry() -> None:
    """Packages come from wherever npm is set to take them, and have to be those of the lock file."""
    assert names_no_registry(CLIENT)
