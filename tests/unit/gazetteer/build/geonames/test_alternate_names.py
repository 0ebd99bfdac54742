"""Alternate names of a dump."""

import pytest

from dateline.gazetteer.build.geonames.alternate_names import AlternateNames, Alternates
from dateline.gazetteer.build.geonames.dump_reader import DumpName


def name(text: str, language: str = "en", flags: str = "") -> DumpName:
    return DumpName(
        7, language, text, is_preferred="p" in flags, is_short="s" in flags, is_colloquial="c" in flags,
        is_historic="h" in flags,
    )  # fmt: skip


@pytest.mark.parametrize("language", ["link", "wkdt", "post", "iata", "icao", "faac", "tcid", "unlc", "phon", "abbr"])
def test_what_is_no_name_is_left_out(language: str) -> None:
    """Links, codes and pronunciations are no names, whatever they look like, and abbreviations not for folding."""
    with AlternateNames([name("Parisx", language)]) as names:
        assert names.of(7) == Alternates()


def test_historic_and_colloquial_names_are_names() -> None:
    """A place answers to what it was called and is called, in whatever language."""
    with AlternateNames([name("Lutetia", "la", "h"), name("City of Light", "en", "c"), name("Париж", "ru")]) as names:
        assert set(names.of(7).names) == {"Lutetia", "City of Light", "Париж"}
        assert names.of(8) == Alternates()


@pytest.mark.parametrize(
    ("given", "english_name"),
    [
        ([name("Republic of Tatarstan", flags="p"), name("Tatarstan", flags="ps")], "Tatarstan"),
        ([name("Tataria"), name("Republic of Tatarstan", flags="p")], "Republic of Tatarstan"),
        ([name("Tataria")], ""),
        ([name("Tatarie", "fr", "p")], ""),
        ([name("Soviet Tataria", flags="ph"), name("Tats", flags="pc")], ""),
    ],
)
def test_the_english_name_is_the_preferred_one(given: list[DumpName], english_name: str) -> None:
    """Only a name in English that is preferred today stands for the place, a short one first."""
    with AlternateNames(given) as names:
        assert names.of(7).english_name == english_name
