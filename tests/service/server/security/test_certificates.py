"""TLS on a real socket: who is let in, and certificates that are replaced while the server runs."""

import asyncio
import json
import os
import socket
import ssl
from pathlib import Path

import grpc
import grpc.aio
import pytest
import trustme
from cryptography.hazmat.primitives import serialization
from grpc_health.v1 import health_pb2, health_pb2_grpc

from dateline.errors import InvalidInputError, ServiceUnavailableError
from dateline.server import Server, create_server, serve
from dateline.server.security.rotation import Rotation
from dateline.server.telemetry.logs import configure_logs
from dateline.settings import Settings
from dateline.v1 import annotation_pb2 as pb
from dateline.v1 import annotation_pb2_grpc
from support.authority import Authority
from support.fake_annotator import TIMEOUT_SECONDS, FakeAnnotator


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


async def _ask(server: Server, credentials: grpc.ChannelCredentials | None) -> pb.GetServerInfoResponse:
    """Ask on a connection of its own."""
    options = (("grpc.use_local_subchannel_pool", 1),)
    address = f"127.0.0.1:{server.port}"
    channel = (
        grpc.aio.insecure_channel(address, options)
        if credentials is None
        else grpc.aio.secure_channel(address, credentials, options)
    )
    async with channel:
        stub = annotation_pb2_grpc.AnnotationServiceStub(channel)
        return await stub.GetServerInfo(pb.GetServerInfoRequest(), timeout=TIMEOUT_SECONDS)


async def _shown(server: Server) -> str:
    """The certificate that the server shows on a new connection."""
    return await asyncio.to_thread(ssl.get_server_certificate, ("127.0.0.1", server.port), timeout=TIMEOUT_SECONDS)


async def test_who_trusts_the_certificate_can_call(authority: Authority) -> None:
    """Calls go through TLS; plain text and a client that trusts others do not."""
    async with create_server(FakeAnnotator(), settings=authority.settings()) as server:
        assert (await _ask(server, authority.trust())).server_version == "1.2.3"
        stranger = grpc.ssl_channel_credentials(trustme.CA().cert_pem.bytes())
        for credentials in (None, stranger):
            with pytest.raises(grpc.aio.AioRpcError) as caught:
                await _ask(server, credentials)
            assert caught.value.code() is grpc.StatusCode.UNAVAILABLE


async def test_probes_need_no_tls(authority: Authority) -> None:
    """On a port of its own, health answers in plain text, and nothing else does; it stops with the server."""
    async with create_server(FakeAnnotator(), settings=authority.settings(health_port=0)) as server:
        async with grpc.aio.insecure_channel(f"127.0.0.1:{server.health_port}") as channel:
            health = health_pb2_grpc.HealthStub(channel)
            for name in ("", "dateline.v1.AnnotationService"):
                answer = await health.Check(health_pb2.HealthCheckRequest(service=name), timeout=TIMEOUT_SECONDS)
                assert answer.status == health_pb2.HealthCheckResponse.SERVING
            stub = annotation_pb2_grpc.AnnotationServiceStub(channel)
            with pytest.raises(grpc.aio.AioRpcError) as caught:
                await stub.GetServerInfo(pb.GetServerInfoRequest(), timeout=TIMEOUT_SECONDS)
            assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED
        taken = server.health_port
        with pytest.raises(ServiceUnavailableError, match=f"{taken}: Address already in use"):
            await create_server(FakeAnnotator(), settings=authority.settings(health_port=taken)).start()
    with socket.create_server(("127.0.0.1", taken)):
        pass


async def test_with_tls_other_addresses_need_no_word(authority: Authority) -> None:
    """What is refused in plain text is served through TLS."""
    create_server(FakeAnnotator(), settings=authority.settings(host="0.0.0.0"))  # noqa: S104  # what is to be allowed


async def test_callers_need_a_certificate_where_the_server_says_so(authority: Authority, tmp_path: Path) -> None:
    """With a client CA a caller with its certificate is let in, one with another's or without is not."""
    callers, strangers = trustme.CA(), trustme.CA()
    callers.cert_pem.write_to_path(tmp_path / "callers.pem")
    settings = authority.settings(tls_client_ca=tmp_path / "callers.pem")
    async with create_server(FakeAnnotator(), settings=settings) as server:
        good = authority.trust(caller=callers.issue_cert("newsroom.test"))
        assert (await _ask(server, good)).server_version == "1.2.3"
        bad = authority.trust(caller=strangers.issue_cert("newsroom.test"))
        for credentials in (authority.trust(), bad):
            with pytest.raises(grpc.aio.AioRpcError) as caught:
                await _ask(server, credentials)
            assert caught.value.code() is grpc.StatusCode.UNAVAILABLE


async def test_new_connections_see_a_renewed_certificate(
    authority: Authority, capfd: pytest.CaptureFixture[str]
) -> None:
    """Once the files are replaced new connections get the new certificate, and old ones go on."""
    configure_logs("json")
    async with create_server(FakeAnnotator(), settings=authority.settings()) as server:
        async with grpc.aio.secure_channel(f"127.0.0.1:{server.port}", authority.trust()) as old_channel:
            stub = annotation_pb2_grpc.AnnotationServiceStub(old_channel)
            await stub.GetServerInfo(pb.GetServerInfoRequest(), timeout=TIMEOUT_SECONDS)
            before = await _shown(server)
            assert before == await _shown(server)
            authority.issue()
            after = await _shown(server)
            assert after != before
            assert after in authority.certificate.read_text()
            await stub.GetServerInfo(pb.GetServerInfoRequest(), timeout=TIMEOUT_SECONDS)
        assert (await _ask(server, authority.trust())).server_version == "1.2.3"
    assert capfd.readouterr().err.count("certificate renewed") <= 2  # the key comes a moment after the certificate


async def test_bad_renewal_leaves_the_old_certificate(authority: Authority, capfd: pytest.CaptureFixture[str]) -> None:
    """A damaged or missing file is said once, and the certificate in force stays; a good one then takes its place."""
    configure_logs("json")
    async with create_server(FakeAnnotator(), settings=authority.settings()) as server:
        before = await _shown(server)
        authority.certificate.write_text("no certificate")
        assert await _shown(server) == before
        assert await _shown(server) == before
        assert capfd.readouterr().err.count("certificate kept") == 1
        authority.key.unlink()
        assert await _shown(server) == before
        assert "No such file" in capfd.readouterr().err
        authority.issue()
        assert await _shown(server) != before


async def test_revoked_callers_are_refused_without_a_restart(authority: Authority, tmp_path: Path) -> None:
    """When the client CA is replaced, callers of the old one are refused on new connections."""
    old, new = trustme.CA(), trustme.CA()
    old.cert_pem.write_to_path(tmp_path / "callers.pem")
    settings = authority.settings(tls_client_ca=tmp_path / "callers.pem")
    async with create_server(FakeAnnotator(), settings=settings) as server:
        caller = authority.trust(caller=old.issue_cert("newsroom.test"))
        await _ask(server, caller)
        new.cert_pem.write_to_path(tmp_path / "callers.pem")
        with pytest.raises(grpc.aio.AioRpcError):
            await _ask(server, caller)
        await _ask(server, authority.trust(caller=new.issue_cert("newsroom.test")))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tls_key": None}, "tls_key: is needed beside"),
        ({"tls_certificate": None}, "tls_certificate: is needed beside"),
        ({"tls_certificate": None, "tls_key": None, "tls_client_ca": Path("ca.pem")}, "tls_certificate: is needed"),
        ({"tls_key": Path("nowhere.key")}, "tls_key: nowhere.key: No such file or directory"),
        ({"tls_key": Path("other.key")}, r"key in tls_key \(key values mismatch\)"),
        ({"tls_key": Path("locked.key")}, "tls_certificate: is no certificate with the key"),
        ({"tls_certificate": Path("empty.pem")}, "tls_certificate: is no certificate with the key"),
        ({"tls_client_ca": Path("empty.pem")}, "tls_client_ca: holds no certificate"),
    ],
    ids=["no-key", "no-certificate", "only-ca", "missing", "other-key", "password", "empty", "empty-ca"],
)
async def test_files_of_no_use_are_named(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Path | None], said: str
) -> None:
    """Settings that do not make TLS are refused before the start, each by its name."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other.key").write_bytes(trustme.CA().issue_cert("127.0.0.1").private_key_pem.bytes())
    key = serialization.load_pem_private_key(authority.key.read_bytes(), None)
    form, locked = serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"secret")
    (tmp_path / "locked.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, locked))
    (tmp_path / "empty.pem").touch()
    with pytest.raises(InvalidInputError, match=said):
        create_server(FakeAnnotator(), settings=authority.settings().model_copy(update=changes))


def test_serve_refuses_half_of_tls(authority: Authority, capfd: pytest.CaptureFixture[str]) -> None:
    """A certificate without its key is one line on standard error and exit code 2."""
    settings = Settings(tls_certificate=authority.certificate, port=0)
    assert serve(settings, annotator=FakeAnnotator()) == 2
    (line,) = capfd.readouterr().err.splitlines()
    assert json.loads(line)["reason"] == "tls_key: is needed beside the other TLS settings"


def test_half_written_files_are_read_at_the_next_look(tmp_path: Path) -> None:
    """A file that changes while it is read is not taken for what it will be."""
    path = tmp_path / "secret"
    path.write_text("old")
    rotation = Rotation((path,), read=path.read_text, subject="secret")
    assert (rotation.first, rotation.changed()) == ("old", None)

    def read_while_written() -> str:
        content = path.read_text()
        path.write_text("newer!")
        return content

    path.write_text("new")
    rotation._read = read_while_written
    assert rotation.changed() is None
    rotation._read = path.read_text
    assert rotation.changed() == "newer!"
    assert rotation.changed() is None
    os.utime(path, ns=(1, 1))
    assert rotation.changed() == "newer!"
