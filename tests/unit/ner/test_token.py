# ruff: noqa: RUF001  # other alphabets

import pytest
from hypothesis import given
from hypothesis.strategies import sampled_from

from dateline.ner.token import tokenize, trim
from support.wild_text import wild_text


@given(wild_text)
def test_tokens_are_exact_slices_in_order(text):
    """Each token lies between its offsets, and none overlap."""
    position = 0
    for token in tokenize(text):
        assert position <= token.start_offset < token.end_offset <= len(text)
        assert token.content == text[token.start_offset : token.end_offset]
        position = token.end_offset


@given(wild_text)
def test_every_letter_belongs_to_a_token(text):
    """No letter or digit is lost between tokens."""
    covered = {i for token in tokenize(text) for i in range(token.start_offset, token.end_offset)}
    assert all(i in covered for i, character in enumerate(text) if character.isalnum())


def test_names_are_parted_from_what_hangs_on_them():
    """Possessives, contractions and "-led" are tokens of their own."""
    assert [token.content for token in tokenize("Aleppo's US-led raid")] == [
        "Aleppo",
        "'s",
        "US",
        "-",
        "led",
        "raid",
    ]
    assert [token.content for token in tokenize("Al-Zaman")] == ["Al-Zaman"]


@pytest.mark.parametrize(
    ("word", "tokens"),
    [
        ("R-Ohio", ["R", "-", "Ohio"]),
        ("anti-Russian", ["anti", "-", "Russian"]),
        ("Egyptian-US", ["Egyptian", "-", "US"]),
        ("EU-Canada", ["EU", "-", "Canada"]),
        ("Syrian-Turkish", ["Syrian", "-", "Turkish"]),
        ("Texas’ law", ["Texas", "’", "law"]),
        ("CAMBRIDGE'S mayor", ["CAMBRIDGE", "'S", "mayor"]),
        ("Jean-Claude", ["Jean-Claude"]),
        ("AFL-CIO", ["AFL-CIO"]),
        ("al-Assad", ["al-Assad"]),
        ("Duncan-Smith", ["Duncan-Smith"]),
        ("Bosnia-Herzegovina", ["Bosnia-Herzegovina"]),
    ],
)
def test_words_joined_to_a_name_are_parted_from_it_and_double_names_are_not(word, tokens):
    """Parties, prefixes, a second country, possessives; but not the halves of one name."""
    assert [token.content for token in tokenize(word)] == tokens


@pytest.mark.parametrize(
    ("sentence", "tokens"),
    [
        ("He left Homs.", ["He", "left", "Homs", "."]),
        ("“He left Homs.”", ["“", "He", "left", "Homs", ".", "”"]),
        ("(He left Homs).", ["(", "He", "left", "Homs", ")", "."]),
        ("He left the U.S.", ["He", "left", "the", "U.S."]),
        ("Mr. J. Low, 4.5 p.m., left", ["Mr.", "J.", "Low", ",", "4.5", "p.m.", ",", "left"]),
        ("Vesta Inc.'s plant", ["Vesta", "Inc.", "'s", "plant"]),
        ("‘Homs’ and 'Hama'", ["‘", "Homs", "’", "and", "'", "Hama", "'"]),
        ("O'Neill's, d’Ivoire’s", ["O'Neill", "'s", ",", "d’Ivoire", "’s"]),
        ("didn't; won’t", ["did", "n't", ";", "wo", "n’t"]),
        ("_Homs_ #Hama, 12:30", ["_", "Homs", "_", "#", "Hama", ",", "12:30"]),
        ("BEIRUT/DAMASCUS—wait...", ["BEIRUT", "/", "DAMASCUS", "—", "wait", "..."]),
        ("Aleppo is حَلَب", ["Aleppo", "is", "حَلَب"]),
        (
            "“We left Homs. Then Gen. Low of Acme Co. Ltd. came”",
            "“ We left Homs . Then Gen. Low of Acme Co. Ltd. came ”".split(),
        ),
        ("they left homs. then gen. low came", "they left homs . then gen. low came".split()),
        ("they sat. Then", ["they", "sat", ".", "Then"]),
        ("to visit the .org", ["to", "visit", "the", ".", "org"]),
        ("It said ?Homs", ["It", "said", "?", "Homs"]),
        ("Homs !),;", ["Homs", "!", ")", ",", ";"]),
        ("world-US. Done", ["world", "-", "US.", "Done"]),
    ],
)
def test_punctuation_is_parted_from_words(sentence, tokens):
    """The full stop of the sentence, quotes, brackets; but not the dots of abbreviations and numbers."""
    assert [token.content for token in tokenize(sentence)] == tokens


def test_long_words_and_lines_of_punctuation_are_cut():
    """No token has more than a hundred characters."""
    lengths = [len(token.content) for token in tokenize("x" * 250 + " " + "*" * 250)]
    assert lengths == [100, 100, 50, 100, 100, 50]


@pytest.mark.parametrize(
    ("language_code", "text", "tokens"),
    [
        ("fr", "aujourd'hui l’Iran et qu'Oran", ["aujourd'hui", "l’", "Iran", "et", "qu'", "Oran"]),
        ("it", "dell'Onu, un’auto", ["dell'", "Onu", ",", "un’", "auto"]),
        ("tr", "Konya'da D'Angelo Radyo 4'te", ["Konya", "'da", "D'Angelo", "Radyo", "4", "'te"]),
        ("pl", "Blake’owi", ["Blake", "’owi"]),
        ("uk", "у Кам'янці", ["у", "Кам'янці"]),
        ("zh", "南京的NATO，3月", ["南", "京", "的", "NATO", "，", "3", "月"]),
        ("fr", "« L’ONU », à Côte d'Ivoire", ["«", "L’", "ONU", "»", ",", "à", "Côte", "d'", "Ivoire"]),
        ("it", "c'è L'Aquila", ["c'", "è", "L'", "Aquila"]),
        ("tr", "“Konya’nın” 3'üncü", ["“", "Konya", "’nın", "”", "3", "'üncü"]),
        ("ar", "«بغداد»؟ دَمِشق، حلب", ["«", "بغداد", "»؟", "دَمِشق", "،", "حلب"]),
        ("hi", "वह दिल्ली गया। फिर", ["वह", "दिल्ली", "गया", "।", "फिर"]),
        ("ru", "Д'Артаньян, Ростов-на-Дону", ["Д'Артаньян", ",", "Ростов-на-Дону"]),
        ("es", "¿Irán? ¡No!", ["¿", "Irán", "?", "¡", "No", "!"]),
        ("zh", "马·丁说：“好。”𠮷", ["马", "·", "丁", "说", "：“", "好", "。”", "𠮷"]),
        ("en", "O'Hare and l'Iran in 南京", ["O'Hare", "and", "l'Iran", "in", "南京"]),
    ],
)
def test_other_languages_join_names_to_what_stands_around_them(language_code, text, tokens):
    """Elided words, endings behind an apostrophe and Han characters are tokens; English has none of these."""
    assert [token.content for token in tokenize(text, language_code=language_code)] == tokens


@given(wild_text, sampled_from("ar de es fi fr hi hr hu it nb pl pt ro ru sr sv tr uk zh".split()))
def test_tokens_are_exact_slices_in_every_language(text, language_code):
    """Each token lies between its offsets, none overlap, and no letter or digit is lost."""
    tokens = tokenize(text, language_code=language_code)
    covered = [i for token in tokens for i in range(token.start_offset, token.end_offset)]
    assert covered == sorted(set(covered))
    assert all(token.content == text[token.start_offset : token.end_offset] for token in tokens)
    assert {i for i, character in enumerate(text) if character.isalnum()} <= set(covered)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the Nile Basin's", "Nile Basin"),
        ("Lagos \U0001f1f3\U0001f1ec", "Lagos"),
        ("\u2600\ufe0f Lagos \u2122", "Lagos"),
        ("Ada \U0001f44d\U0001f3fd Obi", "Ada \U0001f44d\U0001f3fd Obi"),
        ("The \U0001f1f3\U0001f1ec Lagos", "Lagos"),
        ("#\u20e3Lagos", "#\u20e3Lagos"),
        ("C++", "C++"),
    ],
    ids=["article and possessive", "flag", "sun and trade mark", "inside", "behind an article", "in a word", "sums"],
)
def test_a_name_begins_and_ends_with_what_belongs_to_it(text, name):
    """Articles, possessives and symbols at its ends do not."""
    tokens = tokenize(text)
    bounds = trim(tokens, 0, len(tokens))
    assert bounds is not None
    start, end = bounds
    assert text[tokens[start].start_offset : tokens[end - 1].end_offset] == name


def test_symbols_alone_are_no_name():
    """Nothing is left of them."""
    tokens = tokenize("\U0001f1f3\U0001f1ec \u2600")
    assert trim(tokens, 0, len(tokens)) is None
