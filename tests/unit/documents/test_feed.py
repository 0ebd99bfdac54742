from datetime import UTC, datetime

import pytest

from dateline.documents import InputArticle, InputFailure
from support.growth import growth
from support.readings import read_document


def read_all(text):
    return list(read_document(text.encode(), name="a.xml"))


def test_rss_is_read_from_a_file(read):
    """RSS 2.0: content:encoded goes before description, HTML becomes text, a wrong date is dropped."""
    first, second, third = read("feed.rss.xml")
    assert first.article.id == "hg-4711"
    assert first.article.title == "Ferry & crew safe off Oban"
    assert first.article.text.splitlines() == [
        "OBAN, Scotland (HG) - The ferry ran aground near Oban.",
        "Nobody was hurt.",
        "Lifeboats came from Tobermory.",
        "It was calm",
        "all day.",
    ]
    assert (first.article.outlet, first.article.language_code) == ("harbourgazette.example", "en-GB")
    assert first.article.publish_time == datetime(2026, 6, 26, 8, 30, tzinfo=UTC)
    assert second.article.text == "Trains between Madrid and Seville stood still; 5 < 6 & more."
    assert second.article.publish_time is None
    assert (third.where[-2:], third.article.title) == ("#3", "")


def test_atom_is_read_from_a_file(read):
    """Atom 1.0: content goes before summary, and each entry may have a language of its own."""
    first, second = (each.article for each in read("feed.atom"))
    assert (first.title, first.text) == (
        "Un sismo sacude Arequipa",
        "Un sismo sacudió Arequipa.\nEn Camaná hubo daños.",
    )
    assert (first.language_code, first.outlet) == ("es", "elfaro.example")
    assert first.publish_time == datetime(2026, 3, 2, 13, 15, tzinfo=UTC)
    assert (second.language_code, second.text) == ("en", "Tacna < Lima in size.")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<rss version='2.0'><channel><title>T</title></channel></rss>", "has no items"),
        ("<feed xmlns='http://www.w3.org/2005/Atom'/>", "has no items"),
        ("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>", "is no RSS or Atom feed"),
    ],
    ids=["rss", "atom", "not-atom"],
)
def test_a_feed_without_items_is_refused(text, message):
    """It holds nothing to annotate, and says so."""
    assert read_all(text) == [InputFailure("a.xml", message)]


def test_a_feed_that_is_cut_off_says_so():
    """What was whole is read, and the rest is not lost without a word."""
    text = "<rss version='2.0'><channel><item><description>One.</description></item><item><description>Tw"
    first, *_, last = read_all(text)
    assert first.article.text == "One."
    assert last.message.startswith("is cut off")


def test_an_html_entity_does_not_spoil_a_feed():
    """Feeds hold &nbsp; although XML does not know it."""
    (each,) = read_all(
        "<rss version='2.0'><channel><item><description>One&nbsp;two.</description></item></channel></rss>"
    )
    assert each.article.text.split() == ["One", "two."]


def test_declared_entities_are_refused():
    """A harmless entity is refused like one that would fill the memory."""
    doctype = '<!DOCTYPE rss [<!ENTITY place "Oban">]>'
    (each,) = read_all(f"{doctype}<rss><channel><item><description>&place;</description></item></channel></rss>")
    assert each.message.startswith("declares XML entities")


def test_a_feed_of_an_odd_date_is_read():
    """A date out of the calendar is dropped."""
    (each,) = read_all(
        "<rss version='2.0'><channel><link>:</link><item><pubDate>31 Feb 2026 99:00</pubDate>"
        "<description>One.</description></item></channel></rss>"
    )
    assert isinstance(each, InputArticle)


def test_an_item_of_a_title_alone_is_an_article():
    """RSS 2.0 asks for a title or a description; one of neither is refused."""
    first, second = read_all(
        "<rss version='2.0'><channel><item><title>Rain in Oslo</title><description> </description></item>"
        "<item><link>https://a.example</link></item></channel></rss>"
    )
    assert (first.article.text, first.article.title) == ("Rain in Oslo", "")
    assert second == InputFailure("a.xml#2", "has no text")


@pytest.mark.parametrize(
    "markup",
    [
        "&amp;lt;p&amp;gt;Rain.&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;5 &amp;amp;lt; 6&amp;lt;/p&amp;gt;",
        "&lt;p&gt;Rain.&lt;p&gt;5 &amp;lt; 6",
    ],
)
def test_escaped_markup_is_markup(markup):
    """Feeds escape HTML once or twice; a bracket in it stays a bracket."""
    (each,) = read_all(f"<rss version='2.0'><channel><item><description>{markup}</description></item></channel></rss>")
    assert each.article.text == "Rain.\n5 < 6"


@pytest.mark.parametrize("piece", [" ", "<!-- a -->", "<!-- a ", "<?a ", "</a", "<![CDATA["])
def test_reading_a_feed_takes_time_in_proportion(piece):
    """Eight times as much of anything takes about eight times as long."""

    def read(count):
        return read_all(f"<rss version='2.0'><channel>{piece * count}<item><title>Rain</title></item></channel></rss>")

    assert growth(read, size=4_000) < 24
