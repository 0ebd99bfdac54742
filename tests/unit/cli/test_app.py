import json
import os
import signal
import subprocess
import sys

import pytest

COMMAND = (sys.executable, "-W", "error", "-c", "from dateline.cli import main; main()")
ENVIRONMENT = {"PYTHONPATH": "service", "PATH": os.environ["PATH"]}


def run(*arguments, stdin=b"", **environment):
    return subprocess.run(
        [*COMMAND, *arguments], input=stdin, env=ENVIRONMENT | environment, capture_output=True, check=False, timeout=60
    )


def test_piped_text_is_an_article(live):
    """Standard input that is not JSON lines is one article, and the default where nothing is named."""
    done = run("annotate", "--server", live, stdin=b"Talks in Astana.")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Talks in [Astana PLACE]." in done.stdout


def test_piped_json_lines_are_articles(live):
    """Standard input that begins with a brace is read line by line."""
    done = run("annotate", "-", "--server", live, "-f", "jsonl", stdin=b'{"id": "a", "text": "Astana"}\nx\n')
    assert done.returncode == 1
    assert json.loads(done.stdout)["article_id"] == "a"
    assert done.stderr == b"dateline: -:2: is not valid JSON: Expecting value (column 1)\n"


def test_colours_mark_spans_where_asked_for(live):
    """With FORCE_COLOR spans are coloured, and NO_COLOR has the last word."""
    coloured = run("annotate", "--server", live, stdin=b"Astana", FORCE_COLOR="1", TERM="xterm")
    assert b"\x1b[" in coloured.stdout
    assert b"[Astana PLACE]" not in coloured.stdout
    plain = run("annotate", "--server", live, stdin=b"Astana", FORCE_COLOR="1", NO_COLOR="1", TERM="xterm")
    assert b"[Astana PLACE]" in plain.stdout


def test_output_is_utf8_whatever_the_locale(live):
    """The characters of an article come out as they went in."""
    text = "Zürich, Łódź, \u0645\u0635\u0631 and Astana"
    done = run("annotate", "--server", live, stdin=text.encode(), LC_ALL="C", PYTHONIOENCODING="ascii")
    assert "Zürich, Łódź, \u0645\u0635\u0631 and [Astana PLACE]" in done.stdout.decode()


def test_reader_that_goes_away_is_no_error(live):
    """A closed pipe ends the command in silence with exit code 141."""
    lines = b'{"text": "Astana"}\n' * 64
    process = subprocess.Popen(
        [*COMMAND, "annotate", "-", "--server", live],
        env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    process.stdin.write(lines)
    process.stdin.close()
    assert process.wait(60) == 141
    assert process.stderr.read() == b""
    process.stderr.close()


@pytest.mark.usefixtures("interruptible")
def test_interrupt_ends_the_command(live):
    """Ctrl-C ends the command with exit code 130, keeping what was printed, without a traceback."""
    process = subprocess.Popen(
        [*COMMAND, "annotate", "-", "--server", live, "-f", "jsonl"],
        env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b'{"id": "a", "text": "Astana"}\n' * 16)
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["article_id"] == "a"
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors == b""


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("annotate", "--help")], ids=" ".join)
def test_help_and_version_need_nothing(arguments):
    """Version and help are printed with nothing loaded."""
    done = run(*arguments)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"dateline" in done.stdout


def test_the_package_is_the_command(live):
    """`python -m dateline` is `dateline`, its name in messages included."""
    command = (sys.executable, "-W", "error", "-m", "dateline", "health", "--server", live, "--nonsense")
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=False, timeout=60)
    assert done.returncode == 2
    assert b"Usage: dateline health" in done.stderr
    done = subprocess.run(command[:-1], env=ENVIRONMENT, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")


def test_health_needs_no_settings():
    """Health checks are frequent: they know the port of the environment without the packages of the server extra."""
    code = "import sys; sys.modules.update(pydantic_settings=None, torch=None); from dateline.cli import main; main()"
    command = (sys.executable, "-c", code, "health")
    done = subprocess.run(command, env=ENVIRONMENT | {"DATELINE_PORT": "1"}, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (3, b"dateline: no server at 127.0.0.1:1\n")
