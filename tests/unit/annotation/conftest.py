from collections.abc import Iterator

import pytest

from dateline.annotation import Annotator
from dateline.annotation.lookup import ArticleLookup
from dateline.gazetteer import Gazetteer
from dateline.gazetteer.build import Record, build_gazetteer
from dateline.settings import Settings
from dateline.values import Coordinates
from support.word_list import RECORDS, WordListRecognizer


@pytest.fixture(scope="session")
def lookup(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ArticleLookup]:
    """The lookup of an English article in a gazetteer of a country and a town of it."""
    path = tmp_path_factory.mktemp("gazetteer") / "ethiopia.sqlite"
    country = Record("t:1", "Ethiopia", "A", "PCLI", Coordinates(9, 39), "ET", population_count=120_000_000)
    town = Record("t:2", "Axum", "P", "PPL", Coordinates(14, 39), "ET", population_count=66_000)
    build_gazetteer(path, records=(country, town))
    with Gazetteer(path) as gazetteer:
        yield ArticleLookup(gazetteer)


@pytest.fixture(scope="module")
def annotator(tmp_path_factory: pytest.TempPathFactory) -> Annotator:
    """An annotator on four places and a word list."""
    path = tmp_path_factory.mktemp("gazetteer") / "tiny.sqlite"
    build_gazetteer(path, records=RECORDS)
    return Annotator(Settings(gazetteer=path), recognizer=WordListRecognizer())
