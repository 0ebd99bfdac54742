import json

import pytest

from dateline.documents import InputArticle, InputFailure, find_inputs, read_inputs
from dateline.values import EntityType, GivenMention


def read(path):
    return list(read_inputs(find_inputs([str(path)])))


def test_text_file_is_one_article_as_it_is(write):
    """A text file keeps its line ends, its byte order mark and all else, and its path is the id."""
    path = write("a.txt", b"\xef\xbb\xbfone\r\ntwo\n")
    (each,) = read(path)
    assert each.article.text == "\ufeffone\r\ntwo\n"
    assert each.article.id == each.where == str(path)


def test_json_line_is_one_article(write):
    """All keys of a JSON line are taken, unknown ones ignored, types by default places."""
    line = {
        "id": 7,
        "title": "T",
        "text": "Astana and Lavrov",
        "outlet": "example.com",
        "language_code": "en",
        "published": None,
        "mentions": [{"start": 0, "end": 6, "type": None}, {"start": 11, "end": 17, "type": "PERSON", "kind": "x"}],
    }
    (each,) = read(write("a.jsonl", [line]))
    article = each.article
    assert (article.id, article.title, article.outlet, article.language_code) == ("7", "T", "example.com", "en")
    assert article.mentions == (GivenMention(0, 6, EntityType.PLACE), GivenMention(11, 17, EntityType.PERSON))


def test_mentions_may_be_none_or_empty(write):
    """Without mentions they are to be found; with an empty list there are none."""
    first, second = read(write("a.jsonl", [{"text": "x", "mentions": None}, {"text": "x", "mentions": []}]))
    assert first.article.mentions is None
    assert second.article.mentions == ()


def test_lines_without_id_are_named_by_their_place(write):
    """An article without an id has its file and line for one, blank lines counted."""
    path = write("a.jsonl", b'\xef\xbb\xbf{"text": "one"}\n\n{"text": "two\xe2\x80\xa8three"}')
    assert [each.article.id for each in read(path)] == [f"{path}:1", f"{path}:3"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"text": ', "is not valid JSON: Expecting value (column 10)"),
        ("[" * 100_000, "is not valid JSON"),
        ("[]", "is not a JSON object"),
        ("{}", "text: is missing"),
        ('{"text": ""}', "text: is empty"),
        ('{"text": 1}', "text: is not a string"),
        ('{"text": "\\ud800"}', "text: holds half of a surrogate pair"),
        ('{"text": "x", "title": []}', "title: is not a string"),
        ('{"text": "x", "mentions": {}}', "mentions: is not a list"),
        ('{"text": "x", "mentions": [1]}', "mentions[0]: is not an object"),
        ('{"text": "x", "mentions": [{"end": 1}]}', "mentions[0].start: is missing"),
        ('{"text": "x", "mentions": [{"start": 0, "end": true}]}', "mentions[0].end: is not an integer"),
        (
            '{"text": "x", "mentions": [{"start": 0, "end": 2}]}',
            "mentions[0]: 0 to 2 is no span of the text's 1 code points",
        ),
        (
            '{"text": "x", "mentions": [{"start": 1, "end": 1}]}',
            "mentions[0]: 1 to 1 is no span of the text's 1 code points",
        ),
        (
            '{"text": "x", "mentions": [{"start": 0, "end": 1, "type": "RIVER"}]}',
            "mentions[0].type: is none of PERSON, ORGANIZATION, PLACE",
        ),
    ],
    ids=[
        "broken", "deep", "array", "no-text", "empty-text", "text-type", "surrogate", "title-type", "mentions-type",
        "mention-type", "no-start", "end-type", "outside", "empty-span", "unknown-type",
    ],
)  # fmt: skip
def test_bad_line_is_named_and_no_other_is_lost(write, line, message):
    """A line that is no article is named by file, line and field, and those around it are read."""
    good = json.dumps({"text": "x"})
    path = write("a.jsonl", f"{good}\n{line}\n{good}\n")
    first, second, third = read(path)
    assert isinstance(first, InputArticle)
    assert isinstance(third, InputArticle)
    assert isinstance(second, InputFailure)
    assert (second.where, second.message) == (f"{path}:2", message)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b"caf\xe9", "is not UTF-8 (byte 3)"),
        ("a.jsonl", b"\n\n", "is empty"),
    ],
    ids=["empty", "latin-1", "no-lines"],
)
def test_bad_file_is_named(write, name, content, message):
    """A file that is no article is named with the reason."""
    path = write(name, content)
    assert read(path) == [InputFailure(str(path), message)]


def test_a_file_of_white_space_is_an_article(write):
    """It is annotated, with a warning, as a server would."""
    (article,) = read(write("a.txt", b" \r\n\t"))
    assert article.article.text == " \r\n\t"


def test_folder_is_its_articles_in_order(write, tmp_path):
    """A folder stands for the text and JSON lines files below it, sorted by path."""
    for name in ("b/z.txt", "a.txt", "b/a.jsonl", "c.md"):
        write(name, '{"text": "x"}')
    assert [each.where.removeprefix(f"{tmp_path}/") for each in read(tmp_path)] == ["a.txt", "b/a.jsonl:1", "b/z.txt"]
