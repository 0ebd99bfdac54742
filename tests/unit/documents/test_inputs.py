import gzip
import io
import sys

import pytest

from dateline.documents import InputArticle, InputFailure, find_inputs, read_inputs
from dateline.errors import InvalidInputError


def test_text_file_is_one_article_as_it_is(write, read):
    """A text file keeps its line ends and all else but a byte order mark, and its path is the id."""
    path = write("a.txt", b"\xef\xbb\xbfone\r\ntwo\n")
    (each,) = read(path)
    assert each.article.text == "one\r\ntwo\n"
    assert each.article.id == each.where == str(path)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b"caf\xe9", "is not UTF-8 (byte 3), and its encoding cannot be told; give its encoding"),
        ("a.jsonl", b"\n\n", "is empty"),
    ],
    ids=["empty", "latin-1", "no-lines"],
)
def test_bad_file_is_named(write, read, name, content, message):
    """A file that is no article is named with the reason."""
    path = write(name, content)
    assert read(path) == [InputFailure(str(path), message)]


def test_a_file_of_white_space_is_an_article(write, read):
    """It is annotated, with a warning, as a server would."""
    (article,) = read(write("a.txt", b" \r\n\t"))
    assert article.article.text == " \r\n\t"


def test_folder_is_its_articles_in_order(write, read, tmp_path):
    """A folder stands for the files of known formats below it, packed ones too, sorted by path."""
    for name in ("b/z.txt", "a.txt", "b/a.jsonl", "c.md", "d.XML"):
        write(name, '{"text": "x"}' if name[-1] != "L" else "<nitf/>")
    write("c.json.gz", gzip.compress(b'{"text": "x"}'))
    places = [each.where.removeprefix(f"{tmp_path}/") for each in read(tmp_path)]
    assert places == ["a.txt:1", "b/a.jsonl:1", "b/z.txt:1", "c.json.gz", "d.XML"]


def test_a_folder_without_articles_is_refused(tmp_path):
    """It says which files it looked for."""
    with pytest.raises(InvalidInputError, match=r"no \.txt, .*\.tsv files in this folder"):
        find_inputs([str(tmp_path)])


def test_a_missing_file_is_refused_and_one_that_goes_away_is_named(write, tmp_path):
    """What is not there is told at once, what cannot be read in its turn."""
    with pytest.raises(InvalidInputError, match="no such file or folder"):
        find_inputs([str(tmp_path / "none.txt")])
    with pytest.raises(InvalidInputError, match="can be read only once"):
        find_inputs(["-", "-"])
    path = write("a.txt", "x")
    paths = find_inputs([str(path)])
    path.unlink()
    assert list(read_inputs(paths)) == [InputFailure(str(path), "No such file or directory")]


@pytest.mark.parametrize(
    ("data", "where", "text"),
    [
        (b"<html><body><p>It rained in Oslo all day long.</p></body></html>", "-", "It rained in Oslo all day long."),
        (b"<rss version='2.0'><channel><item><description>One.</description></item></channel></rss>", "-#1", "One."),
        (b"<nitf><body><body.content><p>One.</p></body.content></body></nitf>", "-", "One."),
        (b'{"text": "One."}\n{"text": "Two."}', "-:1", "One."),
        (b'{\n "text": "One."\n}', "-", "One."),
        (b"One.", "-", "One."),
    ],
    ids=["page", "feed", "nitf", "jsonl", "json", "text"],
)
def test_standard_input_is_told_by_its_content(monkeypatch, data, where, text):
    """A pipe has no name, and needs none."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    first = next(read_inputs(["-"]))
    assert isinstance(first, InputArticle)
    assert (first.where, first.article.text) == (where, text)


def test_an_unknown_encoding_is_told_before_any_work():
    """A slip in an option is no fault of the files."""
    with pytest.raises(InvalidInputError, match="encoding: is no encoding"):
        read_inputs(["none.txt"], encoding="utf-9")
