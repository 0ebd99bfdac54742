from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.annotation.datelines import DatelineForm, find_datelines
from dateline.documents.metadata import aware_time, host_of, language_tag, with_dateline
from dateline.values import Article
from support.growth import growth


@pytest.mark.parametrize(
    ("value", "tag"),
    [("en_US", "en-US"), (" EN ", "en"), ("zh-hant-tw", "zh-Hant-TW"), ("de-1996", "de-1996"), ("e", ""), ("en?", "")],
)
def test_languages_are_tags(value, tag):
    """BCP-47 in its usual case, or nothing."""
    assert language_tag(value) == tag


@pytest.mark.parametrize(
    ("value", "time"),
    [
        ("2026-06-26T09:30:00Z", datetime(2026, 6, 26, 9, 30, tzinfo=UTC)),
        ("2026-06-26 09:30:00.5+02:00", datetime(2026, 6, 26, 7, 30, 0, 500_000, tzinfo=UTC)),
        ("20170102T222800+0000", datetime(2017, 1, 2, 22, 28, tzinfo=UTC)),
        ("20260626", datetime(2026, 6, 26, tzinfo=UTC)),
        ("2026-06-26T09:30", datetime(2026, 6, 26, 9, 30, tzinfo=UTC)),
        ("0001-01-01T00:00:00+05:00", None),
        ("2026-13-01", None),
        ("2026-W26", None),
        ("26 June 2026", None),
        ("", None),
    ],
)
def test_times_are_aware_or_none(value, time):
    """RFC 3339, ISO 8601 basic and extended; without an offset UTC."""
    assert aware_time(value) == time


@given(st.text(max_size=40))
def test_no_text_is_too_odd_for_a_time_a_language_or_a_host(value):
    """Metadata is whatever somebody typed."""
    aware_time(value)
    language_tag(value)
    host_of(value)


def test_hosts_are_told_from_addresses():
    """The outlet of a page is its host."""
    assert host_of("https://www.Example.com:80/a") == "example.com"
    assert host_of("/a") == host_of("http://[broken") == ""


@pytest.mark.parametrize(
    "text",
    [
        "OSLO (AP) — It rained.",
        "Oslo, June 26 - It rained.",
        "(NTB) - Oslo, 26. juni - It rained.",
        "OSLO: It rained.",
        "“Oslo – It rained.",
    ],
)
def test_a_dateline_that_is_there_is_not_doubled(text):
    """However it is written."""
    assert with_dateline(text, place="Oslo", day=date(2026, 6, 26)) == text


@pytest.mark.parametrize(
    "text", ["Oslo's mayor spoke.", "Oslo", "Osloer meet.", "The mayor of Oslo - a lawyer - spoke."]
)
def test_a_place_that_is_no_dateline_does_not_stand_in_for_one(text):
    """An article may begin with the place where it was filed."""
    assert with_dateline(text, place="Oslo", day=date(2026, 6, 26)) == f"OSLO, June 26 - {text}"


@pytest.mark.parametrize(
    ("place", "language_code", "query"),
    [
        ("São Paulo", "en", "SÃO PAULO"),
        ("Paris, Texas", "", "PARIS, Texas"),
        ("Bern", "de", "BERN"),
        ("St. John's", "en", "ST. JOHN'S"),
    ],
)
def test_the_finder_reads_what_is_put_there(place, language_code, query):
    """With its date it is a certain dateline, and the date of another language is in figures."""
    text = with_dateline("It rained.", place=f" {place}. ", day=date(2026, 5, 1), language_code=language_code)
    found = next(find_datelines(Article(id="", text=text)))
    assert (found.query, found.form) == (query, DatelineForm.CREDIT)


def test_without_a_place_nothing_is_put_there():
    """A date alone is no dateline."""
    assert with_dateline("It rained.", place=" , ", day=date(2026, 5, 1)) == "It rained."


@pytest.mark.parametrize("piece", ["-a", "a", "_", "(", "1", " ", "20260626T10"])
def test_metadata_take_time_in_proportion(piece):
    """However long a language, a time, an address or a place is."""

    def read(count):
        value = piece * count
        return (
            language_tag(f"en{value}"),
            aware_time(value),
            host_of(f"https://{value}"),
            with_dateline(value, place=value),
        )

    assert growth(read, size=8_000) < 24
