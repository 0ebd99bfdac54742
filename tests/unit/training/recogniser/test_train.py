import pytest
import torch

from training.corpora.names import NamedSpan
from training.recogniser.batch import batches, encode_all
from training.recogniser.example import Example, write_examples
from training.recogniser.network import load_tagger
from training.recogniser.pieces import word_pieces
from training.recogniser.train import batch_loss, has_bfloat16, main

EXAMPLES = [
    Example("", ("Sergey", "Lavrov", "met", "envoys", "."), names=(NamedSpan(0, 2, "PERSON"),)),
    Example("", ("Syria", "'s", "government", "met", "envoys", "in", "Geneva", "."), names=(NamedSpan(6, 7, "PLACE"),)),
]


@pytest.mark.parametrize(
    ("capabilities", "is_there"),
    [
        ({"avx2": True, "avx512_bf16": True}, True),
        ({"avx2": True, "amx_bf16": True}, True),
        ({"bf16": True}, True),
        ({"avx2": True, "avx512_bf16": False, "amx_bf16": False}, False),
        ({}, False),
    ],
)
def test_bfloat16_is_used_where_the_processor_has_it(monkeypatch, capabilities, is_there):
    """On Intel's and AMD's processors and on ARM's; elsewhere it is emulated, and float32 is faster."""
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities)
    assert has_bfloat16() is is_there


@pytest.fixture
def thread_count():
    """The threads of torch, which a run sets, are those of before in the next test."""
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("thread_count")
def test_what_is_trained_knows_its_examples_better(tiny_network, tmp_path, monkeypatch):
    """From the command line; a tagger that is finished is not written over."""
    list(write_examples(EXAMPLES, tmp_path / "names.jsonl"))
    run = f"train --init {tiny_network} --data {tmp_path} --out {tmp_path / 'out'} --epochs 20 --sources names"
    monkeypatch.setattr("sys.argv", run.split())
    main()

    def loss(folder):
        tagger, tokenizer = load_tagger(folder)
        (batch,) = batches(encode_all(EXAMPLES, word_pieces(tokenizer)), max_pieces=100, pad_id=tokenizer.pad_token_id)
        names, toponyms = tagger.eval()(batch.piece_ids, batch.mask, batch.first_pieces)
        return batch_loss(names, toponyms, batch).item()

    assert loss(tmp_path / "out") < loss(tiny_network)
    with pytest.raises(SystemExit, match="holds a finished tagger"):
        main()
