import pytest

from dateline.text import identify_language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The talks in Astana resumed on Monday, and the envoys of both sides said that they had been useful.", "en"),
        ("Les pourparlers d'Astana ont repris lundi, et les délégués des deux camps les ont jugés utiles.", "fr"),
        ("Переговоры в Астане возобновились в понедельник, и обе стороны назвали их полезными.", "ru"),
        ("Mazungumzo ya Astana yameanza tena leo, na pande zote mbili zimesema yamekuwa na manufaa.", "sw"),
        ("THE TALKS IN ASTANA RESUMED ON MONDAY, AND THE ENVOYS OF BOTH SIDES SAID THEY HAD BEEN USEFUL.", "en"),
    ],
)
def test_prose_tells_its_language(text, code):
    """Two lines suffice, in capitals too."""
    assert identify_language(text) == code


@pytest.mark.parametrize("text", ["", " \n", "12:30", "Lavrov, Kerry, de Mistura", "GENEVA — U.N. TALKS"])
def test_what_leaves_doubt_is_not_guessed(text):
    """No words, or names only."""
    assert identify_language(text) is None
