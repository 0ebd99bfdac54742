"""What existed when an article was published."""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pytest

from dateline.resolution import Ranker, shipped_weights
from dateline.resolution.candidates import candidate_table, lies_in_region, lies_inside
from dateline.resolution.context.statements import read_contexts
from dateline.resolution.periods import prefer_existing
from dateline.resolution.sense import group_senses
from dateline.resolution.toponym import Toponym
from dateline.values import Article, Coordinates, Former, NameKind, NameMatch, Place
from support.atlas import toponyms

_POINT = Coordinates(10.98, 106.65)


def _match(  # what tells them apart
    number: int,
    code: str,
    *,
    country: str = "VN",
    admin1: str = "",
    former: Former | None = None,
    since: int | None = None,
) -> NameMatch:
    feature_class = {"PPL": "P", "RGN": "L"}.get(code, "A")
    place = Place(f"t:{number}", "Binh Duong", feature_class, code, _POINT, country, admin1_id=admin1, former=former)
    return NameMatch(place, NameKind.PRIMARY, prominence=1e5, since_year=since)


CITY = _match(1, "ADM1")
PROVINCE = _match(2, "ADM1H", former=Former(1997, 2025, ("t:1",)), admin1="t:1")
NEW = _match(3, "ADM1", since=2025)
OLD_DISTRICT = _match(4, "ADM2", admin1="t:3")
DISTRICT = _match(8, "ADM2", admin1="t:1")
REGION = _match(5, "RGN")
TOWN = _match(6, "PPL", admin1="t:1")
ABROAD = _match(7, "ADM1", country="NO")


@pytest.mark.parametrize(
    ("matches", "year", "expected"),
    [
        ((PROVINCE, CITY), 2019, (0.6, 0.3)),
        ((PROVINCE, CITY), 2026, (0.06, 0.84)),
        ((PROVINCE, CITY), None, (0.06, 0.84)),
        ((PROVINCE, CITY), 1990, (0.06, 0.84)),
        ((NEW, OLD_DISTRICT), 2019, (0.06, 0.84)),
        ((NEW, OLD_DISTRICT), 2025, (0.6, 0.3)),
        ((REGION, PROVINCE), 2019, (0.06, 0.84)),
        ((REGION, PROVINCE), None, (0.87, 0.03)),
        ((PROVINCE, TOWN), None, (0.6, 0.3)),
        ((PROVINCE, DISTRICT), None, (0.6, 0.3)),
        ((PROVINCE, ABROAD), None, (0.6, 0.3)),
    ],
)
def test_what_was_there_takes_most_of_what_was_not(
    matches: Sequence[NameMatch], year: int | None, expected: Sequence[float]
) -> None:
    """Of two areas of one land that of the article's year is preferred; towns and places abroad get nothing of it."""
    weighed = prefer_existing(matches, np.array([0.6, 0.3]), year)
    assert weighed == pytest.approx(expected)


def test_two_states_of_one_name_are_told_apart_by_the_year() -> None:
    """Yugoslavia of 1999 was not the one of 1985, and both are no more."""
    large = _match(8, "PCLH", country="", former=Former(1918, 1992, ("t:10", "t:11")))
    small = _match(9, "PCLH", country="", former=Former(1992, 2006, ("t:11",)))
    shares = {year: prefer_existing((large, small), np.array([0.9, 0.1]), year)[1] for year in (1985, 1999, None)}
    assert shares == pytest.approx({1985: 0.01, 1999: 0.91, None: 0.1})


def _named(name: str) -> tuple[NameMatch, ...]:
    return {"Thu Dau Mot": (TOWN,), "Binh Duong": (PROVINCE,), "Dong": (PROVINCE, CITY)}[name]


def _read(text: str, *names: str, **given: object) -> tuple[Article, tuple[Toponym, ...]]:
    return Article("a", text, **given), toponyms(text, names, get_matches=_named)  # type: ignore[arg-type]


def test_a_town_of_the_successor_counts_as_inside_the_former_division() -> None:
    """The gazetteer files Thu Dau Mot under today's city, and an old text under Binh Duong."""
    article, read = _read("Fire in Thu Dau Mot, Binh Duong", "Thu Dau Mot", "Binh Duong")
    table = candidate_table(group_senses(read, read_contexts(article, read)))
    assert lies_in_region(table, table.rows(0), table.rows(1)).tolist() == [[True]]
    assert lies_inside(table, table.rows(0), table.rows(1)).tolist() == [[True]]
    assert lies_inside(table, table.rows(1), table.rows(0)).tolist() == [[False]]


def test_the_time_of_the_article_decides_in_the_ranker() -> None:
    """A report of 2019 means the province, one of 2026 what has its name today."""
    ranker = Ranker(shipped_weights())
    shares = {}
    for year in (2019, 2026):
        article, read = _read("Dong is in the news", "Dong", publish_time=datetime(year, 8, 1, tzinfo=UTC))
        (resolution,) = ranker.rank(read, article=article)
        shares[year] = {candidate.place.place_id: candidate.probability for candidate in resolution.candidates}
    assert shares[2026]["t:2"] < 0.2 * shares[2019]["t:2"]
    assert shares[2026]["t:1"] > shares[2019]["t:1"]
