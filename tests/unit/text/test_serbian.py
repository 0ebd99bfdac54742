"""Serbian in both of its scripts."""

import pytest

from dateline.text.serbian import in_cyrillic, in_latin

_ALPHABET = "абвгдђежзијклљмнњопрстћуфхцчџшАБВГДЂЕЖЗИЈКЛЉМНЊОПРСТЋУФХЦЧЏШ"


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [("Ljubljana", "Љубљана"), ("Niš i Džakarta", "Ниш и Џакарта"), ("Đerdap, 1991.", "Ђердап, 1991.")],
)
def test_words_are_the_same_in_both_scripts(latin: str, cyrillic: str) -> None:
    """Two Latin letters may be one sound; digits and stops stay."""
    assert in_cyrillic(latin) == cyrillic
    assert in_latin(cyrillic) == latin


def test_every_letter_comes_back() -> None:
    """The thirty letters, large and small, are none of them lost or taken for another."""
    assert in_cyrillic(in_latin(_ALPHABET)) == _ALPHABET


def test_capitals_have_capital_digraphs() -> None:
    """Headlines write both letters large."""
    assert in_cyrillic("NJUJORK, DŽEP, LJUDI") == "ЊУЈОРК, ЏЕП, ЉУДИ"


def test_foreign_letters_stay() -> None:
    """Letters that Serbian lacks are nobody's to change."""
    assert in_cyrillic("Wyxq") == "Wyxq"
    assert in_latin("Ы 東京 é") == "Ы 東京 é"
