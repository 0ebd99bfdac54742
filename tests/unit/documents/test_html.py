import json
import logging
from datetime import UTC, datetime

import pytest

from dateline.documents import InputFailure
from dateline.documents.html import MAX_PAGE_ELEMENTS
from support.growth import growth
from support.readings import read_document

PAGES = "news lists live jsonld paywall latin1 cp1251 brief feature hashed".split()
LEAKED = {"paywall": {"Subscribe to continue reading. Already a subscriber? Sign in to your account."}}


def read_one(text, name="a.html"):
    (each,) = read_document(text.encode(), name=name)
    return each


@pytest.mark.parametrize("page", PAGES)
def test_a_page_keeps_its_article_and_leaves_out_the_rest(read, page, samples):
    """News page, lists and tables, live blog, feature, brief, encodings: all of the story, nothing around it."""
    marked = json.loads((samples / "pages/marked.json").read_text(encoding="utf-8"))[page]
    (each,) = read(f"pages/{page}.html")
    text = " ".join(each.article.text.split())
    assert [sentence for sentence in marked["keep"] if sentence not in text] == []
    assert {sentence for sentence in marked["drop"] if sentence in text} == LEAKED.get(page, set())
    assert each.article.title
    assert each.article.title not in each.article.text.splitlines()[0]


def test_metadata_comes_from_linked_data(read):
    """JSON-LD says when and where; the dateline goes to the head, in figures as the page is not in English."""
    (each,) = read("pages/jsonld.html")
    article = each.article
    assert article.id == "https://www.elfaro.example/peru/sismo-arequipa"
    assert (article.title, article.outlet) == ("Un sismo sacude Arequipa", "elfaro.example")
    assert article.language_code == "es"
    assert article.publish_time == datetime(2026, 3, 2, 13, 15, tzinfo=UTC)
    assert article.text.startswith("AREQUIPA, 2026-03-02 - Un sismo")


def test_metadata_comes_from_opengraph_too():
    """Without JSON-LD, or with JSON-LD that is broken or of something else, meta elements are read."""
    article = read_one(
        "<html><head><title>x</title>"
        "<script type='application/ld+json'>{broken</script>"
        "<script type='application/ld+json'>[{'@graph': 1}]</script>"
        '<script type="application/ld+json">{"@graph": [{"@type": ["Thing", 5]}]}</script>'
        "<meta property='og:title' content='Storm in Oslo'><meta property='og:locale' content='nb_NO'>"
        "<meta property='og:site_name' content='Fjordposten'>"
        "<meta property='article:published_time' content='2026-06-26T10:00:00+02:00'></head>"
        "<body><article><p>It rained in Oslo all day, and the trams stood still until the evening.</p></article></body>"
    ).article
    assert (article.title, article.outlet, article.language_code) == ("Storm in Oslo", "Fjordposten", "nb-NO")
    assert article.publish_time == datetime(2026, 6, 26, 8, tzinfo=UTC)
    assert article.id == "a.html"


def test_the_text_may_stand_in_linked_data_alone():
    """A page that is drawn by scripts may carry its article for machines."""
    text = "The council of Leeds met on Monday and adopted the plan."
    data = json.dumps({"@type": "NewsArticle", "headline": "Plan adopted", "articleBody": text, "publisher": "HG"})
    article = read_one(f'<html><body><script type="application/ld+json">{data}</script></body></html>').article
    assert (article.text, article.outlet) == (text, "HG")


def test_a_piece_of_a_page_is_read_whole():
    """What an editor pastes is no page: nothing of it is taken for navigation."""
    assert (
        read_one("<h2>Brief</h2><ul><li>Rain in <b>Oslo</b></li></ul><script>1</script>").article.text
        == "Brief\nRain in Oslo"
    )


@pytest.mark.parametrize("text", ["<html><body></body></html>", "<html><body><script>x</script></body></html>"])
def test_a_page_without_an_article_is_refused(text):
    """There is nothing to annotate, and the message says what to do."""
    assert read_one(text).message.startswith("has no article that can be told from the rest of the page")


def test_a_piece_without_text_is_refused():
    """Markup alone is no article."""
    assert read_one("<p><img src='a.jpg'></p>") == InputFailure("a.html", "has no text")


def test_the_extractor_logs_nothing(monkeypatch, capfd):
    """What libraries log might quote the page: nothing reaches the handlers of the process."""
    read_one("<html><body><p>It rained.</p></body></html>")  # the first page loads the extractor
    heard: list[logging.LogRecord] = []
    handler = logging.Handler()
    monkeypatch.setattr(handler, "emit", heard.append)
    root = logging.getLogger()
    root.addHandler(handler)
    monkeypatch.setattr(root, "level", logging.DEBUG)
    logging.getLogger("heard").debug("this one")
    read_one("<html><body><p>x</p></body></html>")
    root.removeHandler(handler)
    assert [record.getMessage() for record in heard] == ["this one"]
    assert capfd.readouterr().err == ""


def page(inner):
    story = "<p>It rained in Oslo all day, and the trams stood still.</p>"
    return f"<html><body><article>{story}{inner}</article></body></html>"


def test_a_table_of_a_page_becomes_lines():
    """A line for each cell, without the pipes and rules of Markdown; a pipe of the page's own stays."""
    head = "<tr><th>Town</th><th>Rain</th></tr>"
    rows = f"{head}<tr><td><p>Oslo</p></td><td>9 <b>mm</b></td></tr><tr><td>A | B</td><td></td></tr>"
    text = read_one(page(f"<table>{rows}</table><p>It goes on.</p>")).article.text
    assert text.splitlines()[1:] == ["Town", "Rain", "Oslo", "9 mm", "A | B", "It goes on."]


def test_a_page_of_too_many_elements_is_refused():
    """The extractor would take too long; the message names the bound, and a page below it is read."""
    message = read_one(page("<b>Oslo</b>" * MAX_PAGE_ELEMENTS)).message
    assert f"more than {MAX_PAGE_ELEMENTS};" in message
    assert "Oslo 4999" in read_one(page("".join(f"<p>Oslo {number}</p>" for number in range(5000)))).article.text


@pytest.mark.parametrize("unit", ["<table><tr><td>Oslo</td></tr></table>", "<tr><td>Oslo</td></tr>", "<p>Oslo</p>"])
def test_extraction_takes_time_in_proportion(unit):
    """Tables, rows and paragraphs in a page that has nothing else."""
    assert growth(lambda count: read_one(f"<html><body>{unit * count}</body></html>"), size=600) < 24


@pytest.mark.parametrize(
    "unit", ["<table><tr><td>Oslo</td></tr></table>", "<p>Oslo", "<b>", "<pre>a\n", " ", "<!-- a "]
)
def test_a_piece_of_a_page_takes_time_in_proportion(unit):
    """Whatever repeats in it."""
    assert growth(lambda count: read_one(f"<p>Rain.</p>{unit * count}x"), size=2_000) < 24


def test_linked_data_takes_time_in_proportion():
    """A long list in JSON-LD is looked through once."""

    def read(count):
        return read_one(page(f"<script type='application/ld+json'>[{'0,' * count}0]</script>"))

    assert growth(read, size=40_000) < 24
