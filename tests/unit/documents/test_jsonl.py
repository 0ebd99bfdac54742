import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.documents import InputArticle, InputFailure, InputFormat
from dateline.geodesy import Coordinates
from dateline.values import ArticlePart, EntityType, GivenMention, ReaderRegion
from support.growth import growth
from support.readings import read_document


def test_json_line_is_one_article(write, read):
    """All keys of a JSON line are taken, unknown ones ignored, types by default places."""
    line = {
        "id": 7,
        "title": "T",
        "text": "Astana and Lavrov",
        "outlet": "example.com",
        "language_code": "en",
        "published": None,
        "mentions": [{"start": 0, "end": 6, "type": None}, {"start": 11, "end": 17, "type": "PERSON", "kind": "x"}],
    }
    (each,) = read(write("a.jsonl", [line]))
    article = each.article
    assert (article.id, article.title, article.outlet, article.language_code) == ("7", "T", "example.com", "en")
    assert article.mentions == (GivenMention(0, 6, EntityType.PLACE), GivenMention(11, 17, EntityType.PERSON))


def test_mentions_may_be_none_or_empty(write, read):
    """Without mentions they are to be found; with an empty list there are none."""
    first, second = read(write("a.jsonl", [{"text": "x", "mentions": None}, {"text": "x", "mentions": []}]))
    assert first.article.mentions is None
    assert second.article.mentions == ()


def test_lines_without_id_are_named_by_their_place(write, read):
    """An article without an id has its file and line for one, blank lines counted."""
    path = write("a.jsonl", b'\xef\xbb\xbf{"text": "one"}\n\n{"text": "two\xe2\x80\xa8three"}')
    assert [each.article.id for each in read(path)] == [f"{path}:1", f"{path}:3"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"text": ', "is not valid JSON: Expecting value (column 10)"),
        ("[" * 100_000, "is not valid JSON"),
        ("[]", "is not a JSON object"),
        ("{}", "text: is missing"),
        ('{"text": ""}', "text: is empty"),
        ('{"text": 1}', "text: is not a string"),
        ('{"text": "\\ud800"}', "text: holds half of a surrogate pair"),
        ('{"text": "x", "title": []}', "title: is not a string"),
        ('{"text": "x", "mentions": 5}', "mentions: is not a list"),
        ('{"text": "x", "mentions": [1]}', "mentions[0]: is not an object"),
        ('{"text": "x", "mentions": [{"end": 1}]}', "mentions[0].start: is missing"),
        ('{"text": "x", "mentions": [{"start": 0, "end": true}]}', "mentions[0].end: is not an integer"),
        ('{"text": "x", "language_code": "en?"}', 'language_code: is no BCP-47 tag such as "en" or "pt-BR"'),
        ('{"text": "x", "publish_time": "soon"}', "publish_time: is no time such as 2026-06-26T09:30:00Z"),
        ('{"text": "x", "publish_time": 5}', "publish_time: is not a string"),
        ('{"text": "x", "reader_region": "MT"}', "reader_region: is not an object"),
        ('{"text": "x", "reader_region": {"region_code": 1}}', "reader_region.region_code: is not a string"),
        ('{"text": "x", "reader_region": {"coordinates": 1}}', "reader_region.coordinates: is not an object"),
        (
            '{"text": "x", "reader_region": {"coordinates": {"latitude": "1"}}}',
            "reader_region.coordinates.latitude: is not a number",
        ),
        (
            '{"text": "x", "reader_region": {"coordinates": {"latitude": 1}}}',
            "reader_region.coordinates.longitude: is missing",
        ),
        (
            '{"text": "<p>x</p>", "mentions": []}',
            "text: is HTML, and given mentions need the plain text that they count",
        ),
        ('{"text": "<p></p>"}', "text: is empty"),
        (
            '{"text": "x", "mentions": [{"start": 0, "end": 1, "type": "RIVER"}]}',
            "mentions[0].type: is none of PERSON, ORGANIZATION, PLACE",
        ),
    ],
    ids=[
        "broken", "deep", "array", "no-text", "empty-text", "text-type", "surrogate", "title-type", "mentions-type",
        "mention-type", "no-start", "end-type", "language", "time", "time-type", "region", "region-code", "point",
        "latitude", "longitude", "html-mentions", "html-empty", "unknown-type",
    ],
)  # fmt: skip
def test_bad_line_is_named_and_no_other_is_lost(write, read, line, message):
    """A line that is no article is named by file, line and field, and those around it are read."""
    good = json.dumps({"text": "x"})
    path = write("a.jsonl", f"{good}\n{line}\n{good}\n")
    first, second, third = read(path)
    assert isinstance(first, InputArticle)
    assert isinstance(third, InputArticle)
    assert isinstance(second, InputFailure)
    assert (second.where, second.message) == (f"{path}:2", message)


def test_time_and_region_are_read():
    """A time is in UTC whatever its offset, and a date alone is its midnight; a region is a code, a point or both."""
    line = {
        "text": "x",
        "language_code": "PT_br",
        "publish_time": "2026-06-26T09:30:00+02:00",
        "reader_region": {"region_code": "MT", "coordinates": {"latitude": 35.9, "longitude": 14}},
    }
    (each,) = read_document(json.dumps(line).encode(), name="a")
    assert each.article.publish_time == datetime(2026, 6, 26, 7, 30, tzinfo=UTC)
    assert each.article.reader_region == ReaderRegion("MT", Coordinates(35.9, 14.0))
    assert each.article.language_code == "pt-BR"
    (each,) = read_document(b'{"text": "x", "publish_time": "2026-06-26", "reader_region": {}}', name="a")
    assert each.article.publish_time == datetime(2026, 6, 26, tzinfo=UTC)
    assert each.article.reader_region == ReaderRegion()


def test_html_in_a_text_becomes_text():
    """Exports of content systems hold HTML; prose with "<" and "&" stays as it is; titles alike."""
    lines = [
        {"title": "<em>Oslo</em> &amp; more", "text": "<p>One</p><p>Two &amp; three</p>"},
        {"title": "Oslo &amp; <more>", "text": "5 < 6 & R&amp;D <now>"},
    ]
    first, second = read_document("\n".join(map(json.dumps, lines)).encode(), name="a")
    assert first.article.text == "One\nTwo & three"
    assert second.article.text == "5 < 6 & R&amp;D <now>"
    assert [each.article.title for each in (first, second)] == ["Oslo & more", "Oslo &amp; <more>"]


@pytest.mark.parametrize(
    ("data", "wheres"),
    [
        (b'{\n"text": "x"}', ["a.json"]),
        (b'\xef\xbb\xbf[\n{"text": "x"}, {"text": "y"}]', ["a.json#1", "a.json#2"]),
        (b'{"text": "x"}', ["a.json"]),
    ],
    ids=["object", "array", "one-line"],
)
def test_json_may_be_an_object_or_an_array(data, wheres):
    """Items of an array are named by their number."""
    assert [each.where for each in read_document(data, name="a.json")] == wheres


@pytest.mark.parametrize(
    ("data", "where", "message"),
    [
        (b"[]", "a.json", "holds no articles"),
        (b"[5]", "a.json#1", "is not a JSON object"),
        (b"5", "a.json", "is not a JSON object"),
        (b'{\n"text" 1\n}', "a.json", "is not valid JSON: Expecting ':' delimiter (line 2, column 8)"),
        (b'{\n"text": "x"', "a.json", "is not valid JSON: Expecting ',' delimiter (line 2, column 12)"),
    ],
    ids=["empty", "number", "scalar", "colon", "cut-off"],
)
def test_json_that_holds_no_article_is_named(data, where, message):
    """The message says where, and quotes nothing."""
    (each,) = read_document(data, name="a.json", input_format=InputFormat.JSON)
    assert each.where == where
    assert each.message.split(":")[0] == message.split(":")[0]
    assert each.message.partition("(")[2] == message.partition("(")[2]


def test_lines_are_read_in_another_encoding():
    """JSON is UTF-8 by its standard; another encoding is the caller's word."""
    data = '{"text": "café"}'.encode("latin-1")
    (each,) = read_document(data, name="a.jsonl")
    assert each.message == "does not fit the encoding utf-8 (byte 13); give its encoding"
    (each,) = read_document(data, name="a.jsonl", encoding="latin-1")
    assert each.article.text == "café"


def test_a_line_that_is_too_long_ends_the_file(monkeypatch):
    """The rest of the line would be no article."""
    monkeypatch.setattr("dateline.documents.jsonl.MAX_DOCUMENT_BYTES", 40)
    monkeypatch.setattr("dateline.documents.encodings.MAX_DOCUMENT_BYTES", 40)
    data = b'{"text": "x"}\n{"text": "' + b"x" * 99 + b'"}\n{"text": "y"}\n'
    first, second = read_document(data, name="a.jsonl")
    assert first.article.text == "x"
    assert second == InputFailure("a.jsonl:2", "is longer than 0 MiB")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=1), st.booleans())
def test_any_text_comes_back_as_it_was(texts, is_array):
    """JSON escapes whatever it must, and nothing of it is lost: lines and array alike."""
    texts = [text.replace("<", "(") for text in texts]
    items = [{"text": text} for text in texts]
    data = json.dumps(items) if is_array else "\n".join(map(json.dumps, items))
    told = InputFormat.JSON if is_array else InputFormat.JSONL
    assert [each.article.text for each in read_document(data.encode(), name="a", input_format=told)] == texts


CONTRACT = [
    {"start_offset": 5, "end_offset": 9, "type": "ENTITY_TYPE_PLACE", "part": "ARTICLE_PART_TITLE"},
    {"end_offset": 4, "type": "ENTITY_TYPE_PERSON", "part": "ARTICLE_PART_UNSPECIFIED", "kind": "x"},
]
READ = (GivenMention(5, 9, EntityType.PLACE, ArticlePart.TITLE), GivenMention(0, 4, EntityType.PERSON))


@pytest.mark.parametrize("mentions", [CONTRACT, {"mentions": CONTRACT, "more": 1}])
def test_mentions_may_be_in_the_contracts_form(mentions):
    """What a client sends to the service is read from a file as well, with its parts and without its zeros."""
    (each,) = read_document(
        json.dumps({"title": "Rain Oslo", "text": "Ibsen", "mentions": mentions}).encode(), name="a"
    )
    assert each.article.mentions == READ


@pytest.mark.parametrize("mentions", [{}, {"mentions": None}, {"mentions": []}])
def test_the_contracts_form_may_hold_no_mentions(mentions):
    """Then the article has none, as with an empty list."""
    (each,) = read_document(json.dumps({"text": "x", "mentions": mentions}).encode(), name="a")
    assert each.article.mentions == ()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"text": "x", "text": "y"}', "has an object that gives a key twice"),
        ('{"text": "x", "more": [{"a": 1, "a": 1}]}', "has an object that gives a key twice"),
        (
            '{"text": "x", "mentions": [{"start": 0, "start_offset": 0, "end": 1}]}',
            "mentions[0].start: is given twice, as start and as start_offset",
        ),
        ('{"text": "x", "mentions": [{"start": 0, "end": 1, "part": 1}]}', "mentions[0].part: is none of TEXT, TITLE"),
        (
            '{"title": "<i>x</i>", "text": "x", "mentions": [{"start": 0, "end": 1, "part": "TITLE"}]}',
            "title: is HTML, and given mentions need the plain text that they count",
        ),
    ],
)
def test_what_is_said_twice_or_counts_in_html_is_refused(line, message):
    """Nobody could say which of two was meant."""
    assert list(read_document(line.encode(), name="a")) == [InputFailure("a:1", message)]


def test_a_title_of_html_does_no_harm_to_mentions_of_the_text():
    """It becomes text, and the mentions count as before."""
    line = {"title": "<i>Rain</i>", "text": "Oslo", "mentions": [{"start": 0, "end": 4}]}
    (each,) = read_document(json.dumps(line).encode(), name="a")
    assert each.article.title == "Rain"


@pytest.mark.parametrize("piece", [" ", "[", '{"a":', '{"text": "x"}\n', '{"text": "<p"}\n', "\n"])
def test_json_takes_time_in_proportion(piece):
    """Whatever repeats in it, valid or not."""

    def read(count):
        return list(read_document(b'{"text": ' + piece.encode() * count, name="a"))

    assert growth(read, size=2_000) < 24
