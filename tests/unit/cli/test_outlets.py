import json

import pytest

from support.local_world import LOCAL_TEXTS, NATIONAL_TEXTS, PARIS_FRANCE, PARIS_TENNESSEE, TENNESSEE, mentions

HEADER = "outlet\tcountry_code\tadmin1_id\tlatitude\tlongitude\ttown\n"
LEARNT = f"{HEADER}national.example\tUS\t\t\t\t\npi.example\tUS\t{TENNESSEE}\t36.3020\t-88.3267\tParis\n"


def line(text, outlet=""):
    given = [{"start": each.start_offset, "end": each.end_offset} for each in mentions(text)]
    return {"text": text, "outlet": outlet, "mentions": given}


ARCHIVE = [
    *(line(text, "www.pi.example") for text in LOCAL_TEXTS),
    *(line(text, "national.example") for text in NATIONAL_TEXTS),
    line("Nothing happened.", "agency.example"),
    line("Nothing followed.", "agency.example"),
    line("Paris is calm."),
]


def test_what_is_learnt_goes_to_standard_output(run_locally, write):
    """The file is printed, and each outlet is told on standard error, those without a home too."""
    result = run_locally("outlets", "learn", write("a.jsonl", ARCHIVE))
    assert (result.exit_code, result.stdout) == (0, LEARNT)
    # What is said once the work takes over a second is not of interest here.
    told = [each for each in result.stderr.splitlines() if "reading the articles" not in each]
    assert told == [
        "dateline: agency.example: no home found (2 articles)",
        "dateline: national.example: US (4 articles)",
        "dateline: pi.example: Paris (5 articles)",
    ]


def test_the_file_is_what_the_setting_takes(run_locally, write, tmp_path, monkeypatch):
    """The service reads what the command writes, and it may be written where the setting already points."""
    output = tmp_path / "outlets.tsv"
    monkeypatch.setenv("DATELINE_OUTLETS", str(output))
    for _ in range(2):
        result = run_locally("outlets", "learn", write("a.jsonl", ARCHIVE), "--output", output)
        assert (result.exit_code, result.stdout) == (0, "")
        assert output.read_text() == LEARNT
    articles = write("b.jsonl", [line("Paris is calm.", "pi.example"), line("Paris is calm.", "other.example")])
    annotated = run_locally("annotate", articles, "--format", "jsonl")
    answers = [json.loads(each)["entities"][0]["resolution"] for each in annotated.stdout.splitlines()]
    assert [each["place"]["place_id"] for each in answers] == [PARIS_TENNESSEE, PARIS_FRANCE]


def test_bad_lines_are_named_and_cost_only_themselves(run_locally, write, tmp_path):
    """Lines that hold no article and articles over the limits are named by line; the others are read."""
    path = write("a.jsonl", ARCHIVE)
    content = path.read_bytes()
    bad = [b"{", b'{"text": ""}', json.dumps(line("x" * 500_001, "pi.example")).encode(), b'{"text": "x", "outlet": 1}']
    path.write_bytes(b"\n".join(bad) + b"\n" + content)
    result = run_locally("outlets", "learn", path, "-o", tmp_path / "o.tsv")
    assert result.exit_code == 1
    assert (tmp_path / "o.tsv").read_text() == LEARNT
    named = [each for each in result.stderr.splitlines() if str(path) in each]
    assert len(named) == 4
    for number, (message, reason) in enumerate(
        zip(named, ("not valid JSON", "is empty", "at most 500000 code points", "is not a string"), strict=True), 1
    ):
        assert message.startswith(f"dateline: {path}:{number}: ")
        assert reason in message


@pytest.mark.parametrize("content", [[line("Paris is calm.")], "{\n"], ids=["no-outlet", "no-article"])
def test_articles_without_outlets_teach_nothing(run_locally, write, tmp_path, content):
    """Where no article names its outlet nothing is written, and what was there stays."""
    output = tmp_path / "o.tsv"
    output.write_text("mine")
    result = run_locally("outlets", "learn", write("a.jsonl", content), "-o", output)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith("dateline: no article names its outlet\n")
    assert output.read_text() == "mine"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.jsonl", "o.tsv"]


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("missing/o.tsv", "missing/o.tsv: there is no folder "),
        ("a.jsonl/o.tsv", "a.jsonl/o.tsv: there is no folder "),
        (".", ": is no file"),
        ("/dev/null", "/dev/null: is no file"),
    ],
)
def test_an_output_that_cannot_be_written_is_told_before_any_work(run_locally, write, tmp_path, *, output, message):
    """The path is named in one line, without a traceback, before the archive is read."""
    result = run_locally("outlets", "learn", write("a.jsonl", ARCHIVE), "-o", tmp_path / output)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert [each.name for each in tmp_path.iterdir()] == ["a.jsonl"]


def test_a_failure_midway_leaves_the_old_file(run_locally, write, tmp_path):
    """When the gazetteer cannot be read, nothing is written and nothing left lying about."""
    output = tmp_path / "o.tsv"
    output.write_text("mine")
    broken = write("broken.sqlite", "no gazetteer")
    result = run_locally("outlets", "learn", write("a.jsonl", ARCHIVE), "-o", output, "--gazetteer", broken)
    assert result.exit_code == 1
    assert "broken.sqlite" in result.stderr
    assert output.read_text() == "mine"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.jsonl", "broken.sqlite", "o.tsv"]


def test_a_link_leads_to_the_file_that_is_written(run_locally, write, tmp_path):
    """A link stays a link, and what it points to is replaced."""
    (tmp_path / "real.tsv").write_text("old")
    link = tmp_path / "o.tsv"
    link.symlink_to("real.tsv")
    assert run_locally("outlets", "learn", write("a.jsonl", ARCHIVE), "-o", link).exit_code == 0
    assert link.is_symlink()
    assert (tmp_path / "real.tsv").read_text() == LEARNT


def test_a_bad_outlets_file_is_a_usage_error_by_line(run_locally, write, monkeypatch):
    """A file that callers wrote by hand is refused with line and column, before anything is annotated."""
    outlets = write("mine.tsv", f"{HEADER}pi.example\tUSA\t\t\t\t\n")
    monkeypatch.setenv("DATELINE_OUTLETS", str(outlets))
    result = run_locally("annotate", write("b.jsonl", [line("Paris is calm.", "pi.example")]))
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{outlets}:2 country_code: must be two capital letters" in result.stderr


def test_a_missing_outlets_file_is_a_failure(run_locally, write, tmp_path, monkeypatch):
    """A setting that points nowhere is told, and not taken for no outlets."""
    monkeypatch.setenv("DATELINE_OUTLETS", str(tmp_path / "none.tsv"))
    result = run_locally("annotate", write("b.jsonl", [line("Paris is calm.", "pi.example")]))
    assert (result.exit_code, result.stderr) == (1, f"dateline: no outlets file at {tmp_path / 'none.tsv'}\n")


@pytest.mark.parametrize("arguments", [(), ("learn",), ("learn", "nowhere.jsonl")], ids=" ".join)
def test_wrong_usage_is_told(run_locally, arguments):
    """A command without its files, or with files that are not there, ends with exit code 2."""
    result = run_locally("outlets", *arguments)
    assert result.exit_code == 2
    assert not arguments or result.stdout == ""


def test_the_articles_are_not_replaced(run_locally, write):
    """What is learnt cannot go where it is learnt from."""
    path = write("a.jsonl", ARCHIVE)
    before = path.read_bytes()
    result = run_locally("outlets", "learn", path, "-o", path)
    assert (result.exit_code, path.read_bytes()) == (2, before)
    assert "is one of the inputs" in result.stderr
