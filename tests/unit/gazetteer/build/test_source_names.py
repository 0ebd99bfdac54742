"""Names of the sources."""

import pytest

from dateline.gazetteer.build.source_names import (
    english_division_name,
    is_usable_alternate_name,
    natural_order,
    without_division_types,
)


@pytest.mark.parametrize("name", ["ALP", "LON", "hlb", "a lei po", "/val/", "http://x.org", "12345", "", "X/Y"])
def test_alternate_names_that_are_no_names_are_dropped(name: str) -> None:
    """Airport codes, machine transliterations, pronunciations, links and numbers are not looked for in texts."""
    assert not is_usable_alternate_name(name)


@pytest.mark.parametrize("name", ["Halab", "حلب", "Алеппо", "Nur-Sultan", "Sana'a", "K'ut'aisi"])
def test_alternate_names_of_every_script_are_kept(name: str) -> None:
    """Names in any script count."""
    assert is_usable_alternate_name(name)


@pytest.mark.parametrize(
    ("name", "said"),
    [("wallonne, Région", "Région wallonne"), ("Antwerp", "Antwerp"), ("Jura, canton", "Jura, canton")],
)
def test_names_of_iso_are_put_into_the_order_of_speech(name: str, said: str) -> None:
    """Only what is a name behind the comma goes before it."""
    assert natural_order(name) == said


@pytest.mark.parametrize(
    ("name", "aliases", "english"),
    [
        ("Kent", ("Kent County",), "Kent"),
        ("Tomskaya oblast'", ("Tomsk Oblast", "Tomsk"), "Tomsk Oblast"),
        ("Ḩalab", ("Aleppo Governorate",), "Aleppo"),
        ("Ḩalab", ("حلب",), "Ḩalab"),
    ],
)
def test_a_division_has_its_english_alias(name: str, aliases: tuple[str, ...], english: str) -> None:
    """Where the packages name it by a transliteration; an oblast keeps its type, which its city lacks."""
    assert english_division_name(name, aliases) == english


def test_types_of_divisions_are_cut_off() -> None:
    """But where only a direction would be left."""
    names = ("Afrin District", "Northern Region", "Upper East Region", "Kent", "Rivers State")
    assert tuple(without_division_types(names)) == ("Afrin", "Rivers")
