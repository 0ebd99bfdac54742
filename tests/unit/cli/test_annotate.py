import json
import re
import socket
import sys

import pytest

from support.tiny_world import running_server

TEXT = "Sergey Lavrov spoke in Astana, Kazakhstan, for the United Nations. Paris, Texas \U0001f5fc and Atlantis follow."
GERMAN = "Der Bürgermeister der Stadt sagte am Dienstag, die Brücke bleibe wegen des Hochwassers noch gesperrt."
LINES = [
    {"id": "one", "title": "Astana talks", "text": TEXT},
    {"id": "two", "text": "Astana and Paris", "mentions": [{"start": 11, "end": 16}]},
    {"id": "three", "text": "Nothing here."},
]


@pytest.mark.parametrize("output_format", ["text", "json", "jsonl"])
def test_answers_are_the_same_from_here_and_from_a_server(run, live, write, output_format):
    """The output is equal to the byte, wherever the work is done."""
    path = write("a.jsonl", LINES)
    here = run("annotate", path, "--format", output_format)
    there = run("annotate", path, "--format", output_format, "--server", live)
    assert (here.exit_code, here.stderr) == (there.exit_code, there.stderr) == (0, "")
    assert here.stdout_bytes == there.stdout_bytes


def test_jsonl_has_an_article_a_line_in_order(run, write):
    """JSON lines are annotations with proto field names, zeros and all, in the order of the input."""
    result = run("annotate", write("a.jsonl", LINES), "--format", "jsonl")
    annotations = [json.loads(line) for line in result.stdout.splitlines()]
    assert [each["article_id"] for each in annotations] == ["one", "two", "three"]
    span = annotations[0]["entities"][0]["mentions"][0]["span"]
    assert span == {"start_offset": 0, "end_offset": 6, "content": "Astana", "part": "ARTICLE_PART_TITLE"}
    (paris,) = annotations[1]["entities"]
    assert paris["resolution"]["place"]["place_id"] == "geonames:2988507"
    assert annotations[0]["offset_encoding"] == "OFFSET_ENCODING_UTF32"


def test_text_marks_spans_and_lists_places(run, write):
    """The text format marks each span by its type and says where the places are and why."""
    result = run("annotate", write("a.txt", TEXT))
    assert "[Sergey Lavrov PERSON] spoke in [Astana PLACE], [Kazakhstan PLACE]" in result.stdout
    assert "[United Nations ORGANIZATION]" in result.stdout
    assert "51.1801" in result.stdout
    assert re.search(r"Atlantis +in [A-Z]", result.stdout)
    assert "\x1b" not in result.stdout


def test_options_reach_the_work(run, live, write):
    """Switches for demonyms and nested places are taken by both ways."""
    path = write("a.txt", TEXT)
    for where in ((), ("--server", live)):
        assert run("annotate", path, "--no-demonyms", "--no-nested", *where).exit_code == 0


def test_the_language_is_told_or_given(run, live, write):
    """It is a line of the table for people, here and from a server; the option goes before what the text tells."""
    path = write("a.txt", GERMAN)
    for where in ((), ("--server", live)):
        told = run("annotate", path, *where)
        assert re.search(r"^In German, told from the text, (0\.9\d|1\.00)$", told.stdout, re.MULTILINE)
        given = run("annotate", path, "--language", "fi-FI", *where)
        assert "In Finnish, as given\n" in given.stdout
    usage = " ".join(run("annotate", "--help").stdout.split())
    assert "ar, da, de, en," in usage


@pytest.mark.parametrize(("prefer", "number"), [("city", 5128581), ("division", 5128638), ("CITY", 5128581)])
def test_a_city_or_a_division_can_be_preferred(run_locally, write, prefer, number):
    """Where the two share a name the caller has a say, here as well as at a server, and is told that it had."""
    path = write("a.jsonl", [{"text": "New York votes.", "mentions": [{"start": 0, "end": 8}]}])
    here = run_locally("annotate", path, "-f", "jsonl", "--prefer", prefer)
    resolution = json.loads(here.stdout)["entities"][0]["resolution"]
    assert resolution["place"]["place_id"] == f"geonames:{number}"
    unasked = json.loads(run_locally("annotate", path, "-f", "jsonl").stdout)["entities"][0]["resolution"]
    is_other = unasked["place"] != resolution["place"]
    assert ("EVIDENCE_KIND_PREFERENCE" in {each["kind"] for each in resolution["evidence"]}) == is_other


@pytest.mark.slow
def test_a_server_hears_what_is_preferred(run_locally, local_folder, write):
    """The preference travels with the call."""
    path = write("a.jsonl", [{"text": "New York votes.", "mentions": [{"start": 0, "end": 8}]}])
    with running_server(local_folder / "local.sqlite", ranker=local_folder / "ranker") as target:
        for prefer in ("city", "division", "likeliest"):
            arguments = ("annotate", path, "-f", "jsonl", "--prefer", prefer)
            there = run_locally(*arguments, "--server", target)
            assert (there.exit_code, there.stdout) == (0, run_locally(*arguments).stdout)


def test_what_newsrooms_have_is_read(run, write):
    """A page, a feed, NITF, a table and a PDF in one command: text and metadata count, markup is no prose."""
    page = write("page.html", f"<html lang='en'><body><nav>Paris</nav><article><p>{TEXT}</p></article></body></html>")
    feed = write(
        "feed.xml", f"<rss><channel><item><guid>g1</guid><description>{TEXT}</description></item></channel></rss>"
    )
    story = write("story.nitf", f"<nitf><body><body.content><p>{TEXT}</p></body.content></body></nitf>")
    table = write("table.csv", f'id,text\nrow,"{TEXT}"\n')
    pdf = write("paper.pdf", b"%PDF-1.7")
    result = run("annotate", page, feed, story, table, pdf, "-f", "jsonl")
    assert result.exit_code == 1
    annotations = [json.loads(line) for line in result.stdout.splitlines()]
    assert [each["article_id"] for each in annotations] == [str(page), "g1", str(story), "row"]
    assert len({json.dumps(each["entities"]) for each in annotations}) == 1
    assert result.stderr == f"dateline: {pdf}: is a PDF; save it as plain text or HTML\n"


def test_format_and_encoding_may_be_given(run, write):
    """The caller's word goes before what content and name say, in whatever case."""
    path = write("a.txt", '{"text": "Astana"}')
    result = run("annotate", path, "-f", "jsonl", "--input-format", "TEXT")
    (mention,) = json.loads(result.stdout)["entities"][0]["mentions"]
    assert mention["span"]["start_offset"] == 10
    latin = write("b.txt", "Astana é".encode("latin-1"))
    assert run("annotate", latin, "--encoding", "latin-1").exit_code == 0


def test_fields_that_a_document_leaves_empty_are_filled(run, write):
    """A plain file has the title, outlet and language of the options; an article with its own keeps them."""
    paths = (
        write("a.txt", "Nothing."),
        write("b.jsonl", [{"text": "Nothing.", "title": "Paris"}]),
        write("c.txt", b""),
    )
    result = run("annotate", *paths, "-f", "jsonl", "--title", "Astana", "--outlet", "o" * 9999)
    assert result.stderr.count("outlet: must have at most") == 2
    result = run("annotate", *paths, "-f", "jsonl", "--title", "Astana", "--language", "pt_br")
    assert {json.loads(line)["language_code"] for line in result.stdout.splitlines()} == {"pt-BR"}
    first, second = (json.loads(line)["entities"][0]["mentions"][0]["span"] for line in result.stdout.splitlines())
    assert (first["content"], first["part"], second["content"]) == ("Astana", "ARTICLE_PART_TITLE", "Paris")


def test_a_language_that_is_none_is_told_before_any_work(run, write):
    """With exit code 2 and the option's name, as `dateline bulk` does."""
    result = run("annotate", write("a.txt", "Nothing."), "--language", "x-")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == 'dateline: --language x-: is no BCP-47 tag such as "en" or "pt-BR"\n'


def test_json_says_what_language_was_read(run, write):
    """Under the contract's own names: the language that was given, or that the text tells."""
    path = write("a.txt", "The talks in Astana resumed on Monday, and both sides said that they had been useful.")
    told = json.loads(run("annotate", path, "-f", "jsonl").stdout)["language"]
    assert (told["code"], told["given"]) == ("en", False)
    assert told["probability"] > 0.9
    given = json.loads(run("annotate", path, "-f", "jsonl", "--language", "en-GB").stdout)["language"]
    assert given == {"code": "en", "probability": 1.0, "given": True}


def test_one_bad_line_costs_only_itself(run, live, write):
    """A bad line is named on standard error, the others are answered, and the exit code is 1."""
    path = write("a.jsonl", '{"id": "a", "text": "Astana"}\n{"text": 3}\n{"id": "c", "text": "Paris"}\n')
    for where in ((), ("--server", live)):
        result = run("annotate", path, "-f", "jsonl", *where)
        assert result.exit_code == 1
        assert [json.loads(line)["article_id"] for line in result.stdout.splitlines()] == ["a", "c"]
        assert result.stderr == f"dateline: {path}:2: text: is not a string\n"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.txt", b"", "is empty"),
        ("latin.txt", b"caf\xe9", "is not UTF-8 (byte 3)"),
        ("bad.jsonl", b"{", ":1: is not valid JSON"),
    ],
    ids=["empty", "not-utf-8", "not-json"],
)
def test_input_that_holds_no_article_is_a_usage_error(run, write, name, content, message):
    """Where nothing could be read the exit code is 2."""
    path = write(name, content)
    result = run("annotate", path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"dateline: {path}")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere.txt",), "nowhere.txt: no such file or folder"),
        (("-", "-"), "-: was given more than once"),
        (("pyproject.toml", "--server", "x", "--model", "y"), "--model is the server's own choice"),
        (("pyproject.toml", "--format", "xml"), "Invalid value"),
        (("pyproject.toml", "--timeout", "0"), "Invalid value"),
        (("pyproject.toml", "--prefer", "village"), "Invalid value"),
        (("pyproject.toml", "--input-format", "pdf"), "Invalid value"),
        (("pyproject.toml", "--encoding", "utf-9"), "encoding: is no encoding"),
    ],
    ids=["missing-file", "stdin-twice", "model-of-server", "format", "timeout", "prefer", "input-format", "encoding"],
)
def test_wrong_usage_is_told_before_any_work(run, arguments, message):
    """A command that cannot be carried out as given ends with exit code 2 and says why."""
    result = run("annotate", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_folder_without_articles_is_a_usage_error(run, tmp_path):
    """A folder with nothing to annotate is named."""
    result = run("annotate", tmp_path)
    assert result.exit_code == 2
    assert "no .txt, .text, .html, .htm, .xhtml, .xml, .rss" in result.stderr


def test_too_long_an_article_is_told_the_limit(run, live, write):
    """Five million characters are refused with the limit, alike here and by a server."""
    path = write("long.txt", "Astana " * 720_000)
    here, there = run("annotate", path), run("annotate", path, "--server", live)
    assert here.exit_code == there.exit_code == 2
    assert here.stderr == there.stderr == f"dateline: {path}: text: must have at most 500000 code points\n"


def test_too_large_a_request_is_told_the_limit(run, live, write):
    """What no request can carry is refused before it is sent."""
    path = write("huge.txt", "Astana " * 1_300_000)
    result = run("annotate", path, "--server", live)
    assert result.exit_code == 2
    assert f"dateline: {path}: has 9,100," in result.stderr
    assert "over the limit of 8,388,608 for a request" in result.stderr


def test_server_that_is_not_there_is_out_of_reach(run, write):
    """Where no server listens the exit code is 3, at once."""
    result = run("annotate", write("a.txt", TEXT), "--server", "127.0.0.1:1")
    assert result.exit_code == 3
    assert result.stderr == "dateline: no server at 127.0.0.1:1\n"


def test_server_that_does_not_answer_is_out_of_reach(run, write):
    """Where something listens and says nothing the exit code is 3 after the timeout."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        target = f"127.0.0.1:{silent.getsockname()[1]}"
        result = run("annotate", write("a.txt", TEXT), "--server", target, "--timeout", "0.3")
    assert result.exit_code == 3
    assert target in result.stderr


def test_unknown_setting_is_a_usage_error(run, write, monkeypatch):
    """A DATELINE_ variable that is no setting is named."""
    monkeypatch.setenv("DATELINE_MODLE", "x")
    result = run("annotate", write("a.txt", TEXT))
    assert result.exit_code == 2
    assert "DATELINE_MODLE" in result.stderr
    assert result.stderr.count("\n") == 1


def test_missing_gazetteer_is_a_failure(run, write, tmp_path):
    """A gazetteer that is not where it should be is named."""
    result = run("annotate", write("a.txt", TEXT), "--gazetteer", tmp_path / "none.sqlite")
    assert result.exit_code == 1
    assert "none.sqlite" in result.stderr


def test_missing_extra_is_told_with_its_remedy(run, write, monkeypatch):
    """A light install says what to install."""
    monkeypatch.delitem(sys.modules, "dateline.settings")
    monkeypatch.setitem(sys.modules, "pydantic_settings", None)
    result = run("annotate", write("a.txt", TEXT))
    assert result.exit_code == 1
    assert result.stderr.startswith("dateline: this needs pydantic_settings, which is missing; to install it")
    assert result.stderr.endswith("[server]'\n")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--encoding", "utf-9"), "dateline: --encoding: is no encoding"),
        (("--encoding", "ascii"), "give its encoding (--encoding)"),
        ((), "give its encoding (--encoding): utf-16-le"),
    ],
)
def test_errors_of_encodings_name_the_option(run, write, arguments, message):
    """The command says how it is told, which the documents do not know."""
    result = run("annotate", write("a.txt", "Åse in Oslo.".encode("utf-16-le")), *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
