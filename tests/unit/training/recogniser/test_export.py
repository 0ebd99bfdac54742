import numpy as np
import pytest
import torch

from dateline.ner.two_headed_tagger import TwoHeadedTagger
from training.recogniser.batch import EncodedExample, collate
from training.recogniser.export import export
from training.recogniser.flair_tagger import flair_taggers
from training.recogniser.graph import Product, Quantization
from training.recogniser.network import NAME_TAGS, TOPONYM_TAGS, load_tagger

WORDS = ("Sergey", "Lavrov", "met", "envoys", "of", "Syria", "'s", "government", "in", "Geneva", ".")


@pytest.fixture(scope="module")
def torch_scores(tiny_network):
    """What the network says in float32."""
    tagger, tokenizer = load_tagger(tiny_network)
    ids = [0, *tokenizer.convert_tokens_to_ids(list(WORDS)), 2]
    places = list(range(1, len(WORDS) + 1))
    batch = collate([EncodedExample(ids, places, [0] * len(WORDS), [0] * len(WORDS))], pad_id=1)
    with torch.inference_mode():
        names, toponyms = tagger.eval()(batch.piece_ids, batch.mask, batch.first_pieces)
    return names.numpy(), toponyms.numpy()


@pytest.mark.parametrize(
    ("product", "tolerance"), [(Product.FLOAT, 0.05), (Product.BLOCKS, 0.1), (Product.TENSOR, 0.2)]
)
def test_the_exported_graph_computes_what_the_network_does(tiny_network, tmp_path, torch_scores, product, tolerance):
    """In float but for the eight-bit word table, and near it with either kind of eight-bit product."""
    quantization = Quantization(product, product, product)
    export(tiny_network, tmp_path, name="tiny", quantization=quantization)
    scores = TwoHeadedTagger(tmp_path).score(WORDS)
    assert np.abs(scores.names - torch_scores[0]).max() < tolerance * np.abs(torch_scores[0]).max()
    assert np.abs(scores.toponyms - torch_scores[1]).max() < tolerance * np.abs(torch_scores[1]).max()


def test_the_network_is_a_flair_tagger(tiny_network, torch_scores):
    """Flair's own SequenceTagger, given the weights, scores each word the same for either head."""
    from flair.data import Sentence

    for made, scores, tags in zip(
        flair_taggers(*load_tagger(tiny_network)), torch_scores, (NAME_TAGS, TOPONYM_TAGS), strict=True
    ):
        sentence = Sentence(list(WORDS))
        made.embeddings.embed(sentence)
        with torch.inference_mode():
            flair_scores = made.linear(torch.stack([token.get_embedding() for token in sentence])).numpy()
        assert made.label_dictionary.get_items() == list(tags)
        assert np.abs(flair_scores - scores).max() < 1e-4
