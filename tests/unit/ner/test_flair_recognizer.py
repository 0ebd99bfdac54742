import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dateline.ner import load_recognizer
from dateline.ner.recognizer import Recognizer
from dateline.settings import Settings
from support.wild_text import wild_text

SENTENCES = ("seen in Aleppo today", "Lavrov", "He left.", "\u200b", "Tass said Lavrov was seen in Aleppo's old city")


@pytest.fixture(scope="module")
def conll(conll_model) -> Recognizer:
    """A recogniser on a tiny model."""
    return load_recognizer(Settings(model=str(conll_model), allow_pickle=True))


@given(wild_text, wild_text)
@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_name_is_found_where_it_stands_whatever_surrounds_it(conll, before, after):
    """Offsets are exact, whatever invisible characters flair would drop."""
    sentence = f"{before} Aleppo {after}"
    (found,) = conll.recognize([sentence])
    assert any(sentence[each.start_offset : each.end_offset] == "Aleppo" for each in found)


@given(st.permutations(SENTENCES))
@hypothesis_settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_sentence_is_recognised_alike_alone_and_in_any_company(conll, sentences):
    """Neighbours in a batch change neither spans nor labels, and scores by less than the rounding."""
    together = conll.recognize(sentences)
    for sentence, found in zip(sentences, together, strict=True):
        (alone,) = conll.recognize([sentence])
        assert [(each.start_offset, each.end_offset, each.label) for each in found] == [
            (each.start_offset, each.end_offset, each.label) for each in alone
        ]
        assert [each.confidence for each in found] == pytest.approx([each.confidence for each in alone], abs=0.0011)
