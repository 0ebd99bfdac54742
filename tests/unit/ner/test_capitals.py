import pytest

from dateline.ner.capitals import may_hold_names


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
