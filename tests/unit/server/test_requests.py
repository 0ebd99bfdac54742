"""Bad requests are refused by the path of every bad field, without a word of what it held."""

from collections.abc import Iterator
from typing import Any

import pytest
from google.protobuf.descriptor import Descriptor

from dateline.errors import InvalidInputError
from dateline.server.requests import read_article, read_batch_options, read_options, read_queries
from dateline.settings import Settings
from dateline.text import OffsetEncoding
from dateline.v1 import annotation_pb2 as pb
from dateline.values import Limits, PlaceQuery

LIMITS = Limits.of(
    Settings(
        max_article_chars=50,
        max_title_chars=5,
        max_field_chars=4,
        max_given_mentions=2,
        max_batch_articles=2,
        max_place_queries=2,
        max_context_names=1,
        max_candidates=5,
    )
)
PLACE = pb.ENTITY_TYPE_PLACE


def _read(message: pb.Article) -> Any:
    return read_article(message, offset_encoding=OffsetEncoding.UTF32, limits=LIMITS, path="article")


def _mentions(*bounds: tuple[int, int]) -> pb.GivenMentions:
    return pb.GivenMentions(
        mentions=[pb.GivenMention(start_offset=start, end_offset=end, type=PLACE) for start, end in bounds]
    )


@pytest.mark.parametrize(
    ("article", "fields"),
    [
        pytest.param({}, ["text"], id="no-text"),
        pytest.param({"text": "x" * 51}, ["text"], id="long-text"),
        pytest.param({"title": "secret"}, ["title"], id="long-title"),
        pytest.param({"id": "secret"}, ["id"], id="long-id"),
        pytest.param({"outlet": "secret"}, ["outlet"], id="long-outlet"),
        pytest.param({"language_code": "e!"}, ["language_code"], id="no-language"),
        pytest.param({"reader_region": {"region_code": "mt"}}, ["reader_region.region_code"], id="small-letters"),
        pytest.param({"reader_region": {"region_code": "MLT"}}, ["reader_region.region_code"], id="three-letters"),
        pytest.param(
            {"reader_region": {"coordinates": {"latitude": 91, "longitude": float("nan")}}},
            ["reader_region.coordinates.latitude", "reader_region.coordinates.longitude"],
            id="off-the-globe",
        ),
        pytest.param({"mentions": _mentions((0, 1), (2, 3), (4, 5))}, ["mentions.mentions"], id="many-mentions"),
        pytest.param({"mentions": _mentions((0, 4), (0, 5))}, ["mentions.mentions[1]"], id="long-mention"),
        pytest.param(
            {"mentions": pb.GivenMentions(mentions=[pb.GivenMention()] * 3)},
            ["mentions.mentions"],
            id="many-bad-mentions",
        ),
        pytest.param({"mentions": _mentions((2, 6), (0, 4))}, ["mentions.mentions[0]"], id="crossing-mentions"),
        pytest.param({"mentions": _mentions((0, 99))}, ["mentions.mentions[0].end_offset"], id="mention-outside"),
        pytest.param({"title": "secret", "id": "secret"}, ["title", "id"], id="several"),
    ],
)
def test_bad_articles_are_named(article: dict[str, Any], fields: list[str]) -> None:
    """Each offending field of an article is named, and never quoted."""
    message = pb.Article(**({"text": "Oslo and Bergen"} if fields != ["text"] else {}) | article)
    with pytest.raises(InvalidInputError) as caught:
        _read(message)
    assert [each.field for each in caught.value.violations] == [f"article.{field}" for field in fields]
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "article",
    [
        pytest.param({"text": " \n"}, id="white-space"),
        pytest.param({"text": "\U0001f600" * 50}, id="longest-text"),
        pytest.param({"title": "x" * 5, "id": "x" * 4, "outlet": "x" * 4, "language_code": "en"}, id="longest-fields"),
        pytest.param({"mentions": _mentions((0, 4), (0, 2))}, id="nested-mentions"),
        pytest.param({"mentions": _mentions((0, 4), (0, 4))}, id="equal-mentions"),
        pytest.param({"mentions": _mentions((0, 4), (4, 8))}, id="touching-mentions"),
        pytest.param({"mentions": pb.GivenMentions()}, id="no-mentions"),
        pytest.param({"reader_region": {"region_code": "MT"}}, id="country"),
        pytest.param({"reader_region": {"coordinates": {"latitude": -90, "longitude": 180}}}, id="edge-of-map"),
    ],
)
def test_good_articles_pass(article: dict[str, Any]) -> None:
    """Articles up to the very limits are read."""
    assert _read(pb.Article(**{"text": "Oslo and Bergen"} | article)).text


def test_mentions_of_title_and_text_do_not_cross() -> None:
    """Offsets of the title and of the text have nothing to do with one another."""
    mentions = _mentions((0, 4), (2, 5))
    mentions.mentions[1].part = pb.ARTICLE_PART_TITLE
    assert len(_read(pb.Article(text="Oslo and Bergen", title="Paris", mentions=mentions)).mentions) == 2


@pytest.mark.parametrize("count", [-1, 6])
def test_bad_number_of_candidates_is_named(count: int) -> None:
    """More candidates than the limit, or fewer than none, are refused."""
    with pytest.raises(InvalidInputError, match=r"^options\.max_candidates"):
        read_options(pb.AnnotateOptions(max_candidates=count), limits=LIMITS)


def test_no_candidates_may_be_asked_for() -> None:
    """Zero is a number of candidates, and not the default."""
    options, _ = read_options(pb.AnnotateOptions(max_candidates=0), limits=LIMITS)
    assert options.max_candidates == 0


def test_large_batch_is_named() -> None:
    """A batch beyond the limit is refused as a whole, one at the limit is not."""
    read_batch_options(pb.BatchAnnotateArticlesRequest(articles=[pb.Article()] * 2), limits=LIMITS)
    with pytest.raises(InvalidInputError, match=r"^articles: must be at most 2"):
        read_batch_options(pb.BatchAnnotateArticlesRequest(articles=[pb.Article()] * 3), limits=LIMITS)


@pytest.mark.parametrize(
    ("options", "field"),
    [
        pytest.param({"min_place_confidence": 1.5}, "min_place_confidence", id="above-one"),
        pytest.param({"min_mention_confidence": float("nan")}, "min_mention_confidence", id="no-number"),
        pytest.param({"preference": 9}, "preference", id="no-preference"),
        pytest.param({"display_language": "tlh"}, "display_language", id="no-language"),
    ],
)
def test_bad_options_are_named(options: dict[str, Any], field: str) -> None:
    """Thresholds are probabilities, and enums have the contract's values."""
    with pytest.raises(InvalidInputError, match=rf"^options\.{field}: "):
        read_options(pb.AnnotateOptions(**options), limits=LIMITS)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        pytest.param({"name": " "}, "name", id="no-name"),
        pytest.param({"name": "secret"}, "name", id="long-name"),
        pytest.param({"name": "x,,"}, "name", id="many-commas"),
        pytest.param({"name": "x", "context_names": ["a", "b"]}, "context_names", id="many-contexts"),
        pytest.param({"name": "x", "context_names": ["secret"]}, "context_names[0]", id="long-context"),
        pytest.param({"name": "x", "region_code": "France"}, "region_code", id="no-country"),
        pytest.param({"name": "x", "language_code": "secret!"}, "language_code", id="no-language"),
    ],
)
def test_a_bad_query_has_its_error_in_its_place(query: dict[str, Any], field: str) -> None:
    """The offending field of a query is named, and never quoted; the query beside it is good."""
    queries = [pb.PlaceQuery(name="x"), pb.PlaceQuery(**query)]
    (good, bad), _ = read_queries(pb.ResolvePlacesRequest(queries=queries), limits=LIMITS)
    assert good == PlaceQuery("x")
    assert isinstance(bad, InvalidInputError)
    assert [each.field for each in bad.violations] == [f"queries[1].{field}"]
    assert "secret" not in str(bad)


@pytest.mark.parametrize(
    ("request_fields", "field"),
    [
        pytest.param({"queries": [{"name": "x"}] * 3}, "queries", id="many-queries"),
        pytest.param({"options": {"max_candidates": 6}}, "options.max_candidates", id="many-candidates"),
        pytest.param({"options": {"outlet": "secret"}}, "options.outlet", id="long-outlet"),
        pytest.param(
            {"options": {"reader_region": {"region_code": "France"}}}, "options.reader_region.region_code", id="country"
        ),
    ],
)
def test_bad_requests_for_places_are_refused_whole(request_fields: dict[str, Any], field: str) -> None:
    """Too many queries and bad options fail the call."""
    with pytest.raises(InvalidInputError) as caught:
        read_queries(pb.ResolvePlacesRequest(**request_fields), limits=LIMITS)
    assert [each.field for each in caught.value.violations] == [field]


def _string_paths(descriptor: Descriptor) -> Iterator[tuple[str, ...]]:
    for field in descriptor.fields:
        if field.message_type is not None:
            yield from ((field.name, *rest) for rest in _string_paths(field.message_type))
        elif field.type == field.TYPE_STRING:
            yield (field.name,)


def _put(message: Any, path: tuple[str, ...], value: str) -> None:
    name, *rest = path
    if rest:
        _put(getattr(message, name), tuple(rest), value)
    elif isinstance(getattr(message, name), str):
        setattr(message, name, value)
    else:
        getattr(message, name).append(value)


@pytest.mark.parametrize("path", [*_string_paths(pb.Article.DESCRIPTOR)], ids=".".join)
def test_every_string_of_an_article_has_a_limit(path: tuple[str, ...]) -> None:
    """No string of the contract, now or later, is taken at any length."""
    article = pb.Article(text="Oslo")
    _put(article, path, "x" * 51)
    with pytest.raises(InvalidInputError) as caught:
        _read(article)
    assert {each.field for each in caught.value.violations} == {".".join(("article", *path))}


@pytest.mark.parametrize("path", [*_string_paths(pb.PlaceQuery.DESCRIPTOR)], ids=".".join)
def test_every_string_of_a_query_has_a_limit(path: tuple[str, ...]) -> None:
    """The same of queries."""
    query = pb.PlaceQuery(name="Oslo")
    _put(query, path, "x" * 51)
    (error,), _ = read_queries(pb.ResolvePlacesRequest(queries=[query]), limits=LIMITS)
    assert str(error).startswith(f"queries[0].{path[0]}")
