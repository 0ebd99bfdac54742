"""Whose names count in a text of a language, and how they are compared."""

import pytest

from dateline.gazetteer.languages import displayed_languages, fold_in, home_countries, read_languages
from dateline.values import LANGUAGE_CODES


@pytest.mark.parametrize(
    ("language_code", "languages"),
    [
        ("", ()),
        ("en", ()),
        ("en-GB", ()),
        ("pt-BR", ("pt",)),
        ("NO", ("nb", "nn")),
        ("nn", ("nn", "nb")),
        ("sr-Latn-RS", ("sr", "hr")),
        ("bs", ("hr", "sr")),
        ("xx", ("xx",)),
    ],
)
def test_close_languages_are_read_together(language_code: str, languages: tuple[str, ...]) -> None:
    """A tag of BCP-47 counts by its language, English needs no names of its own, and Croatian is read with Serbian."""
    assert read_languages(language_code) == languages


def test_readers_are_shown_names_of_their_own_language() -> None:
    """A reader of Croatian is shown no Cyrillic, and one of Nynorsk the names of Bokmål."""
    assert displayed_languages("hr") == ("hr",)
    assert displayed_languages("nn") == ("nn", "nb")
    assert displayed_languages("en") == ()


def test_every_language_but_english_is_spoken_somewhere() -> None:
    """Each language of texts has countries whose small places may be inflected."""
    assert all(home_countries(code) for code in LANGUAGE_CODES if code != "en")
    assert home_countries("xx") == ()


@pytest.mark.parametrize(
    ("written", "in_latin"), [("Љубљана", "Ljubljana"), ("ЊУЈОРК", "Njujork"), ("Џакарта", "Džakarta")]
)
def test_serbian_is_compared_in_latin_letters(written: str, in_latin: str) -> None:
    """A name is the same in both scripts, in Serbian and Croatian texts."""
    assert fold_in(written, "sr") == fold_in(in_latin, "hr") == fold_in(in_latin, "sr")


def test_cyrillic_of_other_languages_stays() -> None:
    """Only Serbian has two scripts."""
    assert fold_in("Москва", "ru") == "москва"
