import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest

from dateline.errors import ResourceDamagedError
from dateline.gazetteer.build.location import default_path
from dateline.geocoding.answer_cache import AnswerCache, default_cache_path
from dateline.values import Coordinates, FallbackAnswer, Place

HAVENFORD = FallbackAnswer(
    "Havenford", Place("osm:node/1", "Havenford", "P", "PPL", Coordinates(1.5, -2.5), "KZ"), is_exact=True
)
NOWHERE = FallbackAnswer("Nowhere", None)


def _cache(path, *, geocoder="one", now=lambda: 0.0):
    return closing(AnswerCache(path, geocoder=geocoder, max_age_seconds=100, now=now))


def test_answers_outlive_the_process_until_they_are_too_old(tmp_path):
    """A place and the knowledge that there is none are found again, in any case, by one geocoder and country."""
    path = tmp_path / "new" / "cache.sqlite"
    clock = SimpleNamespace(seconds=0.0)
    with _cache(path, now=lambda: clock.seconds) as cache:
        cache.put(HAVENFORD, country_code="")
        cache.put(NOWHERE, country_code="KZ")
    with _cache(path, geocoder="two") as other:
        assert other.get("Havenford", country_code="") is None
    with _cache(path, now=lambda: clock.seconds) as cache:
        assert cache.get("HAVENFORD", country_code="") == HAVENFORD
        assert cache.get("Havenford", country_code="KZ") is None
        assert cache.get("nowhere", country_code="KZ") == NOWHERE
        clock.seconds = 99
        assert cache.get("Havenford", country_code="")
        clock.seconds = 100
        assert cache.get("Havenford", country_code="") is None
        cache.put(FallbackAnswer("New", None), country_code="")
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT name FROM answers").fetchall() == [("new",)]


def test_a_file_of_another_program_is_left_alone(tmp_path):
    """Neither a foreign database nor a foreign file is written to, and the error names the setting."""
    database, text = tmp_path / "other.sqlite", tmp_path / "notes.txt"
    with closing(sqlite3.connect(database)) as file:
        file.execute("CREATE TABLE places (id)")
    text.write_text("my notes " * 100)
    before = database.read_bytes(), text.read_bytes()
    for path in (database, text, tmp_path, text / "below"):
        with pytest.raises(ResourceDamagedError, match="fallback_geocoder_cache"):
            AnswerCache(path, geocoder="one", max_age_seconds=1)
    assert (database.read_bytes(), text.read_bytes()) == before


def test_a_cache_that_fails_is_as_good_as_an_empty_one(tmp_path):
    """Neither a damaged row nor a table that is gone is anyone's error."""
    path = tmp_path / "cache.sqlite"
    with _cache(path) as cache, closing(sqlite3.connect(path)) as file:
        cache.put(HAVENFORD, country_code="")
        file.execute("UPDATE answers SET answer = '{'")
        file.commit()
        assert cache.get("Havenford", country_code="") is None
        file.execute("DROP TABLE answers")
        cache.put(HAVENFORD, country_code="")
        assert cache.get("Havenford", country_code="") is None


def test_it_lies_beside_the_gazetteer_by_default():
    """One folder holds what Dateline keeps."""
    assert default_cache_path().parent == default_path().parent
