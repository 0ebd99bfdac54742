import numpy as np

from training.corpora.names import NamedSpan
from training.recogniser.batch import encode_all, name_targets, toponym_targets
from training.recogniser.example import Example
from training.recogniser.network import NAME_TAGS, TOPONYM_TAGS, load_tagger
from training.recogniser.pieces import word_pieces

WORDS = ("Lavrov", "in", "Geneva")


def encoded(tiny_network, *examples):
    _, tokenizer = load_tagger(tiny_network)
    return encode_all(examples, word_pieces(tokenizer))


def test_gold_tags_are_learnt_where_there_are_any_and_soft_labels_elsewhere(tiny_network):
    """A sentence with gold toponyms and no gold names takes its names from the teachers."""
    (sentence,) = encoded(tiny_network, Example("", WORDS, toponyms=(NamedSpan(2, 3, "PLACE"),)))
    sentence.soft_labels = np.full((3, len(NAME_TAGS) + len(TOPONYM_TAGS)), 0.1, dtype=np.float16)
    assert np.allclose(name_targets(sentence), 0.1, atol=1e-3)
    assert toponym_targets(sentence).argmax(axis=1).tolist() == [0, 0, TOPONYM_TAGS.index("S-PLACE")]
    assert toponym_targets(sentence).sum() == 3


def test_words_without_gold_tags_or_soft_labels_do_not_count(tiny_network):
    """Their rows are zeros."""
    (sentence,) = encoded(tiny_network, Example("", WORDS))
    assert not name_targets(sentence).any()
    assert not toponym_targets(sentence).any()
