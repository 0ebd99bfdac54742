import sys

import pytest

from dateline.documents.document import UnusableError
from dateline.documents.xml import block_text, first_text, html_text, parse_xml
from support.growth import growth
from support.readings import read_document


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("<nitf><body>", "is not well-formed XML (line 1)"),
        ("<nitf>\n<a></b></nitf>", "is not well-formed XML (line 2)"),
        ("<nitf>&place;</nitf>", "is not well-formed XML (line 1)"),
        ("<nitf>\x01</nitf>", "is not well-formed XML"),
        ('<!DOCTYPE nitf [<!ENTITY place "Oban">]><nitf>&place;</nitf>', "declares XML entities, which are not read"),
        ('<!DOCTYPE nitf [<!ENTITY f SYSTEM "file:///etc/hostname">]><nitf>&f;</nitf>', "declares XML entities"),
    ],
    ids=["cut-off", "crossed", "undeclared", "control", "entity", "external"],
)
def test_xml_that_is_broken_or_declares_entities_is_refused(document, message):
    """No entity is expanded, no file is opened, and no message quotes the text."""
    with pytest.raises(UnusableError) as caught:
        parse_xml(document)
    assert str(caught.value).startswith(message)
    (each,) = read_document(document.encode(), name="a.xml")
    assert each.message.startswith(message)


def test_an_external_document_type_is_not_loaded(tmp_path):
    """NITF names its DTD; what HTML calls characters is known without it, and nothing else is left out in silence."""
    (tmp_path / "nitf.dtd").write_text('<!ENTITY place "Oban">', encoding="ascii")
    text = f'<!DOCTYPE nitf SYSTEM "{tmp_path}/nitf.dtd"><nitf>S&atilde;o Tom&eacute; &amp; Oslo</nitf>'
    assert first_text(parse_xml(text)) == "São Tomé & Oslo"
    with pytest.raises(UnusableError, match="refers to XML entities that it does not declare"):
        parse_xml(text.replace("&amp;", "&place;"))


def test_blocks_are_lines_and_the_rest_runs_on():
    """Names in cells and items never run together; what is inline does; `pre` keeps its lines."""
    text = html_text(
        "Rain in <b>Os</b>lo<ul><li>one</li><li>two<ul><li>three</li></ul></li></ul><table><tr><td>Bergen</td>"
        "<td>Oslo</td></tr></table> tail <!-- note --> end<script>no</script> after<pre>a\n b</pre>x<br>y"
    )
    lines = ["Rain in Oslo", "one", "two", "three", "Bergen", "Oslo", "tail end after", "a", "b", "x", "y"]
    assert text.splitlines() == lines


def test_deep_markup_is_no_danger():
    """A thousand elements in each other do not exhaust the stack; of a hundred thousand the innermost are given up."""
    assert html_text("<div>" * 1000 + "x") == "x"
    assert html_text("y" + "<div>" * 100_000 + "x") == "y"
    assert block_text(parse_xml("<p>" * 200 + "x" + "</p>" * 200)) == "x"


@pytest.mark.parametrize(
    ("package", "name", "data"),
    [
        ("lxml", "a.xml", b"<nitf/>"),
        ("lxml", "a.html", b"<p>One</p>"),
        ("feedparser", "a.xml", b"<rss/>"),
        ("trafilatura", "a.html", b"<html><body>x</body></html>"),
    ],
)
def test_without_a_library_the_message_names_the_extra(monkeypatch, package, name, data):
    """A light install says what to install, document by document."""
    from dateline.documents import html

    html._trafilatura.cache_clear()
    monkeypatch.setitem(sys.modules, package, None)
    (each,) = read_document(data, name=name)
    assert each.message.startswith(f"needs {package}, which is missing; to install it")
    assert "documents]" in each.message


@pytest.mark.parametrize("piece", [" ", "<!-- a -->", "<?a b?>", "&a", "<?xml ", "&eacute;"])
def test_xml_takes_time_in_proportion(piece):
    """Whatever stands before the root or in it, well-formed or not."""

    def read(count):
        return read_document(
            f"{piece * count}<nitf>{piece * count}</nitf>".encode(), name="a.nitf", input_format="nitf"
        )

    assert growth(lambda count: list(read(count)), size=8_000) < 24
