import numpy as np

from training.corpora.names import NamedSpan
from training.recogniser.batch import encode_all, name_targets, toponym_targets
from training.recogniser.example import Example
from training.recogniser.network import NAME_TAGS, TOPONYM_TAGS, load_tagger
from training.recogniser.pieces import word_pieces

WORDS = ("Lavrov", "in", "Geneva")


def encoded(tiny_network, *examples, **options):
    _, tokenizer = load_tagger(tiny_network)
    return encode_all(examples, word_pieces(tokenizer), **options)


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


def test_a_teacher_with_context_reads_the_end_of_the_sentence_before(tiny_network):
    """Words are where they were, behind the pieces of the context."""
    first, second = encoded(tiny_network, Example("", WORDS), Example("", WORDS), context_pieces=2)
    assert first.first_pieces == [1, 2, 3]
    assert second.piece_ids == [first.piece_ids[0], *first.piece_ids[-3:], *first.piece_ids[1:]]
    assert second.first_pieces == [4, 5, 6]
