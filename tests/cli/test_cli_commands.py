import json
import socket

import pytest


@pytest.mark.parametrize("output_format", ["text", "json", "jsonl"])
def test_resolve_answers_the_same_from_here_and_from_a_server(run, live, output_format):
    """Names are looked up alike wherever the work is done."""
    arguments = ("resolve", "Paris", "Nowhereville", "--context", "Texas", "--format", output_format)
    here, there = run(*arguments), run(*arguments, "--server", live)
    assert here.exit_code == there.exit_code == 0
    assert here.stdout_bytes == there.stdout_bytes


def test_resolve_takes_context_and_country(run):
    """Context and country decide between places of one name."""
    answers = [
        json.loads(run("resolve", "Paris", "-f", "jsonl", *options).stdout)["resolution"]["place"]["place_id"]
        for options in ((), ("--context", "Texas"), ("--country", "us"))
    ]
    assert answers == ["geonames:2988507", "geonames:4717560", "geonames:4717560"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Missing argument"),
        (("",), "a name is empty"),
        (("Paris", "--country", "USA"), "no two-letter country code"),
        (("Par\udcffis",), "a name is not UTF-8"),
        (("x" * 501,), "at most 500 code points"),
    ],
    ids=["none", "empty", "country", "bytes", "long"],
)
def test_resolve_refuses_what_is_no_name(run, arguments, message):
    """Names that cannot be looked up are usage errors."""
    result = run("resolve", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_info_is_the_same_from_here_and_from_a_server(run, live):
    """Versions, resources and limits are told alike; only the settings may differ."""
    here, there = run("info"), run("info", "--server", live)
    assert here.exit_code == there.exit_code == 0
    assert here.stdout == there.stdout
    assert "tiny 1" in here.stdout
    assert json.loads(run("info", "-f", "jsonl").stdout)["limits"]["max_article_chars"] == 500_000


@pytest.mark.parametrize("options", [(), ("--liveness",)], ids=["ready", "alive"])
def test_health_of_a_server(run, live, options):
    """A server that is ready is healthy."""
    result = run("health", "--server", live, *options)
    assert (result.exit_code, result.stdout) == (0, "SERVING\n")


def test_health_of_no_server(run):
    """A server that is not there is out of reach."""
    result = run("health", "--server", "127.0.0.1:1")
    assert (result.exit_code, result.stdout) == (3, "")


def test_gazetteer_info_tells_what_it_holds(run, tiny_gazetteer):
    """The gazetteer's path, size and revision are printed."""
    result = run("gazetteer", "info")
    assert result.exit_code == 0
    assert str(tiny_gazetteer) in result.stdout
    assert "places    7" in result.stdout


def test_gazetteer_build_keeps_what_is_there(run, tiny_gazetteer):
    """An existing file is built anew only with --force."""
    before = tiny_gazetteer.read_bytes()
    result = run("gazetteer", "build", "--output", tiny_gazetteer)
    assert (result.exit_code, result.stdout) == (0, f"{tiny_gazetteer}\n")
    assert "--force" in result.stderr
    assert tiny_gazetteer.read_bytes() == before


def test_gazetteer_build_refuses_folders(run, tmp_path):
    """A folder is no place for a file."""
    result = run("gazetteer", "build", "--output", tmp_path)
    assert (result.exit_code, result.stderr) == (2, f"dateline: {tmp_path}: is a folder\n")


def test_gazetteer_that_is_none_is_a_failure(run, write):
    """A file that is no gazetteer is named, without a traceback."""
    result = run("gazetteer", "info", "--gazetteer", write("a.sqlite", "no gazetteer"))
    assert result.exit_code == 1
    assert "a.sqlite" in result.stderr


def test_serve_refuses_a_taken_port(run):
    """A port that is taken is a failure."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = run("serve", "--port", taken.getsockname()[1])
    assert result.exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [("--host", "0.0.0.0"), ("--port", "70000"), ("--log-format", "xml")],  # noqa: S104 - to be refused
    ids=["open", "port", "log"],
)
def test_serve_refuses_bad_settings(run, arguments):
    """Settings that are wrong or unsafe are usage errors."""
    assert run("serve", *arguments).exit_code == 2
