import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.ner.capitals import are_without_capitals, capitalized, in_title_case, may_hold_names


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
    ("sentence", "read", "language_code"),
    [
        ("FLOOD HITS OSLO MARKET", "Flood Hits Oslo Market", "en"),
        ("US AND BHP SIGN O'BRIEN'S DEAL", "US And BHP Sign O'Brien'S Deal", "en"),
        ("UN TALKS IN KYIV-PECHERSK", "UN Talks In Kyiv-Pechersk", "en"),
        ("UN MORT DANS LE METRO", "Un Mort Dans Le Metro", "fr"),
        ("U.S. ENVOY LEAVES ST LOUIS", "U.S. Envoy Leaves St Louis", "en"),
        ("ŁÓDŹ CZEKA NA ŚNIEG", "Łódź Czeka Na Śnieg", "pl"),
    ],
)
def test_a_sentence_in_capitals_is_read_as_a_title(sentence, read, language_code):
    """In which all words begin with a capital; abbreviations stay as they are."""
    assert in_title_case(sentence.split(), language_code=language_code) == read.split()


@pytest.mark.parametrize(
    "sentence", ["A flood hit Oslo market", "FBI , CIA", "a flood hit oslo", "فيضان يضرب السوق الكبير"]
)
def test_any_other_sentence_is_read_as_it_is(sentence):
    """Such as what has capitals here and there, none at all, or a few abbreviations."""
    assert in_title_case(sentence.split()) == sentence.split()


def test_words_without_capitals_get_them():
    """Whatever they begin with."""
    words = "a flood hit o'hare , and the old town , 3km off".split()
    assert are_without_capitals(words)
    assert capitalized(words) == "A Flood Hit O'hare , And The Old Town , 3km Off".split()


@pytest.mark.parametrize(
    "text", ["A flood hit the old town", "https :// www.example.org / oslo / a-flood", "", "( oslo.example )"]
)
def test_a_capital_or_an_address_is_no_text_without_capitals(text):
    """Nor is what has too few words to tell."""
    assert not are_without_capitals(text.split())


@given(st.lists(st.text(min_size=1), max_size=6))
def test_no_word_is_lost(words):
    """Whatever letters become in capitals, of which some become two."""
    assert len(in_title_case(words)) == len(capitalized(words)) == len(words)
