import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.documents import InputArticle, InputFailure, InputFormat
from dateline.documents.csv import read_table
from support.growth import growth
from support.readings import read_document


def read_all(text, name="a.csv", **given_options):
    return list(read_document(text.encode(), name=name, **given_options))


def test_columns_are_found_by_name_in_a_file(read):
    """CSV: names that others use are known, `mentions` is not, and a row is named by the line where it begins."""
    first, second = read("articles.csv")
    assert first.where.endswith("articles.csv:2")
    article = first.article
    assert (article.id, article.title, article.text) == (
        "1",
        "Flood in Paris",
        "The square, by the river,\nwas under water.",
    )
    assert (article.language_code, article.outlet, article.mentions) == ("en-US", "theparisnews.com", None)
    assert article.publish_time == datetime(2026, 6, 26, tzinfo=UTC)
    assert second.where.endswith("articles.csv:4")
    assert second.article.text == "Talks in Astana resumed; 5 < 6 & more."
    assert second.article.publish_time == datetime(2026, 6, 26, 8, 15, tzinfo=UTC)


def test_tsv_has_no_quotes(read):
    """TSV: a quote is a character like any other, except around a whole cell, where some programs put it."""
    (each,) = read("articles.tsv")
    assert (each.article.id, each.article.title) == ("https://a.example/1", 'Quote "unended')
    first, second = read_all('title\ttext\n"We won" says A\tRain.\n"""We won"" says B"\tSun.\n', "a.tsv")
    assert (first.article.title, second.article.title) == ('"We won" says A', '"We won" says B')


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("title;text\nA;Rain, then sun.\n", ";"),
        ("title\ttext\nA\tRain, then sun.\n", "tab"),
        ('text\n"Rain, then sun."\n', "none"),
    ],
    ids=["semicolons", "tabs", "one-column"],
)
def test_a_csv_may_have_other_delimiters(text, delimiter):
    """Excel writes semicolons where numbers have commas."""
    assert [each.article.text for each in read_all(text)] == ["Rain, then sun."], delimiter


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ("a,b\n1,2\n", "a.csv", "has no column of texts; name one of the columns text, body, content"),
        ("\n\n", "a.csv", "is empty"),
        ("id,text\n1,\n", "a.csv:2", "text: is empty"),
        ("id,text\n1\n", "a.csv:2", "text: is empty"),
        ("id,text\n1,Rain, and sun\n", "a.csv:2", "has 3 cells under 2 columns; quote cells that hold the delimiter"),
        ("Body,Pub Date\nRain,soon\n", "a.csv:2", "pub_date: is no time such as 2026-06-26T09:30:00Z"),
        ("text,lang\nRain,e\n", "a.csv:2", 'lang: is no BCP-47 tag such as "en" or "pt-BR"'),
        ('text\n"Rain\n', "a.csv:2", "is no row: a quote in it does not end, or ends within a cell"),
        ('text\n"Rain" fell\n', "a.csv:2", "is no row: a quote in it does not end, or ends within a cell"),
    ],
    ids=["no-text", "empty", "empty-text", "short-row", "long-row", "time", "language", "open-quote", "odd-quote"],
)
def test_what_is_no_article_is_named(text, where, message):
    """By file, line and column; the others are read."""
    assert read_all(text) == [InputFailure(where, message)]


def test_rows_around_a_wrong_one_are_read():
    """Nothing that can be read is lost, and blank lines are no rows."""
    first, second, third = read_all('id,text\n1,One\n\n2,"Two" x\n3,Three\n')
    assert [first.article.text, third.article.text] == ["One", "Three"]
    assert second.where == "a.csv:4"


def test_an_encoding_is_detected_or_given_and_must_fit():
    """A table is read as it comes, so a wrong byte far down is told with its line."""
    text = "id,text\n" + "1,Der Bürgermeister von Köln erklärte die Brücke für gesperrt.\n" * 3
    (first, *_) = read_document(text.encode("cp1252"), name="a.csv")
    assert "Köln" in first.article.text
    (first, *_) = read_document(text.encode("utf-16"), name="a.csv")
    assert "Köln" in first.article.text
    *articles, failure = read_document(text.encode() * 4000 + b"2,\xff\n", name="a.csv")
    assert articles
    assert failure.message.startswith("does not fit the encoding utf-8 (after line ")
    (failure,) = read_document(b"\xff", name="a.csv", encoding="utf-8")
    assert failure.message.startswith("does not fit the encoding utf-8")


def test_a_row_without_end_is_bounded(monkeypatch):
    """A quote that is never closed does not fill the memory."""
    monkeypatch.setattr("dateline.documents.csv.MAX_DOCUMENT_BYTES", 100)
    lines = iter(["text\n", '"x\n', *["x\n"] * 1000])
    (failure,) = read_table(lines, name="a", input_format=InputFormat.CSV)
    assert failure == InputFailure("a:2", "is longer than 0 MiB")
    assert next(lines)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0<"), min_size=1), min_size=1))
def test_any_text_comes_back_as_it_was(texts):
    """What Python's csv writes is read back, line ends and quotes and all."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerows([("id", "text"), *enumerate(texts)])
    read = read_table(io.StringIO(table.getvalue(), newline=""), name="a", input_format=InputFormat.CSV)
    assert [isinstance(each, InputArticle) and each.article.text for each in read] == texts


def test_html_in_a_title_becomes_text():
    """On one line; a title with "<" or "&" stays as it is."""
    first, second = read_all('title,text\n<em>Oslo</em><br>&amp; more,Rain.\n"R&amp;D, 5 < 6",Sun.\n')
    assert (first.article.title, second.article.title) == ("Oslo & more", "R&amp;D, 5 < 6")


@pytest.mark.parametrize("piece", [",a", "- ", " ", '"', "\n", '"\n'])
def test_a_table_takes_time_in_proportion(piece):
    """However long its header, its rows or an open quote."""
    assert growth(lambda count: read_all("id,text" + piece * count), size=4_000) < 24
