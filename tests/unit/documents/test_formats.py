import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.documents import InputArticle, InputFailure, InputFormat
from dateline.documents.document import UnusableError
from dateline.documents.formats import is_markup, tell_format
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
        ("<3 from Oslo: 5 < 6 > 4 & R&D use <b>bold</b>, <p> and <unk>.", "", InputFormat.TEXT),
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


def test_looking_for_markup_takes_time_in_proportion():
    """A hundred thousand open tags are looked at once each."""
    assert not is_markup("<p>" * 100_000)
