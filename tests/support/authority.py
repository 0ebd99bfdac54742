"""Certificates made for one test."""

from datetime import datetime
from pathlib import Path

import grpc
import trustme

from dateline.settings import Settings


class Authority:
    """A certificate authority, and the files that it gives to a server and to callers who trust the server."""

    def __init__(self, folder: Path) -> None:
        self._authority = trustme.CA()
        self.certificate, self.key, self.root = folder / "server.pem", folder / "server.key", folder / "ca.pem"
        self._authority.cert_pem.write_to_path(self.root)
        self.issue()

    def issue(self, *, until: datetime | None = None) -> None:
        """Gives the server another certificate, as a renewal does: whole files, put in place by renaming."""
        issued = self._authority.issue_cert("127.0.0.1", not_after=until)
        for path, content in (
            (self.certificate, b"".join(blob.bytes() for blob in issued.cert_chain_pems)),
            (self.key, issued.private_key_pem.bytes()),
        ):
            path.with_suffix(".new").write_bytes(content)
            path.with_suffix(".new").replace(path)

    def settings(self, **others: object) -> Settings:
        return Settings(tls_certificate=self.certificate, tls_key=self.key, port=0, grace_seconds=5, **others)  # type: ignore[arg-type]  # checked by pydantic

    def issue_caller(self, folder: Path) -> tuple[Path, Path]:
        """Writes a caller's certificate and key, and returns their files."""
        issued = self._authority.issue_cert("newsroom.test")
        certificate, key = folder / "caller.pem", folder / "caller.key"
        issued.cert_chain_pems[0].write_to_path(certificate)
        issued.private_key_pem.write_to_path(key)
        return certificate, key

    def trust(self, *, caller: trustme.LeafCert | None = None) -> grpc.ChannelCredentials:
        return grpc.ssl_channel_credentials(
            self.root.read_bytes(),
            caller.private_key_pem.bytes() if caller else None,
            caller.cert_chain_pems[0].bytes() if caller else None,
        )
