"""Who is answered over HTTP: callers with a token, by a name of the server's, from pages that it trusts, over TLS."""

import asyncio
import ssl
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import trustme

from dateline.client import AsyncClient
from dateline.errors import InvalidInputError, ServiceUnavailableError
from dateline.server import Server, create_server
from dateline.server.telemetry.logs import configure_logs
from dateline.settings import Settings
from support.authority import Authority
from support.fake_annotator import TIMEOUT_SECONDS, FakeAnnotator
from support.http_calls import SERVICE, article, call, fetch

TOKEN, STRANGE = "first-desk-0123456789", "strange-desk-0123456789"
PARTNER = "https://desk.example.org"


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    path = tmp_path / "tokens"
    path.write_text(TOKEN)
    return path


async def test_a_token_is_needed_where_one_is_set(annotator: FakeAnnotator, token_file: Path) -> None:
    """Every call is refused without it, before its message is read; the page, health and the document need none."""
    async with create_server(annotator, settings=Settings(port=0, http_port=0, token_file=token_file)) as server:
        for headers in ({}, {"authorization": f"Bearer {STRANGE}"}, {"authorization": f"Basic {TOKEN}"}):
            for method in ("AnnotateArticle", "BatchAnnotateArticles", "ResolvePlaces", "GetServerInfo"):
                answer = await call(server, method, {"no": "message"}, headers=headers)
                assert (answer.status, answer.json["code"]) == (401, "unauthenticated")
                assert answer.headers["www-authenticate"] == 'Bearer realm="dateline"'
                assert b"desk" not in answer.body
        assert (await fetch(server, f"/{SERVICE}/GetServerInfo?encoding=json&message=%7B%7D")).status == 401
        answer = await call(server, "AnnotateArticle", article(), headers={"authorization": f"Bearer {TOKEN}"})
        assert answer.status == 200
        for path in ("/", "/healthz", "/readyz", "/openapi.json", "/page/settings.json"):
            assert (await fetch(server, path)).status == 200
        assert (await fetch(server, "/page/settings.json")).json["needs_token"] is True
        labels = {"method": "GetServerInfo", "code": "UNAUTHENTICATED"}
        assert server.metrics.registry.get_sample_value("dateline_requests_total", labels) == 4


async def test_other_names_and_pages_are_refused(server: Server) -> None:
    """A name that somebody gave this address, and a page of another site, get no answer but health."""
    for headers in ({"host": "rebound.example.com"}, {"origin": "https://evil.example.com"}, {"origin": "null"}):
        answer = await call(server, "AnnotateArticle", article(), headers=headers)
        assert (answer.status, answer.json["code"]) == (403, "permission_denied")
        assert "access-control-allow-origin" not in answer.headers
        for path in ("/", "/page/settings.json", "/openapi.json", "/nowhere"):
            assert (await fetch(server, path, headers=headers)).status == 403
        for path in ("/healthz", "/readyz"):
            assert (await fetch(server, path, headers=headers)).status == 200


async def test_no_page_of_another_site_is_allowed_by_default(server: Server) -> None:
    """A browser that asks whether it may let a page call hears no."""
    answer = await fetch(
        server,
        f"/{SERVICE}/AnnotateArticle",
        method="OPTIONS",
        headers={"origin": PARTNER, "access-control-request-method": "POST"},
    )
    assert answer.status == 403
    assert not any(name.lower().startswith("access-control") for name in answer.headers)


@pytest.mark.parametrize(
    "changes", [{"http_allowed_origins": f"https://other.example.org, {PARTNER}", "http_allowed_hosts": "news.example"}]
)
async def test_what_the_operator_allows_is_answered(server: Server) -> None:
    """Other names, and pages of other origins, whose browsers ask before they call and may then read the answer."""
    assert (await call(server, "GetServerInfo", {}, headers={"host": "news.example"})).status == 200
    question = {"origin": PARTNER, "access-control-request-method": "POST"}
    allowed = await fetch(server, f"/{SERVICE}/AnnotateArticle", method="OPTIONS", headers=question)
    assert (allowed.status, allowed.body) == (204, b"")
    assert allowed.headers["access-control-allow-origin"] == PARTNER
    assert allowed.headers["access-control-allow-methods"] == "GET, POST"
    answer = await call(server, "AnnotateArticle", article(), headers={"origin": PARTNER})
    assert (answer.status, answer.headers["access-control-allow-origin"]) == (200, PARTNER)
    refused = await call(server, "AnnotateArticle", article(""), headers={"origin": PARTNER})
    assert (refused.status, refused.headers["access-control-allow-origin"]) == (400, PARTNER)


async def test_every_answer_has_the_headers_that_browsers_heed(server: Server) -> None:
    """Whatever is asked for, in whatever way it fails."""
    answers = [
        await fetch(server, path) for path in ("/", "/healthz", "/openapi.json", "/nowhere", "/page/settings.json")
    ]
    answers += [await call(server, "AnnotateArticle", request) for request in (article(), article(""))]
    answers.append(await fetch(server, "/", headers={"host": "rebound.example.com"}))
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert len(answer.headers.getall("content-security-policy")) == 1
        assert "server" not in answer.headers
        assert answer.headers["date"]


@pytest.mark.parametrize("changes", [{"page": False}])
async def test_the_page_can_be_left_out(server: Server) -> None:
    """Calls, health and the document are answered all the same."""
    statuses = [(await fetch(server, path)).status for path in ("/", "/page/settings.json", "/readyz", "/openapi.json")]
    assert statuses == [404, 404, 200, 200]
    assert (await call(server, "AnnotateArticle", article())).status == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1"])  # noqa: S104  # what must be refused
async def test_plain_text_beyond_loopback_is_refused(host: str, tmp_path: Path) -> None:
    """Addresses that others can reach need TLS or the operator's word, whatever gRPC listens on."""
    with pytest.raises(InvalidInputError, match=f"http_host: {host} is reachable from elsewhere in plain text"):
        create_server(FakeAnnotator(), settings=Settings(http_host=host, http_port=0))
    create_server(FakeAnnotator(), settings=Settings(http_host=host))
    create_server(FakeAnnotator(), settings=Settings(http_host=host, http_port=0, insecure=True))
    create_server(FakeAnnotator(), settings=Authority(tmp_path).settings(http_host=host, http_port=0))


async def _status(server: Server, trust: ssl.SSLContext, path: str = "/readyz") -> int:
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(TIMEOUT_SECONDS)) as session,
        session.get(f"https://127.0.0.1:{server.http_port}{path}", ssl=trust) as response,
    ):
        return response.status


async def _shown(server: Server) -> str:
    """The certificate that the server shows on a new connection."""
    address = ("127.0.0.1", server.http_port or 0)
    return await asyncio.to_thread(ssl.get_server_certificate, address, timeout=TIMEOUT_SECONDS)


def _trust(authority: Authority, *caller: Path) -> ssl.SSLContext:
    trust = ssl.create_default_context(cafile=str(authority.root))
    if caller:
        certificate, key = caller
        trust.load_cert_chain(certificate, key)
    return trust


async def test_the_certificate_is_grpcs_and_is_renewed_with_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Over TLS alone; new connections get the new certificate, old ones go on, and a bad file leaves it in force."""
    configure_logs("json")
    authority = Authority(tmp_path)
    async with create_server(FakeAnnotator(), settings=authority.settings(http_port=0)) as server:
        assert await _status(server, _trust(authority)) == 200
        with pytest.raises(aiohttp.ClientConnectionError):
            await fetch(server, "/readyz")
        url = f"https://127.0.0.1:{server.http_port}/readyz"
        async with aiohttp.ClientSession() as session:
            async with session.get(url, ssl=_trust(authority)) as response:
                await response.read()
            before = await _shown(server)
            authority.issue()
            after = await _shown(server)
            assert before != after
            assert after in authority.certificate.read_text()
            async with session.get(url, ssl=_trust(authority)) as response:
                assert response.status == 200
        authority.certificate.write_text("no certificate")
        assert await _shown(server) == after
        assert await _status(server, _trust(authority)) == 200
    logged = capfd.readouterr().err
    assert logged.count("certificate for HTTP renewed") in (1, 2)  # the key comes a moment after the certificate
    assert logged.count("certificate for HTTP kept") == 1


async def test_callers_need_a_certificate_where_the_server_says_so(tmp_path: Path) -> None:
    """Those of the client CA are let in, others are not; when it is replaced, its callers are not any more."""
    authority, callers, strangers = Authority(tmp_path), trustme.CA(), trustme.CA()
    callers.cert_pem.write_to_path(tmp_path / "callers.pem")
    files = []
    for name, issuer in (("good", callers), ("bad", strangers)):
        issued = issuer.issue_cert("newsroom.test")
        issued.cert_chain_pems[0].write_to_path(tmp_path / f"{name}.pem")
        issued.private_key_pem.write_to_path(tmp_path / f"{name}.key")
        files.append((tmp_path / f"{name}.pem", tmp_path / f"{name}.key"))
    settings = authority.settings(http_port=0, tls_client_ca=tmp_path / "callers.pem")
    async with create_server(FakeAnnotator(), settings=settings) as server:
        good = _trust(authority, *files[0])
        assert await _status(server, good) == 200
        for trust in (_trust(authority), _trust(authority, *files[1])):
            with pytest.raises(aiohttp.ClientError):
                await _status(server, trust)
        strangers.cert_pem.write_to_path(tmp_path / "callers.pem")
        # The context of before has the session of before, which must not let it in.
        with pytest.raises(aiohttp.ClientError):
            await _status(server, good)
        assert await _status(server, _trust(authority, *files[1])) == 200


async def test_a_taken_port_is_refused(server: Server) -> None:
    """With its address and the reason, and gRPC's port is free again."""
    settings: dict[str, Any] = {"port": 0, "http_port": server.http_port}
    second = create_server(FakeAnnotator(), settings=Settings(**settings))
    with pytest.raises(ServiceUnavailableError, match=f"127.0.0.1:{server.http_port} for HTTP: Address already in use"):
        await second.start()


@pytest.mark.parametrize("is_encrypted", [False, True], ids=["plain text", "TLS"])
async def test_a_client_of_grpc_is_told_of_the_other_port(
    annotator: FakeAnnotator, tmp_path: Path, *, is_encrypted: bool
) -> None:
    """Who gives the HTTP port to a gRPC client reads which port it wants, not gRPC's words for a failed parse."""
    authority = Authority(tmp_path)
    settings = authority.settings() if is_encrypted else Settings(port=0)
    credentials = authority.trust() if is_encrypted else None
    async with create_server(annotator, settings=settings.model_copy(update={"http_port": 0})) as server:
        target = f"127.0.0.1:{server.http_port}"
        async with AsyncClient(target, credentials=credentials, timeout_seconds=TIMEOUT_SECONDS) as client:
            with pytest.raises(
                ServiceUnavailableError, match=f"^{target}: speaks .*; name its gRPC port, usually 50051$"
            ):
                await client.health()
