import json
import socket

import pytest

from dateline.cli.options import default_target
from dateline.client import Client
from dateline.settings import Settings


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
    assert result.stderr == "dateline: no server at 127.0.0.1:1\n"


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


@pytest.mark.parametrize("arguments", [("--http-host", "0.0.0.0"), ("--no-page",)], ids=" ".join)  # noqa: S104 - same
def test_serve_refuses_options_of_a_port_that_is_not_opened(run, monkeypatch, arguments):
    """They would do nothing without the HTTP port, which the environment may open as well."""
    result = run("serve", *arguments)
    assert result.exit_code == 2
    assert result.stderr == f"dateline: {arguments[0]} needs --http-port or DATELINE_HTTP_PORT\n"
    monkeypatch.setenv("DATELINE_HTTP_PORT", "0")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = run("serve", *arguments, "--insecure", "--port", taken.getsockname()[1])
    assert result.exit_code == 1, "it got as far as the port"


def test_health_asks_where_the_environment_has_the_server(run, live, monkeypatch):
    """Without --server health is that of the server that `dateline serve` starts in the same environment."""
    monkeypatch.setenv("DATELINE_PORT", live.rpartition(":")[2])
    assert run("health").stdout == "SERVING\n"


def test_health_asks_at_the_port_for_it(run, live, monkeypatch):
    """Where the server answers probes on a port of their own, health asks there."""
    monkeypatch.setenv("DATELINE_PORT", "1")
    monkeypatch.setenv("DATELINE_HEALTH_PORT", live.rpartition(":")[2])
    assert run("health").stdout == "SERVING\n"
    monkeypatch.setenv("DATELINE_HEALTH_PORT", "none")
    assert run("health").stderr == "dateline: DATELINE_HEALTH_PORT: 'none' is no port to ask at\n"


def test_all_defaults_mean_the_same_server():
    """Command line, client and settings agree."""
    assert default_target() == Client().target == f"127.0.0.1:{Settings().port}"


@pytest.mark.parametrize("port", ["abc", "", "0", "70000", "\u0663"])
def test_bad_ports_of_the_environment_are_named(run, monkeypatch, port):
    """A DATELINE_PORT that is none is a usage error that names it."""
    monkeypatch.setenv("DATELINE_PORT", port)
    result = run("health")
    assert (result.exit_code, result.stderr) == (2, f"dateline: DATELINE_PORT: {port!r} is no port to ask at\n")


def test_bad_settings_of_the_environment_are_named_by_their_variable(run, monkeypatch):
    """What is wrong in the environment is not called by an option's name, nor the other way round."""
    monkeypatch.setenv("DATELINE_PORT", "abc")
    result = run("serve")
    assert result.exit_code == 2
    assert result.stderr.startswith("dateline: DATELINE_PORT: ")
    monkeypatch.setenv("DATELINE_PORT", "50051")
    assert run("serve", "--log-format", "xml").stderr.startswith("dateline: log_format: ")


@pytest.mark.parametrize(
    "arguments", [("health",), ("info",), ("annotate", "pyproject.toml"), ("resolve", "Paris")], ids=" ".join
)
@pytest.mark.parametrize("server", ["", " "])
def test_blank_server_is_a_usage_error(run, arguments, server):
    """An empty --server, as of an unset variable, does not quietly mean this process."""
    result = run(*arguments, "--server", server)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "names no server" in result.stderr
