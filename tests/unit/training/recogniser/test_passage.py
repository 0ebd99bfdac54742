import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.recogniser.batch import EncodedExample, encode_all
from training.recogniser.example import Example
from training.recogniser.network import load_tagger
from training.recogniser.passage import draw_passages, join, runs, score_sentences
from training.recogniser.pieces import word_pieces

BEGIN, END = 0, 2
DRAW = random.Random(1)  # noqa: S311  # no secret


def sentence(*pieces, tag=0):
    places = list(range(1, len(pieces) + 1))
    return EncodedExample([BEGIN, *pieces, END], places, [tag] * len(pieces), [tag] * len(pieces))


sentences = st.lists(st.integers(1, 20).map(lambda length: sentence(*range(3, 3 + length))), max_size=12)


def test_a_passage_is_its_sentences_each_with_its_end_mark():
    """One begin mark in front, and each word's place, tags and soft labels where they were in its sentence."""
    first, second = sentence(5, 6, tag=1), sentence(7, tag=2)
    first.soft_labels, second.soft_labels = np.zeros((2, 3), np.float16), np.ones((1, 3), np.float16)
    joined = join([first, second])
    assert joined.piece_ids == [BEGIN, 5, 6, END, 7, END]
    assert [joined.piece_ids[place] for place in joined.first_pieces] == [5, 6, 7]
    assert (joined.name_tags, joined.toponym_tags) == ([1, 1, 2], [1, 1, 2])
    assert joined.soft_labels is not None
    assert joined.soft_labels[:, 0].tolist() == [0, 0, 1]


@given(sentences, st.integers(0, 50), st.sets(st.integers(0, 12)), st.booleans())
def test_runs_hold_every_sentence_once_in_order_and_are_no_longer_than_asked(given, longest, starts, drawn):
    """None goes on into another text; one over the limit holds a single sentence."""
    found = list(runs(given, longest_pieces=longest, starts=starts, draw=DRAW if drawn else None))
    assert [each for run in found for each in run] == given
    assert all(found)
    reached = 0
    for run in found:
        assert not starts & set(range(reached + 1, reached + len(run)))
        assert len(run) == 1 or sum(len(each.piece_ids) for each in run) <= (1.3 if drawn else 1) * longest
        reached += len(run)


@pytest.mark.parametrize("is_shuffled", [False, True])
@pytest.mark.parametrize(("share", "count"), [(0.5, 10), (1.0, 20), (2.5, 50)])
def test_a_share_of_a_source_has_so_many_of_its_sentences(share, count, is_shuffled):
    """More than all of them, where it is learnt from several times."""
    source = [sentence(*[3 + number] * 4) for number in range(20)]
    drawn = draw_passages(source, share, longest_pieces=30, is_shuffled=is_shuffled, draw=DRAW)
    assert sum(each.piece_ids.count(END) for each in drawn) == count
    assert max(each.piece_ids.count(END) for each in drawn) > 1


def test_scores_are_those_of_each_sentence_read_with_its_neighbours(tiny_network):
    """Where the tagger has learnt to read passages, but not over the beginning of a text."""
    tagger, tokenizer = load_tagger(tiny_network)
    words = [("Lavrov", "in", "Geneva"), ("Talks", "resumed"), ("He", "left")]
    encoded = encode_all([Example("", each) for each in words], word_pieces(tokenizer))
    alone = score_sentences(tagger, tokenizer, encoded)
    tagger.encoder.config.passage_pieces = 60
    together = score_sentences(tagger, tokenizer, encoded, starts={2})
    assert [len(names) for names, _ in together] == [3, 2, 2]
    assert not np.allclose(together[0][0], alone[0][0], atol=1e-5)
    assert np.allclose(together[2][0], alone[2][0], atol=1e-5)
