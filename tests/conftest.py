import json
import signal
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
import structlog
from hypothesis import settings as hypothesis_settings

from dateline.settings import Settings
from support.tiny_tagger import EXPORTED, export_tiny_tagger, save_tiny_network

# Hypothesis' own deadline is a bound on the clock, which a busy machine breaks.
hypothesis_settings.register_profile("dateline", deadline=None)
# Fewer examples, for a second Python, when the first has tried them all.
hypothesis_settings.register_profile("brief", deadline=None, max_examples=20)
hypothesis_settings.load_profile("dateline")

TESTS = Path(__file__).parent
LONGEST_FIRST = ("system", "deploy", "accuracy", "service", "unit")
UNTRACED = ("system", "accuracy")
"""Tiers without coverage: what they reach in this process unit tests reach, too, and tracing doubles its time."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the tiers with long tests first, so that no process works on one while the others are done.

    Pauses coverage in tiers that are not traced.
    """
    items.sort(key=lambda item: LONGEST_FIRST.index(_tier(item)))
    for item in items:
        if _tier(item) in UNTRACED:
            item.add_marker("no_cover")


def _tier(item: pytest.Item) -> str:
    return item.path.relative_to(TESTS).parts[0]


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No DATELINE_* variable of the developer's shell reaches a test."""
    import os

    for name in tuple(os.environ):
        if name.startswith("DATELINE_"):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def default_logs() -> Iterator[None]:
    """What `serve` configures does not outlive the test."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture(scope="session")
def tiny_network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tagger as training saves it: real, of two narrow layers, and untrained."""
    pytest.importorskip("torch")
    folder = tmp_path_factory.mktemp("network")
    save_tiny_network(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_model_folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as training.recogniser.export writes it for the service; where there is no PyTorch, exported before."""
    if find_spec("torch") is None:
        if not EXPORTED.is_dir():
            pytest.skip("no PyTorch, and no tagger exported before")
        return EXPORTED
    folder = tmp_path_factory.mktemp("model")
    export_tiny_tagger(request.getfixturevalue("tiny_network"), folder)
    return folder


@pytest.fixture
def write(tmp_path):
    """Write a file below the test's own folder: bytes, a text, or objects as JSON lines."""

    def write_file(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, list):
            content = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in content)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C is heeded, here and in a process started now, though a shell that runs us in the background ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
