"""Names of countries and capitals and demonyms in the languages of news, resolved with what ships.

The names stand in carrier sentences, either as given mentions or to be found in the text.
"""

import pytest

from benchmarks.place_names import Row, expected_places, find_names, read_rows
from dateline import Annotator
from dateline.values import FOREIGN_CODES, LANGUAGE_CODES, MatchType
from support.news_countries import NEWS_COUNTRIES

pytestmark = pytest.mark.slow

MORE_CAPITALS = "ar de fi hr hu pl ro ru sk sr tr uk".split()
WANTED_IN_TEXT = {"countries": 0.97, "demonyms": 0.97, "capitals": 0.93}
"""Least shares of names that are to be found and resolved."""
SHARES_IN_TEXT = {("countries", "sk"): 0.93, ("demonyms", "sk"): 0.96}
"""What is reached where that is less."""


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator()


def _right_share(annotator: Annotator, table: str, language_code: str, *, are_names_given: bool = True) -> float:
    """Returns the share of names that are resolved to the place that the English name in the first row is."""
    found = find_names(annotator, table, language_code=language_code, are_names_given=are_names_given)
    return sum(is_right for _, is_right in found) / len(found)


@pytest.mark.parametrize("table", ["capitals", "more_capitals", "countries", "demonyms"])
def test_the_english_names_are_of_different_places(annotator: Annotator, table: str) -> None:
    """Else a test could succeed with a wrong place; countries and demonyms are those of the same list."""
    expected = expected_places(annotator, table)
    assert len(set(expected)) == len(expected) == len(read_rows(table)[0].names)


def test_the_countries_are_those_that_demonyms_are_told_for(annotator: Annotator) -> None:
    """The same fifteen, in the same order."""
    english = read_rows("countries")[0]
    annotations = annotator.annotate(english.articles(are_names_given=True))
    places = [annotation.entities[0].place for annotation in annotations]
    assert tuple(place and place.country_code for place in places) == NEWS_COUNTRIES
    assert all(len(row.names) == len(NEWS_COUNTRIES) for row in read_rows("demonyms"))


@pytest.mark.parametrize("language_code", FOREIGN_CODES)
def test_capitals_are_resolved(annotator: Annotator, language_code: str) -> None:
    """Forty capitals, inflected where the language does."""
    assert _right_share(annotator, "capitals", language_code) >= 0.97


@pytest.mark.parametrize("language_code", MORE_CAPITALS)
def test_further_capitals_are_resolved(annotator: Annotator, language_code: str) -> None:
    """Forty-four more, of which Tunis, Algiers and Amman are their countries' names in some languages."""
    assert _right_share(annotator, "more_capitals", language_code) >= 0.9


@pytest.mark.parametrize("language_code", FOREIGN_CODES)
def test_countries_are_resolved(annotator: Annotator, language_code: str) -> None:
    """The fifteen countries that news names most."""
    assert _right_share(annotator, "countries", language_code) == 1


@pytest.mark.parametrize("language_code", LANGUAGE_CODES)
@pytest.mark.parametrize("table", WANTED_IN_TEXT)
def test_names_are_found_and_resolved(annotator: Annotator, table: str, language_code: str) -> None:
    """From raw text to the place, through the recogniser."""
    least = SHARES_IN_TEXT.get((table, language_code), WANTED_IN_TEXT[table])
    assert _right_share(annotator, table, language_code, are_names_given=False) >= least


def test_inflected_names_are_told_as_such(annotator: Annotator) -> None:
    """Who wants names as the gazetteer has them can tell them from others."""
    row = Row("pl", "Spotkanie odbyło się w {}.", ("Moskwie", "Moskwa"))
    resolutions = [
        annotation.entities[0].resolution for annotation in annotator.annotate(row.articles(are_names_given=True))
    ]
    assert [resolution and resolution.match_type for resolution in resolutions] == [
        MatchType.INFLECTED,
        MatchType.EXACT,
    ]
