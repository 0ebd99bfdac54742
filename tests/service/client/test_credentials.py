"""Clients that know their server and show who they are."""

import pytest

from dateline.client import Client, HealthStatus, tls_credentials
from dateline.client.channel import stays_here
from dateline.errors import InvalidInputError, ServiceUnavailableError, UnauthenticatedError
from support.authority import Authority
from support.tiny_world import running_server

TOKEN = "newsroom-0123456789"  # noqa: S105 - of these tests alone


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("secrets")


@pytest.fixture(scope="module")
def authority(folder):
    return Authority(folder)


@pytest.fixture(scope="module")
def guarded(tiny_gazetteer, authority, folder):
    """Target of a server that wants TLS, a certificate and a token."""
    (folder / "tokens").write_text(TOKEN)
    with running_server(
        tiny_gazetteer,
        tls_certificate=authority.certificate,
        tls_key=authority.key,
        tls_client_ca=authority.root,
        token_file=folder / "tokens",
    ) as target:
        yield target


@pytest.fixture(scope="module")
def credentials(authority, folder):
    certificate, key = authority.issue_caller(folder)
    return tls_credentials(root_certificates=authority.root, certificate=certificate, key=key)


def test_every_method_shows_certificate_and_token(asker, guarded, credentials):
    """Unary calls, batches, streams and questions all pass a server that wants both."""
    client = asker(guarded, credentials=credentials, token=TOKEN)
    assert client.annotate("Astana").entities
    assert len(client.annotate_batch(["Astana"])) == 1
    assert client.annotate_stream([])[:] == []
    assert client.resolve_places(["Astana"])[0].resolution
    assert client.info().api_version == "v1"
    assert client.health() is HealthStatus.SERVING


@pytest.mark.parametrize("token", [None, TOKEN + "0"], ids=["none", "wrong"])
def test_without_its_token_a_caller_is_not_known(asker, guarded, credentials, token):
    """A call without a token, or with another, is one typed error; health needs none."""
    client = asker(guarded, credentials=credentials, token=token)
    with pytest.raises(UnauthenticatedError, match="bearer token"):
        client.annotate("Astana")
    assert client.health() is HealthStatus.SERVING


def test_without_its_certificate_a_caller_reaches_nobody(asker, guarded, authority):
    """A server that wants certificates ends the connection of who has none."""
    credentials = tls_credentials(root_certificates=authority.root)
    with pytest.raises(ServiceUnavailableError):
        asker(guarded, credentials=credentials, token=TOKEN).health()


def test_servers_that_others_signed_are_not_trusted(asker, guarded):
    """Without the server's authority the client does not go on."""
    with pytest.raises(ServiceUnavailableError, match=r":\d+: shows a certificate that is not trusted here$"):
        asker(guarded, credentials=tls_credentials()).health()


def test_plain_text_and_tls_do_not_meet(asker, guarded, live, credentials):
    """Who calls a TLS port in plain text is told so, and who wants TLS where there is none."""
    with pytest.raises(ServiceUnavailableError, match="as a server that wants TLS does to plain text"):
        asker(guarded).health()
    with pytest.raises(ServiceUnavailableError, match="answers in plain text, and was asked for TLS"):
        asker(live, credentials=credentials).health()


@pytest.mark.parametrize("argument", ["root_certificates", "certificate", "key"])
def test_files_of_no_use_are_named(authority, tmp_path, argument):
    """A file that is missing, or no PEM, is named by its argument; so is a certificate without its key."""
    files = {"certificate": authority.certificate, "key": authority.key}
    with pytest.raises(InvalidInputError, match=f"{argument}: .*No such file"):
        tls_credentials(**(files | {argument: tmp_path / "none"}))
    (tmp_path / "text").write_text("text")
    with pytest.raises(InvalidInputError, match=f"{argument}: .*not PEM"):
        tls_credentials(**(files | {argument: tmp_path / "text"}))
    if argument != "root_certificates":
        with pytest.raises(InvalidInputError, match="is needed beside"):
            tls_credentials(**{argument: files[argument]})


@pytest.mark.parametrize("token", ["", "two words", "line\nline", "caf\u00e9"])
def test_tokens_that_no_header_can_hold_are_refused(token):
    """A token is printable ASCII without spaces."""
    with pytest.raises(InvalidInputError, match=r"^token: must be printable"):
        Client(token=token)


@pytest.mark.parametrize(
    "target",
    [
        "127.0.0.1:1",
        "127.8.8.8",
        "localhost:1",
        "[::1]:1",
        "unix:/run/dateline",
        "ipv4:127.0.0.1:1,127.0.0.2:1",
        "ipv6:[::1]:1",
        "dns:///localhost:1",
        "dns:localhost",
    ],
)
def test_tokens_go_to_this_machine_in_plain_text(target):
    """Loopback addresses need no TLS."""
    assert stays_here(target)
    Client(target, token=TOKEN).close()


@pytest.mark.parametrize(
    "target",
    [
        "10.0.0.1:1",
        "dateline:1",
        "127.example.org:1",
        "localhost.example.org:1",
        "ipv4:127.0.0.1:1,10.0.0.1:1",
        "dns://192.0.2.1/localhost:1",
        "dns:///dateline.news.svc:1",
        "[2001:db8::1]:1",
        "xds:///localhost",
    ],
)
def test_tokens_go_nowhere_else_in_plain_text(target):
    """What others could hear is refused before anything is sent; other metadata are the caller's own."""
    assert not stays_here(target)
    with pytest.raises(InvalidInputError, match=r"^token: would travel to .* in plain text"):
        Client(target, token=TOKEN)
