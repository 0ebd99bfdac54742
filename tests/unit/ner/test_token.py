import pytest
from hypothesis import assume, given

from dateline.ner.token import tokenize
from support.wild_text import wild_text


@given(wild_text)
def test_tokens_are_exact_slices_in_order(text):
    """Each token lies between its offsets but for characters nobody sees, and none overlap."""
    position = 0
    for token in tokenize(text):
        assert position <= token.start_offset < token.end_offset <= len(text)
        assert token.content == text[token.start_offset : token.end_offset]
        position = token.end_offset


@given(wild_text)
def test_every_letter_belongs_to_a_token(text):
    """No letter or digit is lost between tokens."""
    covered = {i for token in tokenize(text) for i in range(token.start_offset, token.end_offset)}
    assume("<" not in text and "&" not in text)
    assert all(i in covered for i, character in enumerate(text) if character.isalnum())


def test_names_are_parted_from_what_hangs_on_them():
    """Possessives, contractions and "-led" are tokens of their own; zero-width characters are none."""
    assert [token.content for token in tokenize("Aleppo's US-led\u200b raid")] == [
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


def test_leftover_markup_is_no_word():
    """Tags and entities are skipped, and what stands between them keeps its place."""
    text = "<p>Talks in <b>Geneva</b>&nbsp;&amp; Bern, a < b <Reuters>"
    words = ["Talks", "in", "Geneva", "Bern", ",", "a", "<", "b", "<", "Reuters", ">"]
    assert [token.content for token in tokenize(text)] == words
    assert text[tokenize(text)[2].start_offset :].startswith("Geneva</b>")
