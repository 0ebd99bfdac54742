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


def sentence(*pieces, tag=0, begins_text=False):
    places = list(range(1, len(pieces) + 1))
    tags = [tag] * len(pieces)
    return EncodedExample([BEGIN, *pieces, END], places, tags, list(tags), begins_text=begins_text)


sentences = st.lists(
    st.builds(
        lambda length, begins: sentence(*range(3, 3 + length), begins_text=begins), st.integers(1, 20), st.booleans()
    ),
    max_size=12,
)


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


@given(sentences, st.integers(0, 50), st.booleans(), st.booleans())
def test_runs_hold_every_sentence_once_in_order_and_are_no_longer_than_asked(given, longest, apart, drawn):
    """None goes on into another text, unless asked to; one over the limit holds a single sentence."""
    found = list(runs(given, longest_pieces=longest, keeps_texts_apart=apart, draw=DRAW if drawn else None))
    assert [each for run in found for each in run] == given
    assert all(found)
    for run in found:
        assert not apart or not any(each.begins_text for each in run[1:])
        assert len(run) == 1 or sum(len(each.piece_ids) for each in run) <= (1.3 if drawn else 1) * longest


@pytest.mark.parametrize("each_is_a_text", [False, True])
@pytest.mark.parametrize(("share", "count"), [(0.5, 10), (1.0, 20), (2.5, 50)])
def test_a_share_of_a_source_has_so_many_of_its_sentences(share, count, each_is_a_text):
    """More than all, where it is learnt from several times; texts of one sentence are put together by chance."""
    source = [sentence(*[3 + number] * 4, begins_text=each_is_a_text) for number in range(20)]
    drawn = draw_passages(source, share, longest_pieces=30, draw=DRAW)
    assert sum(each.piece_ids.count(END) for each in drawn) == count
    assert max(each.piece_ids.count(END) for each in drawn) > 1


def test_passages_of_a_share_are_drawn_from_all_of_a_source_and_go_on_over_no_border():
    """So that half of what lies in blocks of languages has sentences of its beginning and of its end."""
    source = [sentence(*[3 + number] * 4, begins_text=number % 5 == 0) for number in range(100)]
    drawn = draw_passages(source, 0.5, longest_pieces=30, draw=random.Random(1))  # noqa: S311  # no secret
    texts = [{(piece - 3) // 5 for piece in passage.piece_ids if piece >= 3} for passage in drawn]
    assert all(len(each) == 1 for each in texts)
    assert max(set().union(*texts)) - min(set().union(*texts)) > 15


def test_scores_are_those_of_each_sentence_read_with_its_neighbours(tiny_network):
    """Where the tagger has learnt to read passages, but not over the beginning of a text."""
    tagger, tokenizer = load_tagger(tiny_network)
    words = [("Lavrov", "in", "Geneva"), ("Talks", "resumed"), ("He", "left")]
    examples = [Example("", each, begins_text=place != 1) for place, each in enumerate(words)]
    encoded = encode_all(examples, word_pieces(tokenizer))
    alone = score_sentences(tagger, tokenizer, encoded)
    tagger.encoder.config.passage_pieces = 60
    together = score_sentences(tagger, tokenizer, encoded)
    assert [len(names) for names, _ in together] == [3, 2, 2]
    assert not np.allclose(together[0][0], alone[0][0], atol=1e-5)
    assert np.allclose(together[2][0], alone[2][0], atol=1e-5)
