import gzip
import io
import sys

import pytest

from dateline.bulk.reading.warc import read_warc
from dateline.documents import InputArticle, InputFailure
from dateline.errors import MissingExtraError
from support.web_archive import PAGE, conversion, record, response, warcinfo


def read(*records):
    return list(read_warc(io.BytesIO(b"".join(records)), name="c.warc"))


def test_pages_become_articles():
    """Of a page the article and its metadata, named by its address; the record is named by its byte."""
    items = read(warcinfo(), response("https://www.paper.example/a", PAGE))
    (item,) = items
    assert item.article.id == "https://www.paper.example/a"
    assert item.article.outlet == "paper.example"
    assert item.article.title == "Bridge opens in Astana"
    assert "The bridge over the river was opened" in item.article.text
    assert item.where.startswith("c.warc@")
    assert int(item.where.rpartition("@")[2]) > 0


def test_other_records_are_passed_over():
    """Requests, images, redirects and errors are no articles, and no failures."""
    items = read(
        response("https://a.example/1.png", "x", content_type="image/png"),
        response("https://a.example/2", PAGE, status="404 Not Found"),
        response("https://a.example/3", PAGE, status="301 Moved Permanently"),
        response("https://a.example/4", PAGE, warc_type="request"),
        response("https://a.example/5", PAGE),
    )
    assert [item.article.id for item in items] == ["https://a.example/5"]


def test_pages_without_an_article_are_failures():
    """What cannot be told from the rest of a page has its place and its reason."""
    (item,) = read(response("https://a.example/", "<html><body></body></html>"))
    assert isinstance(item, InputFailure)
    assert "has no article" in item.message


@pytest.mark.parametrize("declared", ["cp1251", "utf-8", "nonsense"])
def test_the_declared_encoding_counts_where_the_page_fits_it(declared):
    """A page that is not in the encoding that its server declares is read in the one that it is in."""
    page = PAGE.replace("river", "\u0440\u0435\u043a\u0430")
    encoding = "cp1251" if declared == "cp1251" else "utf-8"
    (item,) = read(response("https://a.example/", page, charset=declared, encoding=encoding))
    assert "\u0440\u0435\u043a\u0430" in item.article.text


def test_plain_text_of_wet_is_taken_as_it_is():
    """An article a record, by its address; a record without text is a failure."""
    items = read(
        warcinfo(), conversion("https://a.example/1", "Rain in Oslo.\n"), conversion("https://a.example/2", " ")
    )
    assert isinstance(items[0], InputArticle)
    assert (items[0].article.id, items[0].article.text) == ("https://a.example/1", "Rain in Oslo.")
    assert items[1].message == "has no text"


def test_an_archive_that_is_cut_off_says_so():
    """The record that is not whole is a failure; those before it are articles."""
    whole = (response("https://a.example/1", PAGE), conversion("https://a.example/2", PAGE))
    for number, last in enumerate(whole):
        items = read(*whole, last[:-40])
        assert [type(item) for item in items] == [InputArticle, InputArticle, InputFailure], number
        assert "is cut off, and so is the archive" in str(items[2])


def test_pages_may_be_encoded_as_they_were_sent():
    """What a server packed is unpacked."""
    body = gzip.compress(PAGE.encode())
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
    (item,) = read(record("response", "https://a.example/1", head + body, "application/http; msgtype=response"))
    assert "The bridge over the river was opened" in item.article.text


@pytest.mark.parametrize("header", ["Content-Encoding: gzip", "Transfer-Encoding: chunked"])
def test_a_page_that_does_not_decode_costs_itself_alone(header):
    """Its server said what it is not: the records before and behind are read."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{header}\r\n\r\n".encode()
    bad = record("response", "https://a.example/2", head + PAGE.encode(), "application/http; msgtype=response")
    items = read(response("https://a.example/1", PAGE), bad, response("https://a.example/3", PAGE))
    assert [type(item) for item in items] == [InputArticle, InputFailure, InputArticle]
    assert items[1].message == "is not encoded as its server said, or is damaged"


def test_an_encoded_page_that_is_too_long_is_a_failure(monkeypatch):
    """It is not unpacked."""
    monkeypatch.setattr("dateline.bulk.reading.warc.MAX_DOCUMENT_BYTES", 1 << 20)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\n\r\n"
    content = head + bytes((1 << 20) + 1)
    (item,) = read(record("response", "https://a.example/1", content, "application/http; msgtype=response"))
    assert item.message == "is longer than 1 MiB"


def test_an_archive_without_pages_is_told():
    """A file without records of pages is one failure."""
    assert read(warcinfo()) == [InputFailure("c.warc", "holds no records of pages or of their text")]


def test_pages_need_the_extra_that_reads_them(monkeypatch):
    """Without it an archive is not read at all, rather than each of its pages an error."""
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(MissingExtraError, match="documents"):
        read(response("https://a.example/", PAGE))
