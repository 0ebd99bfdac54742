"""The names that inflected forms may come from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.gazetteer.folding import MAX_NAME_CHARS
from dateline.gazetteer.inflection import MAX_BASE_FORMS, base_forms
from dateline.gazetteer.languages import fold_in
from dateline.values import LANGUAGE_CODES


@pytest.mark.parametrize(
    ("language_code", "form", "name"),
    [
        ("pl", "Moskwie", "Moskwa"),
        ("pl", "Pradze", "Praga"),
        ("pl", "Wiedniu", "Wiedeń"),
        ("pl", "Nowym Jorku", "Nowy Jork"),
        ("pl", "Stanach Zjednoczonych", "Stany Zjednoczone"),
        ("pl", "Niemczech", "Niemcy"),
        ("ru", "Женеве", "Женева"),
        ("ru", "Китаем", "Китай"),
        ("ru", "Нижнем Новгороде", "Нижний Новгород"),
        ("ru", "Соединенных Штатов", "Соединенные Штаты"),
        ("uk", "Києві", "Київ"),
        ("uk", "Празі", "Прага"),
        ("uk", "Кривому Розі", "Кривий Ріг"),  # noqa: RUF001
        ("hr", "Sjedinjenih Američkih Država", "Sjedinjene Američke Države"),
        ("hr", "Rijeci", "Rijeka"),
        ("hr", "SAD-u", "SAD"),
        ("sr", "Новом Саду", "Novi Sad"),
        ("sk", "Viedni", "Viedeň"),
        ("sk", "Košiciach", "Košice"),
        ("fi", "Helsingissä", "Helsinki"),
        ("fi", "Tukholmassa", "Tukholma"),
        ("fi", "Lahdessa", "Lahti"),
        ("fi", "Tampereella", "Tampere"),
        ("fi", "Suomessa", "Suomi"),
        ("fi", "Kyproksella", "Kypros"),
        ("fi", "Yhdysvalloissa", "Yhdysvallat"),
        ("fi", "Uudessa-Seelannissa", "Uusi-Seelanti"),
        ("fi", "USA:ssa", "USA"),
        ("hu", "Londonban", "London"),
        ("hu", "Varsóból", "Varsó"),
        ("hu", "Párizzsal", "Párizs"),
        ("hu", "Londonnal", "London"),
        ("hu", "USA-ban", "USA"),
        ("tr", "Türkiye'nin", "Türkiye"),
        ("tr", "İzmir’den", "İzmir"),
        ("tr", "Ankarada", "Ankara"),
        ("ro", "Bucureștiului", "București"),
        ("ro", "Franței", "Franța"),
        ("ro", "Marii Britanii", "Marea Britanie"),
        ("de", "Bagdads", "Bagdad"),
        ("de", "Vereinigten Arabischen Emiraten", "Vereinigte Arabische Emirate"),
        ("de", "Nahen Osten", "Naher Osten"),
        ("sv", "USA:s", "USA"),
        ("nb", "Danmarks", "Danmark"),
        ("nn", "Oslos", "Oslo"),
        ("da", "USA's", "USA"),
        ("nl", "Europa's", "Europa"),
        ("ar", "بالقاهرة", "القاهرة"),
        ("ar", "للصين", "الصين"),
        ("ar", "ولبنان", "لبنان"),
        ("ar", "وبريطانيا", "بريطانيا"),
        ("fr", "de l'Ukraine", "Ukraine"),
        ("it", "dell'Ucraina", "Ucraina"),
        ("it", "nella Striscia di Gaza", "Striscia di Gaza"),
        ("es", "la Franja de Gaza", "Franja de Gaza"),
        ("pt", "da Alemanha", "Alemanha"),
        ("zh", "广东省", "广东"),
    ],
)
def test_forms_lead_back_to_their_names(language_code: str, form: str, name: str) -> None:
    """Cases, suffixes behind signs, articles and prepositions are taken off, and stems are mended, word by word."""
    assert fold_in(name, language_code) in base_forms(form, language_code)


@pytest.mark.parametrize("language_code", ["en", "id", "xx"])
def test_languages_without_endings_have_no_forms(language_code: str) -> None:
    """Nothing is taken from names where the language takes nothing on."""
    assert base_forms("Jakartas", language_code) == ()


def test_short_words_keep_their_letters() -> None:
    """Of two letters nothing is left to know a name by."""
    assert "" not in base_forms("Å's", "sv")
    assert base_forms("Is", "sv") == ()


@pytest.mark.parametrize("name", ["Issa", "Ilta", "Iksi"])
def test_a_word_that_is_an_ending_alone_is_a_form_of_no_empty_name(name: str) -> None:
    """Finnish "ilta" is evening, and the end of "Helsingiltä"."""
    assert "" not in base_forms(name, "fi")


@given(st.text(max_size=MAX_NAME_CHARS), st.sampled_from(LANGUAGE_CODES))
def test_forms_are_few_and_other_than_the_name(name: str, language_code: str) -> None:
    """Whatever the name, the lookups that it costs are bounded, and none is for nothing."""
    forms = base_forms(name, language_code)
    assert len(forms) <= MAX_BASE_FORMS
    assert len(set(forms)) == len(forms)
    assert not {"", fold_in(name, language_code)} & set(forms)
