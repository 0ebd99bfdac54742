from concurrent.futures import ProcessPoolExecutor
from itertools import combinations
from multiprocessing import get_context

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dateline.ner import load_recognizer
from dateline.ner.processors import usable_processors
from dateline.ner.recognizer import Recognizer
from dateline.ner.tagging import TaggedSpan
from dateline.ner.two_headed_recognizer import _merged
from dateline.settings import Settings
from dateline.text import split_sentences
from dateline.values import EntityType, MentionKind
from support.wild_text import wild_text

SENTENCES = (
    "Sergey Lavrov met the envoy of the United Nations in Geneva on Monday.",
    "GENEVA — U.N. TALKS RESUME",
    "He left.",
    "\u200b",
    "Residents of Aleppo's old city said the Syrian army had withdrawn from Homs, Idlib and Hama.",
)


@pytest.fixture(scope="module")
def tiny(tiny_model_folder) -> Recognizer:
    """An untrained model: what it finds is arbitrary, but where it finds it must hold."""
    return load_recognizer(Settings(model=str(tiny_model_folder), inference_threads=2))


@pytest.fixture(scope="module")
def shipped() -> Recognizer:
    """The recogniser that ships."""
    return load_recognizer(Settings())


def _found(recognizer, sentence):
    (found,) = recognizer.recognize([sentence])
    return [(sentence[each.start_offset : each.end_offset], each.type, each.kind) for each in found]


def _merge(names, toponyms):
    spans = ([TaggedSpan(*each) for each in head] for head in (names, toponyms))
    return [(span.start, span.end, span.label, kind) for span, kind in _merged(*spans)]


def test_what_both_heads_see_is_one_mention_and_what_lies_inside_is_another():
    """ "Paris" in "Paris Police Department" stands beside it; "Syrian" is a demonym, whatever the name head says."""
    names = [(0, 3, "ORGANIZATION", 0.9), (4, 5, "PLACE", 0.4), (6, 7, "PLACE", 0.9)]
    toponyms = [(0, 1, "PLACE", 0.4), (4, 5, "PLACE", 0.9), (6, 7, "DEMONYM", 0.8)]
    assert _merge(names, toponyms) == [
        (0, 3, "ORGANIZATION", MentionKind.NAME),
        (4, 5, "PLACE", MentionKind.NAME),
        (6, 7, "DEMONYM", MentionKind.DEMONYM),
        (0, 1, "PLACE", MentionKind.NAME),
    ]


def test_a_place_that_one_head_sees_alone_must_be_sure():
    """A doubtful one is left out, of either head; so is a toponym that crosses a name."""
    assert _merge([(0, 1, "PLACE", 0.4), (2, 3, "PLACE", 0.8)], []) == [(2, 3, "PLACE", MentionKind.NAME)]
    assert _merge([], [(0, 1, "PLACE", 0.4), (2, 3, "PLACE", 0.8)]) == [(2, 3, "PLACE", MentionKind.NAME)]
    assert _merge([(0, 2, "PERSON", 0.6)], [(1, 3, "PLACE", 0.9)]) == [(0, 2, "PERSON", MentionKind.NAME)]


def test_where_the_heads_disagree_on_a_name_the_surer_wins():
    """A place that the name head takes for a person or a body is a place where the other head is surer."""
    assert _merge([(0, 1, "PERSON", 0.6)], [(0, 1, "PLACE", 0.8)]) == [(0, 1, "PLACE", MentionKind.NAME)]
    assert _merge([(0, 1, "ORGANIZATION", 0.9)], [(0, 1, "PLACE", 0.8)]) == [(0, 1, "ORGANIZATION", MentionKind.NAME)]


def test_a_longer_toponym_takes_the_place_of_a_shorter_one():
    """ "New York City" rather than "New York"; but a person's name is no part of a place."""
    assert _merge([(0, 2, "PLACE", 0.9)], [(0, 3, "PLACE", 0.8)]) == [(0, 3, "PLACE", MentionKind.NAME)]
    assert _merge([(0, 2, "PERSON", 0.9)], [(0, 3, "PLACE", 0.8)]) == [(0, 2, "PERSON", MentionKind.NAME)]


@given(wild_text)
@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_text_spans_lie_in_it_nest_and_never_cross(tiny, text):
    """Offsets are inside the sentence, each span once, and two spans are apart or one holds the other."""
    (found,) = tiny.recognize([text])
    bounds = [(each.start_offset, each.end_offset) for each in found]
    assert len(set(bounds)) == len(bounds)
    assert bounds == sorted(bounds, key=lambda bound: (bound[0], -bound[1]))
    for start, end in bounds:
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
    for one, other in combinations(bounds, 2):
        assert other[0] >= one[1] or other[1] <= one[1]
    assert all(0 < each.confidence <= 1 for each in found)


def test_the_untrained_model_finds_something(tiny):
    """Or the test above would say nothing."""
    assert any(tiny.recognize([SENTENCES[0], "Lavrov met envoys of Syria 's government in Geneva ."]))


def test_sentences_are_wanted_side_by_side(tiny_model_folder):
    """As many as threads were asked for, else as many as there are processors for them."""
    for thread_count, expected in ((5, 5), (0, usable_processors())):
        settings = Settings(model=str(tiny_model_folder), inference_threads=thread_count)
        assert load_recognizer(settings).parallel_sentences == expected


def test_a_forked_child_recognises_too(tiny):
    """A worker process of a caller's inherits the recogniser after it was used."""
    expected = tiny.recognize(SENTENCES)
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        assert pool.submit(tiny.recognize, SENTENCES).result(timeout=30) == expected


@pytest.mark.slow
def test_the_shipped_model_finds_people_organisations_and_places(shipped):
    """One sentence, all three types, without articles and possessives."""
    assert _found(shipped, SENTENCES[0]) == [
        ("Sergey Lavrov", EntityType.PERSON, MentionKind.NAME),
        ("United Nations", EntityType.ORGANIZATION, MentionKind.NAME),
        ("Geneva", EntityType.PLACE, MentionKind.NAME),
    ]


@pytest.mark.slow
def test_places_inside_longer_names_and_demonyms_are_found_beside_them(shipped):
    """ "Paris" in "Paris Police Department"; "Syrian" is a demonym, in a name or not."""
    found = _found(shipped, "The Paris Police Department and the Syrian Foreign Ministry met Turkish officers.")
    assert ("Paris Police Department", EntityType.ORGANIZATION, MentionKind.NAME) in found
    assert ("Paris", EntityType.PLACE, MentionKind.NAME) in found
    assert ("Syrian", EntityType.PLACE, MentionKind.DEMONYM) in found
    assert ("Turkish", EntityType.PLACE, MentionKind.DEMONYM) in found


@pytest.mark.slow
@given(st.permutations(SENTENCES))
@hypothesis_settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_sentence_is_recognised_alike_alone_and_in_any_company(shipped, sentences):
    """Other calls' sentences change nothing, not even the last digit of a confidence."""
    assert list(shipped.recognize(sentences)) == [shipped.recognize([sentence])[0] for sentence in sentences]


def test_passages_are_recognised_alike_alone_and_side_by_side(tiny):
    """On several threads each has the names of its own sentences, to the last digit, and none is lost."""
    passages = [SENTENCES[:3], SENTENCES[3:], SENTENCES[1:], SENTENCES[:1]]
    together = tiny.recognize_passages(passages, language_codes=["en"] * 4)
    assert list(map(len, together)) == [3, 2, 4, 1]
    assert all(map(any, together))
    for passage, names in zip(passages, together, strict=True):
        assert tiny.recognize_passages([passage], language_codes=["en"]) == (names,)


@pytest.mark.slow
@pytest.mark.parametrize("start", ["They met in Astana on Monday and ", "The army left Aleppo, and 1,234.56 more, "])
def test_a_sentence_longer_than_the_encoder_reads_is_not_cut_off(shipped, start):
    """A name at the far end of a thousand words is still found."""
    sentence = start * 170 + "talks resumed in Geneva."
    assert "Geneva" in [content for content, *_ in _found(shipped, sentence)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("TALKS ON SYRIA RESUME IN GENEVA", {"GENEVA", "SYRIA"}),
        ("• Talks in Geneva", {"Geneva"}),
        ("* Aleppo: quiet", {"Aleppo"}),
        ("<p>Talks in <b>Geneva</b>&nbsp;resumed</p>", {"Geneva"}),
        ("Talks resumed in Geneva&#8217;s old town", {"Geneva"}),
        ("Talks\u00a0resumed in\u2028Geneva", {"Geneva"}),
        ("Talks in Bogota\u0301 and Sa\u0303o Paulo", {"Bogota\u0301", "Sa\u0303o Paulo"}),
        ("Talks in Gen\u00adeva and Alep\u200bpo", {"Gen\u00adeva", "Alep\u200bpo"}),
        ("Talks in S&atilde;o Paulo", {"S&atilde;o Paulo"}),
    ],
    ids=["capitals", "bullet", "star", "markup", "entity", "odd spaces", "accents", "invisible", "letters"],
)
def test_names_are_found_in_rough_text(shipped, text, names):
    """Headlines in capitals, list items, leftovers of web pages, accents and words that were taken apart."""
    sentences = split_sentences(text)
    found = shipped.recognize([sentence.content for sentence in sentences])
    spans = [
        sentence.given_span(name.start_offset, name.end_offset)
        for sentence, recognitions in zip(sentences, found, strict=True)
        for name in recognitions
    ]
    assert names <= {text[start:end] for start, end in spans}
