import json

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
        (("",), "must not be empty"),
        (("Paris", "--country", "USA"), "no two-letter country code"),
        (("Par\udcffis",), "a name is not UTF-8"),
        (("x" * 501,), "at most 500 code points"),
        (("Paris", "--display-language", "tlh"), "options.display_language: must be empty or one of ar, da, "),
        (("Paris", "--language", "?"), 'is no BCP-47 tag such as "en"'),
    ],
    ids=["none", "empty", "country", "bytes", "long", "display language", "language"],
)
def test_resolve_refuses_what_is_no_name(run, arguments, message):
    """Names that cannot be looked up are usage errors."""
    result = run("resolve", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_resolve_asks_for_the_language_of_names(run, live):
    """A language that a place has no name in is taken alike from here and by a server, and changes no name."""
    arguments = ("resolve", "Paris", "--display-language", "de", "--format", "jsonl")
    here, there = run(*arguments), run(*arguments, "--server", live)
    assert here.stdout_bytes == there.stdout_bytes
    assert json.loads(here.stdout)["resolution"]["place"]["name"] == "Paris"


def test_a_name_that_cannot_be_looked_up_fails_no_other(run):
    """The good name is answered, the bad one is complained of, and the exit code says so."""
    result = run("resolve", "x" * 501, "Paris", "--format", "jsonl")
    assert result.exit_code == 2
    assert "at most 500 code points" in result.stderr
    (answer,) = map(json.loads, result.stdout.splitlines())
    assert answer["query"]["name"] == "Paris"


def test_resolve_reads_names_in_their_language(run, live):
    """A German demonym leads to its country in German alone, asked here and of a server."""
    places = []
    for options in ((), ("--language", "de"), ("--language", "DE_at", "--server", live)):
        answer = json.loads(run("resolve", "Kasachen", "--format", "jsonl", *options).stdout)
        places.append(answer["resolution"].get("place", {}).get("name"))
    assert places == [None, "Kazakhstan", "Kazakhstan"]
