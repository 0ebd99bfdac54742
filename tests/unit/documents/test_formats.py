import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.documents import InputArticle, InputFailure, InputFormat
from dateline.documents.document import UnusableError
from dateline.documents.formats import is_escaped_markup, refuse_script, tell_format
from support.growth import growth
from support.readings import read_document


@pytest.mark.parametrize(
    ("head", "name", "told"),
    [
        ("<!DOCTYPE html><html>", "", InputFormat.HTML),
        ("\ufeff<?xml version='1.0'?>\n<!-- a > b -->\n<html xmlns='x'>", "a.xml", InputFormat.HTML),
        ("<p>One</p>", "a.txt", InputFormat.HTML),
        ("Rain. <a href='x'>More</a>", "", InputFormat.HTML),
        ("Rain.<br>Sun.", "", InputFormat.HTML),
        ("Rain.", "a.html", InputFormat.HTML),
        ("<rss version='2.0'>", "a.html", InputFormat.FEED),
        ("<!DOCTYPE rss [ <!-- x --> ]><rss>", "", InputFormat.FEED),
        ("<rdf:RDF xmlns:rdf='x'>", "", InputFormat.FEED),
        ("<atom:feed xmlns:atom='x'>", "", InputFormat.FEED),
        ("<!DOCTYPE nitf SYSTEM 'a.dtd'>\n<nitf>", "a.txt", InputFormat.NITF),
        ("<newsItem xmlns='x'>", "", InputFormat.NEWSML),
        ('{"text": "x"}', "", InputFormat.JSONL),
        ('{"text": "x"}\n', "a.txt", InputFormat.JSONL),
        ('{"text": "x"}\n{', "a.json", InputFormat.JSONL),
        ('{"text": "x"}', "a.json", InputFormat.JSON),
        ('{"text": "x"}', "a.jsonl.GZ", InputFormat.JSONL),
        ('{"text": "x" \n}', "", InputFormat.JSON),
        ('[{"text": "x"}]', "", InputFormat.JSON),
        ("nonsense", "a.json", InputFormat.JSON),
        ("nonsense", "a.ndjson", InputFormat.JSONL),
        ("id,text\n1,x", "", InputFormat.CSV),
        ('"id";"Body Text"\n1;x', "", InputFormat.CSV),
        ("title\ttext\nx\ty", "a.txt", InputFormat.TSV),
        ("a,b", "a.csv", InputFormat.CSV),
        ("a", "a.tsv", InputFormat.TSV),
        ("Rain, and text.", "a.txt", InputFormat.TEXT),
        ("", "", InputFormat.TEXT),
        ("[Update] Rain {sic}.", "a.md", InputFormat.TEXT),
        ("{sic} Rain.", "", InputFormat.TEXT),
        ("<3 from Oslo: 5 < 6 > 4 & R&D use <b>, <p> and <unk>.", "", InputFormat.TEXT),
        ("<unk> said so.", "", InputFormat.TEXT),
    ],
)  # fmt: skip
def test_the_format_is_told_by_content_and_then_by_name(head, name, told):
    """Markup is never prose whatever its name, and prose with a few brackets stays prose."""
    assert tell_format(head, name=name) is told


@pytest.mark.parametrize(
    ("head", "name", "message"),
    [
        ("<NewsML Version='1.2'>", "", "is NewsML 1, which is not read"),
        ("<?xml version='1.0'?><svg>", "", "is XML in an unknown vocabulary"),
        ("<urlset xmlns='x'>", "", "is XML in an unknown vocabulary"),
        ("<story>Rain.</story>", "", "is XML in an unknown vocabulary"),
        ("<story>Rain.", "a.xml", "is XML in an unknown vocabulary"),
        ("<?xml version='1.0'?>", "", "is not well-formed XML: it has no root element"),
        ("Rain.", "a.xml", "is not well-formed XML: it has no root element"),
        ("Rain.", "a.nitf", "is not well-formed XML: it has no root element"),
    ],
)
def test_xml_that_is_not_read_is_refused(head, name, message):
    """Whatever is XML is read as what it is or not at all."""
    with pytest.raises(UnusableError, match=message):
        tell_format(head, name=name)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"%PDF-1.7 text", "is a PDF; save it as plain text or HTML"),
        (b"PK\x03\x04\x14\0word/document.xml", "is an Office document, an e-book or a ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "is an old Office document"),
        (b"{\\rtf1 text}", "is an RTF document"),
        (b"%!PS-Adobe", "is PostScript"),
        (b"\x89PNG\r\n\x1a\n", "is an image"),
        (b"\xff\xd8\xff\xe0", "is an image"),
        (b"BZh91AY&SY", "is an archive or compressed"),
        (b"x" * 257 + b"ustar\0", "is an archive or compressed"),
        (b"WARC/1.0\r\n", "is a WARC archive"),
        (b"\x7fELF\2\1\1\0\0\0\0\0\0\0", "is binary, not text"),
        (b"\1\2\3\4\5\6\7\x10\x11\x12", "is binary, not text"),
    ],
    ids=["pdf", "docx", "doc", "rtf", "ps", "png", "jpeg", "bzip2", "tar", "warc", "elf", "controls"],
)
@pytest.mark.parametrize("input_format", [None, InputFormat.TEXT])
def test_a_binary_is_refused_with_advice(data, message, input_format):
    """In one line, also where the caller says that it is text."""
    (each,) = read_document(data, name="a.txt", input_format=input_format)
    assert isinstance(each, InputFailure)
    assert each.message.startswith(message)
    assert "\n" not in each.message


def test_a_stray_control_character_is_no_binary():
    """Old wire services send some."""
    (each,) = read_document(b"\x01a1312\x02 OSLO - It rained all day.\x03", name="a.txt")
    assert isinstance(each, InputArticle)


def test_the_callers_word_overrides():
    """Forced to be text, markup is prose; forced by its value in lower case alike."""
    (each,) = read_document(b"<p>x</p>", name="a", input_format=InputFormat.TEXT)
    assert each.article.text == "<p>x</p>"
    (each,) = read_document(b"Rain.", name="a", input_format="nitf")
    assert each.message == "is not well-formed XML (line 1)"


@given(st.binary(max_size=400), st.sampled_from(["", "a.xml", "a.html", "a.csv", "a.json", "a.gz", "a.tsv"]))
def test_no_bytes_are_too_odd_to_be_read_or_refused(data, name):
    """Whatever comes is an article or a failure in one line."""
    for each in read_document(data, name=name):
        assert isinstance(each, InputArticle) or (each.message and "\n" not in each.message)


PIECES = [*"<rss> <item> </ <!DOCTYPE <?xml <html> <p> [ & x, <nitf > é".split(), '{"text":', "\0", "\n"]


@given(st.lists(st.sampled_from(PIECES)))
def test_no_heap_of_markup_is_too_odd_either(pieces):
    """The beginnings of formats in any order do no harm."""
    for each in read_document("".join(pieces).encode(), name="a"):
        assert isinstance(each, InputArticle) or (each.message and "\n" not in each.message)


MARKUP = [
    "Rain.<p>Snow.<p>Sun.",
    "Rain fell<p>Snow fell<p>Sun",
    "Rain. <p>Snow",
    "Rain\n<li>Snow\n",
    "It <strong>rained</strong>.",
    "It <em>rained</em>.",
    "In <b>Oslo</b> it rained.",
    "In <I>Oslo</I> it rained.",
    "It rained <img src='a.jpg'> all day.",
    'It rained <img alt="Oslo"/> all day.',
    "It rained <figure>x</figure> all day.",
    "It rained <script>let a</script> all day.",
    "It rained.<hr/>It snowed.",
    "It rained <!-- note --> all day.",
    "<p>It rained.",
]


@pytest.mark.parametrize("text", MARKUP)
@pytest.mark.parametrize("padding", [0, 70_000])
def test_markup_within_a_text_is_markup(text, padding):
    """Wherever it begins in the file, and whether or not its elements are closed."""
    text = "It rained in Oslo. " * (padding // 19) + text
    (each,) = read_document(text.encode(), name="a.txt")
    assert "<" not in each.article.text
    (each,) = read_document(json.dumps({"text": text}).encode(), name="a.jsonl")
    assert "<" not in each.article.text


@pytest.mark.parametrize(
    "text",
    [
        "a < b and c > d, so a<b, b>a",
        "I <3 Oslo & Bergen </3",
        "Q&A: R&D, AT&T, &c., 5 &lt; 6",
        "A List<String> and a Map<K, V> in C++: vector<int> x; if (a<b && p>q) i<<2",
        "for i<n: f<i>(x)",
        "The elements <p> and <li> hold text, and so does <p>",
        "Write to <anna@example.com> or <https://example.com>",
        "<unk> said <s> so </s> <pad>",
        "Drop <Enter> and <br/ed>",
        "Files begin with <?php in that language",
        "From: Oslo. To: Bergen.\nIt rained.",
        "Note: it rained.\nDate: Friday.\nPlace: Oslo.",
    ],
)
def test_prose_with_brackets_and_colons_stays_prose(text):
    """Mathematics, hearts, code, addresses and notes are read as they are."""
    (each,) = read_document(text.encode(), name="a.txt")
    assert each.article.text == text


@pytest.mark.parametrize(
    "text", ["<?php echo 'Rain'; ?>", "\n<?PHP\nif (a) {", "<?= $rain ?>", "<p><?php rain() ?></p>"]
)
def test_a_script_is_refused(text):
    """The page that PHP makes is not in it."""
    for data, name in ((text, "a.txt"), (text, "a.html"), (json.dumps({"text": text}), "a.jsonl")):
        (each,) = read_document(data.encode(), name=name)
        assert each.message.startswith("is a PHP script")


@pytest.mark.parametrize(
    "text",
    [
        "Return-Path: <a@example.com>\nReceived: from x\n  by y\nSubject: Rain\n\nIt rained.",
        "From: A <a@example.com>\r\nTo: B\r\nSubject: Rain\r\n\r\nIt rained.",
        "From a@example.com Fri Jun 26 2026\nMessage-ID: <1@x>\nSubject: Rain\n\nIt rained.",
        "Content-Type: text/html\nMIME-Version: 1.0\n\n<p>It rained.</p>",
    ],
)
def test_an_email_message_is_refused(text):
    """Its headers would be read as its first words; the message says what to do."""
    (each,) = read_document(text.encode(), name="a.txt")
    assert each.message.startswith("is an e-mail message; save the article")


HEADS = {
    "comments": "<!-- a -->",
    "instructions": "<?a b?>",
    "open comments": "<!-- a ",
    "open instructions": "<?a b ",
    "document types": "<!DOCTYPE a>",
    "subsets": "<!DOCTYPE a [ ] ",
    "brackets": "<!DOCTYPE a [ ]   ",
    "spaces": " \n",
    "tags": "<p ",
    "closed tags": "<p>",
    "brackets alone": "<",
    "escaped brackets": "&lt;p ",
    "dots": "<a.",
    "headers": "A: b\n",
    "php": "<?php ",
}


@pytest.mark.parametrize("piece", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("beginning", ["", "<", "<a", "Rain ", "<!DOCTYPE a ["])
def test_telling_the_format_takes_time_in_proportion(piece, beginning):
    """Whatever repeats, eight times as much of it takes about eight times as long."""

    def tell(count):
        text = beginning + piece * count
        with contextlib.suppress(UnusableError):
            tell_format(text, name="")
        with contextlib.suppress(UnusableError):
            refuse_script(text)
        is_escaped_markup(text)

    assert growth(tell, size=4_000) < 24


@pytest.mark.parametrize("letters", ["b", "b:", "b.", "-"])
def test_a_long_name_takes_time_in_proportion(letters):
    """A name is looked at once."""

    def tell(count):
        with contextlib.suppress(UnusableError):
            tell_format("<a" + letters * count, name="")

    assert growth(tell, size=8_000) < 24
