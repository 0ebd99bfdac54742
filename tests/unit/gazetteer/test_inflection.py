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
        # Adjectives that are names: neuter ones, and those on "-ski" and "-oi".
        ("pl", "Zakopanem", "Zakopane"),
        ("pl", "Wysokiego Mazowieckiego", "Wysokie Mazowieckie"),
        ("sk", "Humennom", "Humenné"),
        ("hr", "Visokog", "Visoko"),
        ("uk", "Рівному", "Рівне"),
        ("ru", "Жуковском", "Жуковский"),
        ("ru", "Лесном", "Лесной"),
        ("de", "Rote Meer", "Rotes Meer"),
        ("de", "Persische Golf", "Persischer Golf"),
        # An adjective before a noun.
        ("pl", "Nowym Mieście Lubawskim", "Nowe Miasto Lubawskie"),
        ("sk", "Spišskej Novej Vsi", "Spišská Nová Ves"),
        ("hr", "Dugog Sela", "Dugo Selo"),
        ("hr", "Donjeg Miholjca", "Donji Miholjac"),
        ("sr", "Великог Градишта", "Veliko Gradište"),
        ("uk", "Часового Яру", "Часів Яр"),
        ("uk", "Горішніх Плавнях", "Горішні Плавні"),
        ("ru", "Сухого Лога", "Сухой Лог"),  # noqa: RUF001
        # Neuter nouns.
        ("pl", "Opolem", "Opole"),
        ("sk", "Ústia", "Ústie"),
        ("uk", "Поліссям", "Полісся"),
        ("uk", "Городиськах", "Городиська"),
        ("ru", "Приморья", "Приморье"),
        # Vowels that come and go.
        ("pl", "Mielca", "Mielec"),
        ("pl", "Wągrowcu", "Wągrowiec"),
        ("pl", "Strzelec Opolskich", "Strzelce Opolskie"),
        ("sk", "Pezinku", "Pezinok"),
        ("sk", "Lučenca", "Lučenec"),
        ("sk", "Michaloviec", "Michalovce"),
        ("hr", "Čakovcu", "Čakovec"),
        ("hr", "Vinkovaca", "Vinkovci"),
        ("hr", "Tešnju", "Tešanj"),
        ("hr", "Stoca", "Stolac"),
        ("sr", "Шапцу", "Šabac"),
        ("uk", "Кременця", "Кременець"),
        ("uk", "Олешок", "Олешки"),
        ("ru", "Малоярославца", "Малоярославец"),
        ("ru", "Ельце", "Елец"),
        ("ru", "Торжка", "Торжок"),
        ("ru", "Химок", "Химки"),
        # Vowels that change.
        ("uk", "Ямполі", "Ямпіль"),
        ("uk", "Самбора", "Самбір"),
        ("uk", "Ірпеня", "Ірпінь"),
        ("sk", "Topoľčian", "Topoľčany"),
        ("ro", "Sucevei", "Suceava"),
        ("ro", "Mării Negre", "Marea Neagră"),
        # Consonants that change.
        ("tr", "Gaziantebe", "Gaziantep"),
        ("uk", "Білоруссю", "Білорусь"),
        # Names joined by a hyphen.
        ("pl", "Bielskiem-Białą", "Bielsko-Biała"),
        ("uk", "Кам'янці-Подільському", "Кам'янець-Подільський"),
        ("ru", "Переславле-Залесском", "Переславль-Залесский"),
        # The plurals of Romanian names, and articles of others.
        ("ro", "Feteștilor", "Fetești"),
        ("ro", "Chișinăul", "Chișinău"),
        # Finnish stems on "-us", "-inen" and "-vesi", and adjectives within a compound.
        ("fi", "Alavuden", "Alavus"),
        ("fi", "Huittisissa", "Huittinen"),
        ("fi", "Kaustisten", "Kaustinen"),
        ("fi", "Petäjävedellä", "Petäjävesi"),
        ("fi", "Uudessakaarlepyyssä", "Uusikaarlepyy"),
        ("fi", "Isonkyrön", "Isokyrö"),
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


@pytest.mark.parametrize(
    ("language_code", "form", "name"),
    [
        ("sk", "Novom Meste nad Váhom", "Nové Mesto nad Váhom"),
        ("sk", "Kysuckom Novom Meste", "Kysucké Nové Mesto"),
        ("pl", "Nowym Dworze Mazowieckim", "Nowy Dwór Mazowiecki"),
    ],
)
def test_of_too_many_names_the_likeliest_are_told(language_code: str, form: str, name: str) -> None:
    """Each word of a long name is traced back, not the last ones alone."""
    forms = base_forms(form, language_code)
    assert len(forms) >= MAX_BASE_FORMS - 1
    assert fold_in(name, language_code) in forms


@pytest.mark.parametrize(
    ("language_code", "form", "other"),
    [
        ("pl", "Nysy", "Nysiec"),
        ("sk", "Nitre", "Nitrok"),
        ("hr", "Pule", "Pulac"),
        ("uk", "Полтаві", "Полтів"),
        ("uk", "Одесах", "Одеса"),
        ("ru", "Тулой", "Тулец"),
        ("ro", "Aradului", "Arada"),
        ("fi", "Porissa", "Porinen"),
    ],
)
def test_an_ending_is_of_some_names_only(language_code: str, form: str, other: str) -> None:
    """What a name of one kind ends in makes it no form of a name of another kind."""
    assert fold_in(other, language_code) not in base_forms(form, language_code)


@pytest.mark.parametrize(
    ("language_code", "form"),
    [("pl", "Jego"), ("sk", "Tomu"), ("hr", "Toga"), ("uk", "Його"), ("ro", "Elor"), ("fi", "Ossa")],
)
def test_no_name_is_left_of_one_letter_and_an_ending(language_code: str, form: str) -> None:
    """A pronoun that ends as an adjective does ("jego") leads to no name of two letters."""
    assert all(len(base) > 2 for base in base_forms(form, language_code))


def test_a_short_name_may_be_an_ending_as_a_whole() -> None:
    """Slovak "Ves" has no other letter in common with its genitive than the first and the last one."""
    assert "ves" in base_forms("Vsi", "sk")


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
