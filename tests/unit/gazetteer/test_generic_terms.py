"""Words of other languages that say what kind of place a name beside them means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.gazetteer import tables
from dateline.gazetteer.generic_terms import generic_variants
from dateline.gazetteer.variants import MAX_VARIANTS
from dateline.values import FOREIGN_CODES
from support.growth import growth


@pytest.mark.parametrize(
    ("language_code", "name", "expected", "feature_class"),
    [
        ("id", "Kecamatan Wonosari", "Wonosari", "A"),
        ("id", "kabupaten Wonosari", "Wonosari", "A"),
        ("id", "Desa Wonosari", "Wonosari", "P"),
        ("id", "Pulau Nias", "Nias", "T"),
        ("id", "Nias Utara", "Kabupaten Nias Utara", "A"),
        ("id", "Nias Utara", "Nias", ""),
        ("id", "Kecamatan Nias Utara", "Nias", "A"),
        ("es", "municipio de Toledo", "Toledo", "A"),
        ("pt", "Município de Ovar", "Ovar", "A"),
        ("it", "provincia di Rieti", "Rieti", "A"),
        ("fr", "commune d’Arles", "Arles", "A"),
        ("fr", "département de la Creuse", "Creuse", "A"),
        ("de", "Landkreis Celle", "Celle", "A"),
        ("de", "Stadt Celle", "Celle", "P"),
        ("nl", "gemeente Ede", "Ede", "A"),
        ("sv", "Ystads kommun", "Ystads", "A"),
        ("nn", "Voss kommune", "Voss", "A"),
        ("tr", "Bafra ilçesi", "Bafra", "A"),
        ("pl", "gminie Kobylin", "Kobylin", "A"),
        ("sr", "општина Бор", "Бор", "A"),
        ("hr", "općini Bor", "Bor", "A"),
        ("ro", "județul Cluj", "Cluj", "A"),
        ("hu", "Zala megye", "Zala", "A"),
        ("ru", "Орловская область", "Орловская", "A"),
        ("uk", "місті Ніжині", "Ніжині", "P"),
        ("ar", "محافظة نينوى", "نينوى", "A"),
        ("zh", "永嘉县", "永嘉", "A"),
        ("zh", "永嘉", "永嘉县", "A"),
        ("zh", "西班牙北部", "西班牙", ""),
        ("zh", "甘孜自治州", "甘孜", "A"),
    ],
)
def test_a_kind_word_is_taken_from_a_name_or_added(
    language_code: str, name: str, expected: str, feature_class: str
) -> None:
    """Before the name or behind it, in any of its forms, and with the class of what it means."""
    found = {variant.name: variant.feature_class for variant in generic_variants(name, language_code=language_code)}
    assert found[expected] == feature_class


@pytest.mark.parametrize(
    ("language_code", "name"),
    [
        ("en", "Kecamatan Wonosari"),
        ("de", "Kecamatan Wonosari"),
        ("id", "Kecamatan"),
        ("zh", "京县"),
        ("de", "Kreisau"),
    ],
)
def test_other_words_stay(language_code: str, name: str) -> None:
    """Those of another language, a word alone, one that leaves a character, and the beginning of a word."""
    assert all(name in variant.name for variant in generic_variants(name, language_code=language_code))


@given(st.text(max_size=300), st.sampled_from(FOREIGN_CODES))
def test_forms_are_few(text: str, language_code: str) -> None:
    """No text has more than the allowed number of forms."""
    assert len(list(generic_variants(text, language_code=language_code))) <= MAX_VARIANTS


@pytest.mark.parametrize(
    ("language_code", "piece"), [("id", "desa "), ("id", " utara"), ("zh", "自治县"), ("zh", "州")]
)
def test_hostile_names_cost_no_more_than_their_length(language_code: str, piece: str) -> None:
    """Text built to make patterns backtrack costs in proportion to its length at most."""

    def form(chars: int) -> None:
        for _ in range(20):
            list(generic_variants(piece * (chars // len(piece)), language_code=language_code))

    counts = [
        len(list(generic_variants(piece * (size // len(piece)), language_code=language_code))) for size in (32, 256)
    ]
    assert growth(form, size=32) < 1.5 * 8 * max(1, counts[1] / max(1, counts[0]))


def test_the_table_has_languages_and_classes_that_there_are() -> None:
    """Every row is of a language that articles are read in, has words, and a class of GeoNames' or none."""
    for words in tables.generic_terms():
        assert words.language_code in FOREIGN_CODES
        assert words.feature_class in {"", "A", "H", "P", "T"}
        assert words.before or words.behind or words.added
        assert all(whole.count("~") == 1 for whole in words.added)
