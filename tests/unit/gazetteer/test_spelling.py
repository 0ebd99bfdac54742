"""Spellings."""

import sqlite3

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dateline.gazetteer import spelling
from dateline.gazetteer.folding import MAX_NAME_CHARS
from dateline.gazetteer.spelling import LONGEST_MISSPELT_CHARS, MAX_SPELLINGS, misspellings, respaced, transliterations

LONG = ("a" * 256, "m" * 256, "yi" * 128, "ah eh " * 42, "al " * 80, "abc " * 64, "q" * 250)
letters = st.text("abcdeghiklmnostuyz ", min_size=5, max_size=LONGEST_MISSPELT_CHARS - 1)


@pytest.mark.parametrize(
    ("written", "held"),
    [
        ("abbassiya", "abbasiyah"),
        ("abbasiya", "abbasiyya"),
        ("koweit", "kuweit"),
        ("qandahar", "kandahar"),
        ("khodorkovo", "hodorkovo"),
        ("raqqa", "raqa"),
        ("al raqqa", "raqqa"),
        ("raqqa", "al raqqa"),
        ("el fasher", "fasher"),
        ("tsaritsyn", "caricyn"),
        ("jibouti", "djibuti"),
        ("lviv", "lvyv"),
        ("minya", "menya"),
    ],
)
def test_one_sound_is_written_in_many_ways(written: str, held: str) -> None:
    """Two sounds, an article or a doubled letter written otherwise are still the name."""
    assert held in transliterations(written)


@pytest.mark.parametrize("name", ["", "x", "paris", "al", "al x", *LONG])
def test_transliterations_are_few_and_others(name: str) -> None:
    """However long or repetitive the name, there are at most so many, each once, and never the name itself."""
    found = transliterations(name)
    assert len(found) <= MAX_SPELLINGS
    assert len(set(found) | {name}) == len(found) + 1


@pytest.mark.parametrize("name", LONG)
def test_hostile_names_make_no_more_spellings_than_they_must(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """No more than a few changes for each letter and rule are ever written out, not their squares."""
    made = 0
    changed = spelling._changed

    def count(text: str):
        nonlocal made
        for each in changed(text):
            made += 1
            yield each

    monkeypatch.setattr(spelling, "_changed", count)
    transliterations(name)
    assert made <= 50 * MAX_NAME_CHARS


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("edinbrgh", "edinburgh"),
        ("edinbuurgh", "edinburgh"),
        ("edinbirgh", "edinburgh"),
        ("edibnurgh", "edinburgh"),
        ("edinburg", "edinburgh"),
        ("edinburghs", "edinburgh"),
    ],
)
def test_a_slip_of_the_keyboard_is_undone(written: str, meant: str) -> None:
    """A letter left out, added, mistaken for another or swapped with the next, the last one too."""
    assert meant in misspellings(written)


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str]:
    meant = draw(letters)
    i = draw(st.integers(1, len(meant) - 1))
    letter = draw(st.sampled_from("abcxyz"))
    kind = draw(st.sampled_from(("add", "change", "swap", "drop")))
    rest = {
        "add": letter + meant[i:],
        "change": letter + meant[i + 1 :],
        "swap": meant[i + 1 : i + 2] + meant[i] + meant[i + 2 :],
        "drop": meant[i + 1 :],
    }[kind]
    # What was lost must be a letter to be found again.
    lost = "" if kind in ("add", "swap") else meant[i]
    return (meant[:i] + rest, meant) if lost != " " else (meant, meant)


@given(slip=slips(), others=st.lists(letters))
def test_every_slip_is_undone_and_pruning_loses_none(slip: tuple[str, str], others: list[str]) -> None:
    """Any one slip behind the first letter leads back, also when only known beginnings are followed."""
    written, meant = slip
    names = {meant, *others}
    known_chars = max(_shared_chars(written, name) for name in names)
    found = misspellings(written)
    if written != meant and len(written) >= 5:
        assert meant in found
    assert names & set(misspellings(written, known_chars=known_chars)) == names & set(found)


@pytest.mark.parametrize("name", ["", "oslo", "x" * (LONGEST_MISSPELT_CHARS + 1), "a" * 256])
def test_names_too_short_or_too_long_have_no_misspellings(name: str) -> None:
    """Four letters are near too many names, and a sentence is no name."""
    assert misspellings(name) == ()


@given(st.text(max_size=300))
@example("abcdefgh" * 4)
def test_spellings_fit_one_statement(text: str) -> None:
    """No text has more spellings than SQLite, as it has been since 3.32, takes values in one statement."""
    found = misspellings(text)
    assert len(found) == len(set(found) - {text})
    assert len(found) <= 54 * LONGEST_MISSPELT_CHARS
    with sqlite3.connect(":memory:") as connection:
        limit = connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
    connection.close()
    assert max(MAX_SPELLINGS, 54 * LONGEST_MISSPELT_CHARS) <= min(32_766, limit)
    assert len(transliterations(text)) <= MAX_SPELLINGS


@pytest.mark.parametrize("known_chars", [0, 3, 5])
def test_slips_behind_what_is_known_are_left_out(known_chars: int) -> None:
    """No letter behind the first unknown one is touched, so that a name like no other has hardly any spellings."""
    name = "qzxvyl"
    found = misspellings(name, known_chars=known_chars)
    assert set(found) <= set(misspellings(name))
    assert len(found) <= 54 * known_chars
    # A letter doubled by mistake may be either of the two.
    assert all(_shared_chars(name, each) <= known_chars + 1 for each in found)


def _shared_chars(one: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("mirpurkhas", "mirpur khas"),
        ("elfasher", "el fasher"),
        ("dera ismailkhan", "dera ismail khan"),
        ("santa ana town", "santaana town"),
        ("santa ana town", "santa anatown"),
    ],
)
def test_a_space_more_or_less_makes_no_other_name(written: str, meant: str) -> None:
    """A word is cut anywhere but next to its ends."""
    assert meant in respaced(written)
    assert respaced("oia") == respaced("") == ()
    assert respaced("elba") == ("el ba",)
