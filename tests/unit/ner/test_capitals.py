import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.ner.capitals import in_title_case, may_hold_names


@pytest.mark.parametrize(
    "sentence",
    [
        "They have not said when .",
        "“ But I will not , ” she said .",
        "The rain fell for 3 days .",
        "I know what I know .",
    ],
)
def test_a_sentence_whose_one_capital_is_a_common_first_words_holds_no_name(sentence):
    """Nor do "I" and numbers make a name."""
    assert not may_hold_names(sentence.split())


@pytest.mark.parametrize(
    "sentence",
    [
        "They met in Oslo .",
        "Oslo slept .",
        "THE RAIN FELL",
        "the rain in oslo fell",
        "She sold her iPhone .",
        "It rained in al-Hasakah .",
        "A WHO team came .",
        "— — —",
    ],
)
def test_every_other_sentence_may_hold_names(sentence):
    """Capitals elsewhere, a first word that is none of the common ones, or none at all: the model reads it."""
    assert may_hold_names(sentence.split())


@pytest.mark.parametrize(
    ("sentence", "language_code"),
    [
        ("Hay que esperar .", "es"),
        ("Возможно , позже .", "ru"),
        ("Det regnet i tre dager .", "nb"),
        ("Men den är stor .", "sv"),
    ],
)
def test_other_languages_with_capitals_have_first_words_of_their_own(sentence, language_code):
    """Which begin no name there; English ones are none."""
    assert not may_hold_names(sentence.split(), language_code=language_code)
    assert may_hold_names("Yesterday it rained .".split(), language_code=language_code)


@pytest.mark.parametrize(
    ("sentence", "language_code"),
    [
        ("Men Oslo er stor .", "nb"),
        ("Oslo sov .", "nb"),
        ("Die Bank wartet .", "de"),
        ("Es regnet .", "de"),
        ("هذا جيد .", "ar"),
        ("他 走 了 。", "zh"),
    ],
)
def test_names_elsewhere_and_languages_whose_capitals_tell_nothing_are_read(sentence, language_code):
    """German writes all nouns with capitals."""
    assert may_hold_names(sentence.split(), language_code=language_code)


@pytest.mark.parametrize(
    ("sentence", "read"),
    [
        ("FLOOD HITS OSLO MARKET", "Flood Hits Oslo Market"),
        ("US AND BHP SIGN O'BRIEN'S DEAL", "US And BHP Sign O'Brien'S Deal"),
        ("NATO'S TALKS IN KYIV-PECHERSK", "Nato'S Talks In Kyiv-Pechersk"),
        ("U.S. ENVOY LEAVES MALI", "U.S. Envoy Leaves Mali"),
        ("flood hits oslo market", "Flood Hits Oslo Market"),
        ("ŁÓDŹ CZEKA NA ŚNIEG", "Łódź Czeka Na Śnieg"),
    ],
)
def test_a_sentence_in_capitals_or_without_any_is_read_as_a_title(sentence, read):
    """In which all words begin with a capital; abbreviations stay as they are."""
    assert in_title_case(sentence.split()) == read.split()


@pytest.mark.parametrize(
    ("sentence", "language_code"),
    [
        ("A flood hit Oslo market", "en"),
        ("FBI , CIA", "en"),
        ("so it is", "en"),
        ("et marked i oslo", "nb"),
        ("فيضان يضرب السوق الكبير", "ar"),
        ("İSTANBUL'DA", "tr"),
    ],
)
def test_any_other_sentence_is_read_as_it_is(sentence, language_code):
    """Such as what has capitals here and there, a few abbreviations, and small letters in other languages."""
    assert in_title_case(sentence.split(), language_code=language_code) == sentence.split()


@given(st.lists(st.text(min_size=1), max_size=6))
def test_words_keep_their_length(words):
    """So that their offsets stay right."""
    assert list(map(len, in_title_case(words))) == list(map(len, words))
