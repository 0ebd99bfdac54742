from hypothesis import given
from wild_text import wild_text

from dateline.ner.token import tokenize


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
