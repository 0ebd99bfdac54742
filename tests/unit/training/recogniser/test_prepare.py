import random

from training.corpora.marked import MarkedSentence
from training.recogniser.prepare import text_examples

TEXT = [MarkedSentence((word, "slept"), (), ()) for word in ("Ada", "Bo", "Cy")]


def draw():
    return random.Random(1)  # noqa: S311  # no secret


def test_the_first_sentence_of_a_text_begins_it():
    """The others have the sentence before them as their neighbour."""
    examples = list(text_examples("x", TEXT, fold=3, capitals_share=0, draw=draw()))
    assert [example.begins_text for example in examples] == [True, False, False]
    assert {example.fold for example in examples} == {3}


def test_sentences_in_capitals_stand_behind_their_text_and_have_no_neighbours():
    """A passage reads none of them beside the sentence that it repeats."""
    examples = list(text_examples("x", TEXT, capitals_share=1, draw=draw()))
    assert [example.tokens for example in examples[:3]] == [sentence.tokens for sentence in TEXT]
    assert len(examples) == 6
    assert all(
        example.begins_text and example.tokens[0] in ("ADA", "BO", "CY", "Ada", "Bo", "Cy") for example in examples[3:]
    )


def test_sentences_too_long_to_train_on_are_left_out():
    """The next one begins the text then."""
    long = MarkedSentence(("word",) * 200, (), ())
    (example,) = text_examples("x", [long, TEXT[0]], capitals_share=0, draw=draw())
    assert example.tokens == TEXT[0].tokens
    assert example.begins_text
