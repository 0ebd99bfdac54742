import torch

from training.corpora.names import NamedSpan
from training.recogniser.batch import batches, encode_all
from training.recogniser.example import Example
from training.recogniser.network import load_tagger, save_tagger
from training.recogniser.pieces import word_pieces
from training.recogniser.shrink import keep_neurons

WORDS = ("Sergey", "Lavrov", "met", "envoys", "of", "Syria", ".")
PERSON = NamedSpan(0, 2, "PERSON")


def test_the_neurons_that_do_nothing_are_taken_out(tiny_network, tmp_path):
    """Of each block half lead nowhere: without these the tagger says the same, and is saved with its new width."""
    tagger, tokenizer = load_tagger(tiny_network)
    width = tagger.encoder.config.intermediate_size
    with torch.no_grad():
        for layer in tagger.encoder.encoder.layer:
            layer.output.dense.weight[:, ::2] = 0
    encoded = encode_all([Example("", WORDS, names=(PERSON,))], word_pieces(tokenizer))
    (batch,) = batches(encoded, max_pieces=100, pad_id=tokenizer.pad_token_id)
    before, _ = tagger.eval()(batch.piece_ids, batch.mask, batch.first_pieces)
    save_tagger(keep_neurons(tagger, width // 2, [batch]), tokenizer, tmp_path)
    narrow, _ = load_tagger(tmp_path)
    after, _ = narrow.eval()(batch.piece_ids, batch.mask, batch.first_pieces)
    assert narrow.encoder.encoder.layer[0].intermediate.dense.weight.shape[0] == width // 2
    torch.testing.assert_close(after, before)
