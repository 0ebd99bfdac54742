"""Capitals and countries of mentions that are given, in the languages of news, resolved with the gazetteer that ships."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dateline import Annotator
from dateline.text import LANGUAGE_CODES
from dateline.values import Article, EntityType, GivenMention, MatchType, Place

pytestmark = pytest.mark.slow

TABLES = Path(__file__).parent
CAPITALS = [code for code in LANGUAGE_CODES if code != "en"]
MORE_CAPITALS = "ar de fi hr hu pl ro ru sk sr tr uk".split()


@dataclass(frozen=True, slots=True)
class Row:
    """A carrier sentence and the names that stand in it, one after the other."""

    language_code: str
    carrier: str
    names: tuple[str, ...]

    def articles(self) -> Iterator[Article]:
        """Yields an article for each name, in the order of the row."""
        start = self.carrier.index("{}")
        for name in self.names:
            mention = GivenMention(start, start + len(name), EntityType.PLACE)
            text = self.carrier.replace("{}", name)
            yield Article(name, text, language_code=self.language_code, mentions=(mention,))


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator()


def _rows(table: str) -> list[Row]:
    with (TABLES / f"{table}.tsv").open(encoding="utf-8") as lines:
        body = (line for line in lines if not line.startswith("#"))
        return [
            Row(row["language_code"], row["carrier"], tuple(row["names"].split("|")))
            for row in csv.DictReader(body, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def _places(annotator: Annotator, row: Row) -> list[Place | None]:
    return [annotation.entities[0].place for annotation in annotator.annotate(row.articles())]


def _right_share(annotator: Annotator, table: str, language_code: str) -> float:
    """Returns the share of names that are resolved to the place that the English name in the first row is."""
    english, *rows = _rows(table)
    expected = [place and place.place_id for place in _places(annotator, english)]
    assert len(set(expected)) == len(english.names)
    found = [
        (place and place.place_id) == expected_id
        for row in rows
        if row.language_code == language_code
        for place, expected_id in zip(_places(annotator, row), expected, strict=True)
    ]
    return sum(found) / len(found)


@pytest.mark.parametrize("language_code", CAPITALS)
def test_capitals_are_resolved(annotator: Annotator, language_code: str) -> None:
    """Forty capitals, inflected where the language does."""
    assert _right_share(annotator, "capitals", language_code) >= 0.97


@pytest.mark.parametrize("language_code", MORE_CAPITALS)
def test_further_capitals_are_resolved(annotator: Annotator, language_code: str) -> None:
    """Forty-four more, of which Tunis, Algiers and Amman are their countries' names in some languages."""
    assert _right_share(annotator, "more_capitals", language_code) >= 0.9


@pytest.mark.parametrize("language_code", CAPITALS)
def test_countries_are_resolved(annotator: Annotator, language_code: str) -> None:
    """The fifteen countries that news names most."""
    assert _right_share(annotator, "countries", language_code) == 1


def test_inflected_names_are_told_as_such(annotator: Annotator) -> None:
    """Who wants names as the gazetteer has them can tell them from others."""
    row = Row("pl", "Spotkanie odbyło się w {}.", ("Moskwie", "Moskwa"))
    resolutions = [annotation.entities[0].resolution for annotation in annotator.annotate(row.articles())]
    assert [resolution and resolution.match_type for resolution in resolutions] == [
        MatchType.INFLECTED,
        MatchType.EXACT,
    ]
