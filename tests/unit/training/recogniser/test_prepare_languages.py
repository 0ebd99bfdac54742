import argparse
import random
from itertools import chain

from training.corpora.names import NamedSpan, TaggedSentence
from training.recogniser.prepare_languages import STRETCH_SENTENCES, stretches

SENTENCES = [
    TaggedSentence((str(i), "sa"), (NamedSpan(0, 1, "PERSON"),) if i % 2 else ()) for i in range(20 * STRETCH_SENTENCES)
]


def test_stretches_of_a_language_are_drawn_until_enough_of_their_sentences_have_names():
    """They stay in the order of the text, with most neighbours side by side and a share of those without a name."""
    chosen = argparse.Namespace(most_named=30, empty_share=0.5)
    kept = stretches(SENTENCES, random.Random(1), chosen)  # noqa: S311  # no secret
    numbers = [int(sentence.tokens[0]) for stretch in kept for sentence in stretch]
    assert numbers == sorted(numbers)
    assert 30 <= sum(number % 2 for number in numbers) < 30 + STRETCH_SENTENCES
    assert 5 < len(numbers) - 30 < 25
    assert [{int(each.tokens[0]) // STRETCH_SENTENCES for each in stretch} for stretch in kept] == [
        {stretch_number} for stretch_number in sorted({number // STRETCH_SENTENCES for number in numbers})
    ]
    assert len(kept) == 6


def test_a_language_with_little_gold_gives_all_its_names():
    """And no sentence without one, where none is asked for."""
    chosen = argparse.Namespace(most_named=1_000, empty_share=0.0)
    kept = stretches(SENTENCES, random.Random(1), chosen)  # noqa: S311  # no secret
    assert list(chain.from_iterable(kept)) == [sentence for sentence in SENTENCES if sentence.spans]
