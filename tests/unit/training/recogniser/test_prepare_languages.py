import argparse
import random

from training.corpora.names import NamedSpan, TaggedSentence
from training.recogniser.prepare_languages import STRETCH_SENTENCES, stretches

SENTENCES = [
    TaggedSentence((str(i), "sa"), (NamedSpan(0, 1, "PERSON"),) if i % 2 else ()) for i in range(20 * STRETCH_SENTENCES)
]


def test_stretches_of_a_language_are_drawn_until_enough_of_their_sentences_have_names():
    """They stay in the order of the text, with most neighbours side by side and a share of those without a name."""
    chosen = argparse.Namespace(most_named=30, empty_share=0.5)
    kept = stretches(SENTENCES, random.Random(1), chosen)  # noqa: S311  # no secret
    numbers = [int(sentence.tokens[0]) for sentence in kept]
    assert numbers == sorted(numbers)
    assert 30 <= sum(bool(sentence.spans) for sentence in kept) < 30 + STRETCH_SENTENCES
    assert 5 < len(kept) - 30 < 25
    assert len({number // STRETCH_SENTENCES for number in numbers}) == 6


def test_a_language_with_little_gold_gives_all_its_names():
    """And no sentence without one, where none is asked for."""
    chosen = argparse.Namespace(most_named=1_000, empty_share=0.0)
    kept = stretches(SENTENCES, random.Random(1), chosen)  # noqa: S311  # no secret
    assert kept == [sentence for sentence in SENTENCES if sentence.spans]
