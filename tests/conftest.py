import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings as hypothesis_settings

from dateline.settings import Settings

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
    import torch
    from tokenizers import Tokenizer
    from tokenizers.models import Unigram
    from tokenizers.pre_tokenizers import Metaspace
    from tokenizers.processors import TemplateProcessing
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    from training.recogniser.network import TwoHeadedTagger, save_tagger

    words = "Sergey Lavrov met envoys of Syria 's government in Geneva . ,".split()
    vocabulary = [(piece, 0.0) for piece in ("<s>", "<pad>", "</s>", "<unk>")]
    vocabulary += [(f"\N{LOWER ONE EIGHTH BLOCK}{word}", -1.0) for word in (*words, "وال")]
    vocabulary.append(("دوحة", -1.0))
    tokenizer = Tokenizer(Unigram(vocabulary, unk_id=3))
    tokenizer.pre_tokenizer = Metaspace()
    tokenizer.post_processor = TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    ends = {"bos_token": "<s>", "pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>"}
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=256,
        pad_token_id=1,
        initializer_range=0.2,
        attn_implementation="eager",
    )
    folder = tmp_path_factory.mktemp("network")
    tagger = TwoHeadedTagger(BertModel(config, add_pooling_layer=False)).eval()
    save_tagger(tagger, PreTrainedTokenizerFast(tokenizer_object=tokenizer, **ends), folder)
    return folder


@pytest.fixture(scope="session")
def tiny_model_folder(tiny_network: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as training.recogniser.export writes it for the service."""
    from training.recogniser.export import export

    folder = tmp_path_factory.mktemp("model")
    export(tiny_network, folder, name="tiny")
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
