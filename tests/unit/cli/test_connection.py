import pytest

from support.authority import Authority
from support.tiny_world import running_server

TOKEN = "newsroom-0123456789"  # noqa: S105 - of these tests alone


@pytest.fixture(scope="module")
def guarded(tiny_gazetteer, tmp_path_factory):
    """Options that reach a server which wants TLS, a certificate and a token."""
    folder = tmp_path_factory.mktemp("secrets")
    authority = Authority(folder)
    certificate, key = authority.issue_caller(folder)
    (folder / "tokens").write_text(f"# of the newsroom\n{TOKEN}\n")
    with running_server(
        tiny_gazetteer,
        tls_certificate=authority.certificate,
        tls_key=authority.key,
        tls_client_ca=authority.root,
        token_file=folder / "tokens",
    ) as target:
        yield {
            "--server": target,
            "--tls-ca": authority.root,
            "--tls-certificate": certificate,
            "--tls-key": key,
            "--token-file": folder / "tokens",
        }


def _arguments(options):
    return [each for pair in options.items() for each in pair]


@pytest.mark.parametrize("command", [("annotate",), ("resolve", "Astana"), ("info",), ("health",)], ids=" ".join)
def test_every_command_reaches_a_guarded_server(run, guarded, write, command):
    """With authority, certificate, key and token all commands work as against any server."""
    inputs = [write("a.txt", "Talks in Astana.")] if command == ("annotate",) else []
    assert run(*command, *inputs, *_arguments(guarded)).exit_code == 0


def test_without_the_token_it_is_said_what_is_missing(run, guarded):
    """A server that wants a token is a failure in its own words."""
    options = {name: value for name, value in guarded.items() if name != "--token-file"}
    result = run("resolve", "Astana", *_arguments(options))
    assert (result.exit_code, result.stderr) == (1, "dateline: a valid bearer token is needed\n")


def test_without_a_certificate_the_server_is_out_of_reach(run, guarded):
    """A server that ends the connection is out of reach."""
    options = {name: value for name, value in guarded.items() if name in ("--server", "--tls-ca")}
    assert run("health", *_arguments(options)).exit_code == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("info", "--tls"), "--tls needs --server"),
        (("resolve", "Paris", "--token-file", "tokens"), "--token-file needs --server"),
        (("health", "--tls-key", "key.pem"), "--tls-key needs --tls or --tls-ca"),
        (("health", "--tls", "--tls-key", "key.pem"), "certificate: is needed beside"),
        (("health", "--tls-ca", "nowhere.pem"), "nowhere.pem: No such file"),
        (("health", "--token-file", "empty"), "empty: holds no token"),
        (("health", "--token-file", "latin"), "latin: holds no token"),
        (("health", "--server", "news.example.org:1", "--token-file", "tokens"), "in plain text"),
    ],
    ids=["tls", "token", "key", "certificate", "ca", "empty", "latin", "plain"],
)
def test_options_of_no_use_are_usage_errors(run, write, monkeypatch, arguments, said):
    """What cannot work, or would do nothing, is said before anything is sent."""
    monkeypatch.chdir(write("tokens", TOKEN).parent)
    write("empty", "# nobody\n")
    write("latin", b"\xe9" * 20)
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_serve_takes_certificates_and_tokens(run, write):
    """The options of `serve` reach the server, which says what is wrong with the files."""
    empty = write("empty", "")
    assert run("serve", "--token-file", empty).exit_code == 2
    assert run("serve", "--tls-certificate", empty, "--tls-key", empty, "--tls-client-ca", empty).exit_code == 2
    assert run("serve", "--tls-certificate", empty).exit_code == 2
