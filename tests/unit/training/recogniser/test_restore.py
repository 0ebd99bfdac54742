import shutil

import numpy as np
import pytest

from dateline.ner.model_folder import PIECES
from dateline.ner.two_headed_tagger import TwoHeadedTagger
from training.recogniser.export import export
from training.recogniser.graph import Product, Quantization
from training.recogniser.network import load_tagger, read_always, save_tagger
from training.recogniser.restore import restore

WORDS = ("Lavrov", "met", "envoys", "of", "Syria", "in", "Geneva", ".")


@pytest.fixture(scope="module")
def shipped(tiny_network, tmp_path_factory):
    """A tagger whose upper layer reads first pieces alone, as training has it and as it ships."""
    folder = tmp_path_factory.mktemp("shipped")
    tagger, tokenizer = load_tagger(tiny_network)
    tagger.encoder.config.piece_layers, tagger.encoder.config.passage_pieces = 1, 96
    read_always(tagger, tokenizer)
    save_tagger(tagger, tokenizer, folder / "network")
    export(folder / "network", folder / "model", name="tiny")
    return folder


def test_what_is_read_back_says_what_was_shipped(shipped, tiny_network, tmp_path):
    """Written once more, it gives the same scores, and it reads passages and pieces as it did."""
    restore(shipped / "model", encoder=tiny_network, out=tmp_path / "network")
    config = load_tagger(tmp_path / "network")[0].encoder.config
    assert (config.piece_layers, config.passage_pieces) == (1, 96)
    assert config.always_read == load_tagger(shipped / "network")[0].encoder.config.always_read
    export(tmp_path / "network", tmp_path / "model", name="tiny")
    before, after = (TwoHeadedTagger(folder / "model").score(WORDS) for folder in (shipped, tmp_path))
    for head in ("names", "toponyms"):
        assert np.abs(getattr(before, head) - getattr(after, head)).max() < 1e-3


def test_pieces_of_another_tagger_are_refused(shipped, tmp_path):
    """The numbers of its pieces would mean other words."""
    shutil.copytree(shipped / "model", tmp_path / "model")
    (tmp_path / "model" / PIECES).write_bytes(b"other")
    with pytest.raises(ValueError, match="other pieces"):
        restore(tmp_path / "model", encoder=shipped / "network", out=tmp_path / "network")


def test_weights_of_another_kind_are_refused(shipped, tiny_network, tmp_path):
    """A graph in float has no scales to read them with."""
    quantization = Quantization(Product.FLOAT, Product.FLOAT, Product.FLOAT)
    export(shipped / "network", tmp_path / "model", name="tiny", quantization=quantization)
    with pytest.raises(ValueError, match="one scale a row"):
        restore(tmp_path / "model", encoder=tiny_network, out=tmp_path / "network")
