from datetime import UTC, datetime

import pytest

from dateline.documents import InputArticle, InputFailure
from support.readings import read_document

ITEM = '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="g" xml:lang="en">{}</newsItem>'


def read_one(inside):
    (each,) = read_document(ITEM.format(inside).encode(), name="a.xml")
    return each


def test_the_items_of_a_message_are_read_from_a_file(read):
    """NewsML-G2 2.4 to 2.33: XHTML, plain text with markup all the same, and NITF, each item on its own."""
    items = read("message.newsml.xml")
    first, second, third = (each.article for each in items if isinstance(each, InputArticle))
    assert first.text == "PARIS, Texas, June 26 - Hail fell on Lamar County.\nNobody was hurt."
    assert (first.id, first.title) == ("urn:newsml:hg.example:20260626:1", "Storm over Paris")
    assert (first.language_code, first.outlet) == ("en-US", "Harbour Gazette Agency")
    assert first.publish_time == datetime(2026, 6, 26, 8, 41, tzinfo=UTC)
    assert second.text == "ROMA, 26 giugno - Il voto è finito a Roma.\nSi conta a Milano."
    assert (second.language_code, second.outlet) == ("it-IT", "hg.example")
    assert (third.title, third.text, third.outlet) == ("From NITF", "OSLO (HG) - It snowed.", "hg.example")


def test_what_holds_no_text_is_refused_item_by_item(read):
    """Packages, pictures and concepts are named by their number, and why they are not read."""
    failures = {each.where[-2:]: each.message for each in read("message.newsml.xml") if isinstance(each, InputFailure)}
    assert failures == {
        "#4": "is a NewsML-G2 package, which refers to articles and holds none; give the news items",
        "#5": "has its content elsewhere (remoteContent), and no text inline",
        "#6": "is no NewsML-G2 news item; only these hold articles",
    }


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        ('<inlineData contenttype="text/html">&lt;p>One&lt;/p>&lt;p>Two&lt;/p></inlineData>', "One\nTwo"),
        ("<inlineData>5 &lt; 6 &amp; more</inlineData>", "5 < 6 & more"),
        ("<inlineXML><p>One</p></inlineXML>", "One"),
        ("<inlineXML><chart/></inlineXML><inlineData>Two</inlineData>", "Two"),
        ("<inlineXML><chart/></inlineXML>", None),
        ('<inlineData encoding="base64">T25l</inlineData>', None),
        ("<!-- nothing -->", None),
    ],
    ids=["html-data", "plain-data", "fragment", "second-rendition", "unknown-xml", "encoded", "empty"],
)
def test_the_first_rendition_that_can_be_read_is_taken(content, outcome):
    """All renditions are of the same content; one in an unknown vocabulary is never taken for prose."""
    each = read_one(f"<contentSet>{content}</contentSet>")
    if outcome is None:
        assert each == InputFailure("a.xml", "has no text inline in NITF, XHTML or plain text")
    else:
        assert each.article.text == outcome
        assert (each.article.id, each.article.language_code) == ("g", "en")


def test_a_package_alone_and_an_empty_message_are_refused():
    """A document that holds no items at all says so."""
    (package,) = read_document(b"<packageItem/>", name="a.xml")
    assert package.message.startswith("is a NewsML-G2 package")
    (empty,) = read_document(b"<newsMessage/>", name="a.xml")
    assert empty == InputFailure("a.xml", "holds no items")


def test_a_provider_may_be_a_code_and_a_place_a_literal():
    """Where names are missing, codes and literals stand in."""
    article = read_one(
        '<itemMeta><provider qcode="nprov:REUTERS"/></itemMeta><contentMeta><located literal="Rome"/></contentMeta>'
        "<contentSet><inlineData>It rained.</inlineData></contentSet>"
    ).article
    assert (article.outlet, article.text) == ("REUTERS", "ROME - It rained.")
