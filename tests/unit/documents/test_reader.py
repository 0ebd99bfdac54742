import gzip
import subprocess
import sys

import pytest

from dateline.documents import DocumentLimits, InputFailure, InputFormat
from support.readings import read_document

LINES = b'{"text": "One."}\n{"text": "Two."}\n'


def test_any_format_may_be_packed(samples):
    """With gzip each sample reads as it does without."""
    for path in sorted(each for each in samples.glob("*") if each.is_file()):
        plain = list(read_document(path.read_bytes(), name=path.name))
        packed = list(read_document(gzip.compress(path.read_bytes()), name=f"{path.name}.gz"))
        assert [getattr(each, "message", "") or each.article.text for each in packed] == [
            getattr(each, "message", "") or each.article.text for each in plain
        ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (gzip.compress(gzip.compress(b"x")), "is compressed more than once; unpack it first"),
        (gzip.compress(b"x" * 999)[:-9], "is a gzip file that is damaged or cut off"),
        (b"\x1f\x8bnonsense", "is a gzip file that is damaged or cut off"),
        (gzip.compress(b""), "is empty"),
        (gzip.compress(b"%PDF-"), "is a PDF; save it as plain text or HTML"),
    ],
    ids=["twice", "cut-off", "damaged", "empty", "pdf"],
)
def test_what_is_packed_badly_is_refused(data, message):
    """In one line that says what to do."""
    assert list(read_document(data, name="a.gz")) == [InputFailure("a.gz", message)]


def test_a_bomb_is_refused_at_the_bound(monkeypatch):
    """However little it is packed, a document is read up to the bound and no further."""
    for module in ("reader", "encodings"):
        monkeypatch.setattr(f"dateline.documents.{module}.MAX_DOCUMENT_BYTES", 1 << 20)
    packed = gzip.compress(b"x" * (2 << 20))
    assert len(packed) < 4096
    (each,) = read_document(packed, name="a.gz")
    assert each == InputFailure("a.gz", "is longer than 64 MiB".replace("64", "1"))


@pytest.mark.parametrize(
    ("content", "limits", "message"),
    [
        (b"Rain. " * 200_000, DocumentLimits(max_bytes=1 << 20), "is longer than 1 MiB"),
        (LINES * 40_000, DocumentLimits(max_bytes=1 << 20), "is longer than 1 MiB"),
        (b"text\n" + b"Rain\n" * 250_000, DocumentLimits(max_bytes=1 << 20), "is longer than 1 MiB"),
        (
            b"<p>Rain" * 200_000,
            DocumentLimits(max_html_bytes=1 << 20),
            "is a page of more than 1 MiB; save its article alone",
        ),
        (
            b"Rain. " * 200_000 + b"<b>x</b>",
            DocumentLimits(max_html_bytes=1 << 20),
            "is a page of more than 1 MiB; save its article alone",
        ),
    ],
    ids=["text", "lines", "table", "page", "late-page"],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_service_may_bound_a_document(content, limits, message, pack):
    """What it unpacks to counts, and what was whole before the bound is read."""
    *_, last = read_document(pack(content), name="a", limits=limits)
    assert last == InputFailure("a", message)
    *_, last = read_document(pack(content[:2000]), name="a", limits=limits)
    assert not isinstance(last, InputFailure) or "MiB" not in last.message


def test_no_library_is_loaded_before_it_is_needed():
    """Plain text and JSON lines are read without what pages and feeds need."""
    program = (
        "import sys; from dateline.documents import read_document; list(read_document(b'Rain.', name='a'));"
        "print([each for each in ('lxml', 'trafilatura', 'feedparser', 'chardet') if each in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


def test_lines_come_one_by_one():
    """The second article is not read before the first is taken."""
    articles = read_document(gzip.compress(LINES), name="a.gz")
    assert next(articles).where == "a.gz:1"
    assert next(articles).where == "a.gz:2"


@pytest.mark.parametrize("input_format", InputFormat)
def test_no_format_makes_an_article_of_nothing(input_format):
    """An empty document is refused in each format, and one of white space is refused or is white space."""
    (each,) = read_document(b"", name="a", input_format=input_format)
    assert each == InputFailure("a", "is empty")
    (each,) = read_document(b" \n", name="a", input_format=input_format)
    assert isinstance(each, InputFailure) != (input_format is InputFormat.TEXT)
