"""Folding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.gazetteer import fold
from dateline.gazetteer.folding import MAX_NAME_CHARS
from support.growth import growth


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("São Paulo", "SAO PAULO"),
        ("Sana'a", "Sana’a"),  # the apostrophe of print
        ("Guinea-Bissau", "guinea bissau"),
        ("St. John's", "st johns"),
        ("Łódź", "Lodz"),
        ("Straße", "STRASSE"),
        ("Besançon  ", " besancon"),
        ("\u200bMoscow\u00a0", "moscow"),
        ("Trinidad & Tobago", "Trinidad and Tobago"),
        ("Москва", "МОСКВА"),  # noqa: RUF001  # Cyrillic
    ],
)
def test_ways_of_writing_one_name_fold_alike(one: str, other: str) -> None:
    """Case, marks, apostrophes, hyphens, dots, ligatures and spaces do not tell names apart."""
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(("one", "other"), [("Iran", "Iraq"), ("दिल्ली", "दल"), ("Niger", "Nigeria")])
def test_different_names_stay_different(one: str, other: str) -> None:
    """Letters are never dropped, the vowel signs of Indic scripts included."""
    assert fold(one) != fold(other)


@given(st.text(max_size=300))
def test_folding_is_stable(text: str) -> None:
    """Folding a folded name changes nothing, whatever the text."""
    once = fold(text)
    assert fold(once) == once or len(once) > MAX_NAME_CHARS


@given(st.text(max_size=100))
def test_folded_names_hold_no_outer_or_double_spaces(text: str) -> None:
    """A folded name is words with single spaces between them."""
    assert fold(text) == " ".join(fold(text).split())


def test_text_too_long_for_a_name_folds_to_nothing_at_once() -> None:
    """A megabyte costs no more than an eighth of it."""
    assert fold("é" * 1_000_000) == ""
    assert growth(lambda chars: fold("é" * chars), size=125_000) < 4
