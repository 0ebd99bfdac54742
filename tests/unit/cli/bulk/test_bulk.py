import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from dateline.bulk import Progress, Unit
from dateline.cli.bulk.options import make_job
from dateline.cli.bulk.progress import ProgressLines, _time
from dateline.cli.bulk.run import _engine
from dateline.errors import ServiceUnavailableError
from dateline.values import AnnotateOptions
from support.bulk_world import DyingAnnotator, PlainAnnotator, job_of, lines

ARTICLES = [{"id": f"a{number}", "text": "Talks in Astana, Kazakhstan, went on."} for number in range(20)]


@pytest.fixture
def archive(write, tmp_path, tiny_gazetteer, monkeypatch):
    """A folder of two small files, one of them with a bad line, and a gazetteer for every process."""
    monkeypatch.setenv("DATELINE_GAZETTEER", str(tiny_gazetteer))
    write("in/a.jsonl", ARTICLES)
    write("in/b.csv", "id,text,outlet\nb1,Talks in Paris.,a.example\nb2,,a.example\n")
    return tmp_path


@pytest.mark.slow
def test_an_archive_is_annotated_and_looked_into(run, archive):
    """Run, run again, status, compact: what is done is done once, and can be asked for."""
    arguments = ("bulk", archive / "in", "--output", archive / "out", "--workers", 1)
    done = run(*arguments)
    assert done.exit_code == 0, done.stderr
    assert "2 files, 2 units, 1." in done.stderr
    assert done.stderr.splitlines()[-1] == "dateline: 2 units, 21 articles, 1 error rows, 0 units failed"
    again = run(*arguments)
    assert (again.exit_code, again.stderr.splitlines()[-1][-15:]) == (0, "; 0 units to do")
    status = run("bulk", "status", archive / "out", "--count")
    assert status.exit_code == 0
    assert re.findall(r"^(\S+): (\d+)", status.stdout, re.MULTILINE) == [
        ("units", "2"), ("done", "2"), ("remaining", "0"), ("failed", "0"), ("articles", "21"),
    ]  # fmt: skip
    compacted = run("bulk", "compact", archive / "out", "--output", archive / "set", "--by", "country")
    assert compacted.exit_code == 0, compacted.stderr
    query = "SELECT count(*) FROM read_parquet(?) WHERE place_name = 'Astana' AND country = 'KZ'"
    assert duckdb.connect().execute(query, [f"{archive}/set/**/*.parquet"]).fetchone() == (20,)


@pytest.mark.slow
def test_options_are_those_of_annotate(run, archive):
    """They reach the articles, and another run with others is another run."""
    arguments = ("bulk", archive / "in/b.csv", "-o", archive / "out", "--workers", 1, "--nested", "--with-text")
    assert run(*arguments, "--title", "Rain", "--no-nested", "--max-candidates", 1, "--prefer", "city").exit_code == 0
    (row,) = (
        duckdb.connect()
        .execute("SELECT title, text FROM read_parquet(?)", [f"{archive}/out/articles/*.parquet"])
        .fetchall()
    )
    assert row == ("Rain", "Talks in Paris.")
    other = run(*arguments, "--title", "Snow")
    assert other.exit_code == 2
    different = "options.nested, options.max_candidates, options.preference, reading.title"
    assert f"1 of the units done there are of another run ({different})" in other.stderr
    assert run(*arguments, "--title", "Snow", "--prune").exit_code == 0
    refused = run("bulk", "compact", archive / "out", "--output", archive / "set", "--by", "country")
    assert (refused.exit_code, "--by: an article has places of many" in refused.stderr) == (2, True)
    assert run("bulk", "compact", archive / "out", "--output", archive / "set").exit_code == 0


@pytest.mark.slow
def test_a_plan_tells_what_is_to_come(run, archive):
    """Units, bytes and core-hours of a sample; with the results what remains."""
    planned = run("bulk", "plan", archive / "in", "--sample", 4, "--unit-mb", 0.0001)
    assert planned.exit_code == 0, planned.stderr
    assert re.search(r"^units: 1\d$", planned.stdout, re.MULTILINE)
    assert re.search(r"^articles, about: 2\d$", planned.stdout, re.MULTILINE)
    assert re.search(r"^core-hours, about: 0\.0", planned.stdout, re.MULTILINE)
    arguments = (archive / "in/a.jsonl", "--output", archive / "out", "--unit-mb", 0.0001)
    assert run("bulk", *arguments, "--workers", 1, "--part", "0/2").exit_code == 0
    status = run("bulk", "status", archive / "out")
    remaining = re.search(r"^remaining: (\d+)", status.stdout, re.MULTILINE)
    assert remaining
    assert status.exit_code == (remaining[1] != "0"), "the other part remains"
    again = run("bulk", "plan", *arguments[:-2], "--sample", 0)
    assert f"remaining units: {remaining[1]}" in again.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none", "--output", "out"], "none: no such file or folder"),
        (["in", "--output", "out", "--part", "2/2"], "--part 2/2: must be a number and a count"),
        (["in", "--output", "out", "--part", "0/2", "--prune"], "--prune is for a run of all parts"),
        (["in", "--output", "out", "--input-format", "pdf"], "--input-format pdf: is none of jsonl, csv"),
        (["in", "--output", "out", "--encoding", "cp0"], "--encoding: is no encoding"),
        (["in", "--output", "out", "--language", "English, mostly"], "--language English, mostly: is no BCP-47 tag"),
        (["in", "--output", "out", "--max-candidates", "9999"], "options.max_candidates: must be from 0 to"),
        (["in", "--output", "out", "--display-language", "xx"], "options.display_language: must be empty or one of"),
        (["s3://me:secret@b/x", "--output", "out"], "s3: credentials belong into the environment"),
        (["status", "in"], "has no manifest.json"),
        (["compact", "in", "--output", "set"], "has no manifest.json"),
        (["compact", "in", "--output", "set", "--by", "city"], "--by city: must name some of date, outlet, country"),
    ],
)
def test_wrong_usage_is_told_in_a_line(run, archive, monkeypatch, arguments, message):
    """With exit code 2, before any work."""
    monkeypatch.setattr("dateline.bulk.revision_of", lambda _: "1")
    monkeypatch.chdir(archive)
    done = run("bulk", *arguments)
    assert done.exit_code == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_workers_of_a_user_without_a_name_share_weights(monkeypatch):
    """A container's user may have no entry in passwd; its number names the folder."""
    for name in ("USER", "LOGNAME", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", {}.__getitem__)
    works = []

    class Idle:
        def __init__(self, work, **_):
            works.append(work)

        def close(self):
            pass

    monkeypatch.setattr("dateline.bulk.RayTasks", Idle)
    with _engine(job_of(["in"], "out", marks=Path()), ray="local", workers=1, unit_count=1):
        (shared,) = works[0].args
        assert shared.annotator.settings.shared_weights.name == f"dateline-weights-{os.getuid()}"


def test_languages_get_their_usual_form(monkeypatch):
    """As those of articles do, so that no article is refused for it."""
    monkeypatch.setattr("dateline.bulk.revision_of", lambda _: "1")
    job = make_job(
        ["in"], "out", options=AnnotateOptions(), model=None, allow_pickle=False, gazetteer=None, nested=False,
        with_text=False, encoding="", title="", outlet="", language="en_us",
    )  # fmt: skip
    assert job.reading.language_code == "en-US"


def test_help_names_the_commands(run):
    """Without arguments, too; an input that has the name of a command needs a path."""
    for arguments in ((), ("--help",)):
        assert re.search("run.*plan.*status.*compact", run("bulk", *arguments).output, re.DOTALL)


def test_failures_are_named_and_the_exit_code_says_so(run, archive, monkeypatch):
    """Units that fail, up to a bound, and an output without room."""
    from dateline.bulk.driver import Summary
    from dateline.bulk.results import Failure

    failures = tuple(Failure(str(number), f"a.jsonl [{number}, 9)", "OSError: reset", 3) for number in range(30))
    monkeypatch.setattr("dateline.bulk.revision_of", lambda _: "1")
    summary = Summary(2, 3, 4, failures, is_full=True, is_hopeless=True, stopped_by="OSError: full; on a")
    monkeypatch.setattr("dateline.bulk.run", lambda *_, **__: summary)
    done = run("bulk", archive / "in", "--output", archive / "out", "--workers", 1)
    assert done.exit_code == 1
    assert "dateline: a.jsonl [19, 9): OSError: reset\n" in done.stderr
    assert "and 10 more" in done.stderr
    assert "the folder for temporary files has no room" in done.stderr
    assert "dateline: OSError: full; on a\n" in done.stderr
    assert "stopped, since none was done" in done.stderr


def test_a_worker_that_can_do_no_unit_is_named_and_the_exit_code_says_so(run, archive, monkeypatch):
    """Although no unit has failed."""
    from dateline.bulk.driver import Summary

    monkeypatch.setattr("dateline.bulk.revision_of", lambda _: "1")
    summary = Summary(2, 3, 4, (), stopped_by="WrongRevisionError: this worker has 1, the run 2; on a")
    monkeypatch.setattr("dateline.bulk.run", lambda *_, **__: summary)
    done = run("bulk", archive / "in", "--output", archive / "out", "--workers", 1)
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-2:] == [
        "dateline: WrongRevisionError: this worker has 1, the run 2; on a",
        "dateline: stopped, since no unit can be done there; mend that, and start again",
    ]


def test_a_unit_that_cannot_be_done_is_named_and_the_others_are_done(run, archive, write, monkeypatch):
    """From the command to the worker and back: exit code 1, until the unit is done."""
    monkeypatch.setattr("dateline.annotation.Annotator", PlainAnnotator)
    bad = write("in/bad.jsonl", lines(1, a0="Defect"))
    done = run("bulk", archive / "in", "--output", archive / "out", "--workers", 1)
    assert done.exit_code == 1
    *_, counts, failure = done.stderr.splitlines()
    assert counts == "dateline: 2 units, 21 articles, 1 error rows, 1 units failed"
    assert re.fullmatch(rf"dateline: {bad} \[0, \d+\): ValueError at bulk_world\.py:\d+", failure)
    status = run("bulk", "status", archive / "out")
    assert (status.exit_code, "failed: 1\n" in status.stdout) == (1, True)


def test_an_error_does_not_end_the_line_of_progress(run, archive, monkeypatch):
    """On a terminal what is told of it is a line of its own."""

    def revision_of(_):
        monkeypatch.setattr("sys.stderr.isatty", lambda: True)
        return "1"

    def interrupted(_begun, _engine, *, progress, watch):
        monkeypatch.setattr("time.monotonic", lambda: float("inf"))
        watch(progress)
        raise ServiceUnavailableError("the cluster is gone")

    monkeypatch.setattr("dateline.bulk.revision_of", revision_of)
    monkeypatch.setattr("dateline.bulk.run", interrupted)
    done = run("bulk", archive / "in", "--output", archive / "out", "--workers", 1)
    assert done.exit_code == 3
    assert re.search(r"\x1b\[K.* left\ndateline: the cluster is gone\n$", done.stderr)


def test_too_little_memory_to_load_is_told_in_a_line(run, archive, monkeypatch):
    """The process that loads the model may be ended by the system."""
    monkeypatch.setattr("dateline.annotation.Annotator", DyingAnnotator)
    done = run("bulk", archive / "in", "--output", archive / "out")
    assert done.exit_code == 1
    assert "Traceback" not in done.stderr
    assert re.fullmatch(
        r"dateline: the process .* this machine may have too little memory", done.stderr.splitlines()[-1]
    )


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="no such signals")
def test_sigterm_ends_it_like_the_keyboard(archive):
    """A pod that is taken away ends at once, without a traceback, and nothing is torn."""
    command = (sys.executable, "-m", "dateline", "bulk", "in", "--output", "out", "--workers", "1")
    with subprocess.Popen(
        command,
        cwd=archive,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "units to do" in line:
                break
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()
    assert process.returncode == 130
    assert rest == ""
    assert not list((archive / "out").glob("*/*.part"))


def test_progress_is_a_line_a_minute_where_nobody_watches(capsys, monkeypatch):
    """Share, units, articles, rate, errors and the time left."""
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    units = [Unit("a", number, number + 1, "e", "jsonl", str(number)) for number in range(4)]
    progress = Progress(units, clock=lambda: now[0])
    lines = ProgressLines()
    lines.show(progress)
    now[0] = 100.0
    progress.fail(units[3])
    lines.show(progress)
    progress.finish(units[0], 1_000, 2)
    lines.show(progress)
    now[0] = 161.0
    lines.show(progress)
    lines.close()
    assert capsys.readouterr().err.splitlines() == [
        "dateline: 0.0%, 0 of 4 units, 1 failed, 0 articles, 0.0/s, 0 error rows, time unknown left",
        "dateline: 33.3%, 1 of 4 units, 1 failed, 1,000 articles, 6.2/s, 2 error rows, 5 min 22 s left",
    ]


def test_progress_is_one_line_on_a_terminal(monkeypatch, capsys):
    """It is written over, and ended at the end."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    lines = ProgressLines()
    for now[0] in (1.0, 2.0):
        lines.show(Progress([], clock=lambda: now[0]))
    lines.close()
    written = capsys.readouterr().err
    assert written.count("\r\x1b[K100.0%") == 2
    assert written.endswith(" left\n")


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0 s"), (59.6, "1 min 0 s"), (3_725, "1 h 2 min"), (273_600, "3 d 4 h")]
)
def test_times_are_shown_in_two_units(seconds, shown):
    """The two largest that are not zero at the front."""
    assert _time(seconds) == shown
