"""Names of countries and capitals in running text."""

# ruff: noqa: RUF001, RUF002  # letters of other languages

from dateline.gazetteer import MainNames

POLISH = MainNames(("korea poludniowa", "rzym", "mali"), language_code="pl")


def test_names_are_known_in_all_their_forms() -> None:
    """Of one word and of several, which are known by their first word, too."""
    assert "Rzymu" in POLISH
    assert "Korei Południowej" in POLISH
    assert "Korei" not in POLISH
    assert "Łodzi" not in POLISH
    assert POLISH.may_begin_with("Korei")
    assert not POLISH.may_begin_with("Rzymu")


def test_common_words_are_told_by_language() -> None:
    """ "Romanın" is of Rome, or of the novel."""
    turkish = MainNames(("roma",), language_code="tr")
    assert turkish.is_common_word("Romanın")
    assert not turkish.is_common_word("Ankaranın")
    assert not POLISH.is_common_word("Romanın")


def test_a_text_without_spaces_is_searched_for_the_longest_names() -> None:
    """Names of one character and those that are often parts of other words are left out."""
    chinese = MainNames(("印度", "印度尼西亚", "海地", "京"), language_code="zh")
    text = "印度和印度尼西亚的沿海地区、京"
    assert [text[start:end] for start, end in chinese.find_unspaced(text)] == ["印度", "印度尼西亚"]
    assert list(MainNames((), language_code="en").find_unspaced(text)) == []
