import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wild_text import wild_text

from dateline.document import EntityType
from dateline.ner import load_recognizer
from dateline.ner.recognizer import Recognizer
from dateline.settings import Settings

SENTENCES = (
    "Sergey Lavrov met the envoy of the United Nations in Geneva on Monday.",
    "GENEVA — U.N. TALKS RESUME",
    "He left.",
    "\u200b",
    "Residents of Aleppo's old city said the Syrian army had withdrawn from Homs, Idlib and Hama.",
)


@pytest.fixture(scope="module")
def conll(conll_model) -> Recognizer:
    """A recogniser on a tiny model."""
    return load_recognizer(Settings(model=str(conll_model), allow_pickle=True))


@pytest.fixture(scope="module")
def shipped() -> Recognizer:
    """The recogniser that ships."""
    return load_recognizer(Settings())


@given(wild_text, wild_text)
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_name_is_found_where_it_stands_whatever_surrounds_it(conll, before, after):
    """Offsets are exact, whatever invisible characters flair would drop."""
    sentence = f"{before} Aleppo {after}"
    (found,) = conll.recognize([sentence])
    assert any(sentence[each.start_offset : each.end_offset] == "Aleppo" for each in found)


@pytest.mark.slow
def test_the_shipped_model_finds_people_organisations_and_places(shipped):
    """One sentence, all three types, without articles and possessives."""
    (found,) = shipped.recognize([SENTENCES[0]])
    assert [(SENTENCES[0][each.start_offset : each.end_offset], each.type) for each in found] == [
        ("Sergey Lavrov", EntityType.PERSON),
        ("United Nations", EntityType.ORGANIZATION),
        ("Geneva", EntityType.PLACE),
    ]
    assert all(0 < each.confidence <= 1 for each in found)


@pytest.mark.slow
@given(st.permutations(SENTENCES))
@hypothesis_settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_sentence_is_recognised_alike_alone_and_in_any_company(shipped, sentences):
    """Neighbours in a batch change neither spans nor labels, and scores by less than the rounding."""
    together = shipped.recognize(sentences)
    for sentence, found in zip(sentences, together, strict=True):
        (alone,) = shipped.recognize([sentence])
        assert [(each.start_offset, each.end_offset, each.label) for each in found] == [
            (each.start_offset, each.end_offset, each.label) for each in alone
        ]
        assert [each.confidence for each in found] == pytest.approx([each.confidence for each in alone], abs=0.0011)


@pytest.mark.slow
def test_a_sentence_longer_than_the_encoder_reads_is_not_cut_off(shipped):
    """A name at the far end of 600 words is still found."""
    sentence = "the talks went on and on " * 100 + "in Geneva."
    (found,) = shipped.recognize([sentence])
    assert [sentence[each.start_offset : each.end_offset] for each in found] == ["Geneva"]
