"""The options by which commands reach a server, and the client that they make."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.exits import UsageFailure

if TYPE_CHECKING:
    from dateline.client import Client

Tls = Annotated[
    bool, typer.Option("--tls", help="Reach the server by TLS, trusting the authorities that gRPC comes with.")
]
TlsCa = Annotated[
    Path | None,
    typer.Option("--tls-ca", help="Reach the server by TLS, trusting only the authorities in this PEM file."),
]
TlsCertificate = Annotated[
    Path | None, typer.Option("--tls-certificate", help="Certificate to show the server, PEM; with --tls-key.")
]
TlsKey = Annotated[Path | None, typer.Option("--tls-key", help="Key of the certificate, PEM, without a password.")]
TokenFile = Annotated[
    Path | None, typer.Option("--token-file", help="File whose first line that is no # comment is the bearer token.")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """The options for a connection; `server` is None where this process does the work."""

    server: str | None
    timeout_seconds: float
    tls: bool = False
    tls_ca: Path | None = None
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    token_file: Path | None = None

    def __post_init__(self) -> None:
        """Raises UsageFailure for options that would do nothing."""
        secrets = {"tls_certificate": self.tls_certificate, "tls_key": self.tls_key}
        options = {"tls": self.tls, "tls_ca": self.tls_ca, **secrets, "token_file": self.token_file}
        if self.server is None:
            _refuse(options, "needs --server")
        elif not self._is_encrypted:
            _refuse(secrets, "needs --tls or --tls-ca")

    def open(self) -> "Client":
        """Returns the client; raises InvalidInputError or UsageFailure where a file cannot be used."""
        from dateline.client import Client, tls_credentials

        assert self.server is not None
        credentials = None
        if self._is_encrypted:
            credentials = tls_credentials(
                root_certificates=self.tls_ca, certificate=self.tls_certificate, key=self.tls_key
            )
        return Client(
            self.server, timeout_seconds=self.timeout_seconds, credentials=credentials, token=self._read_token()
        )

    @property
    def _is_encrypted(self) -> bool:
        return self.tls or self.tls_ca is not None

    def _read_token(self) -> str | None:
        if self.token_file is None:
            return None
        try:
            lines = [line.strip() for line in self.token_file.read_text(encoding="ascii").splitlines()]
        except UnicodeDecodeError:
            lines = []
        token = next((line for line in lines if line and not line.startswith("#")), None)
        if token is None:
            raise UsageFailure(f"{self.token_file}: holds no token")
        return token


def _refuse(options: Mapping[str, bool | Path | None], why: str) -> None:
    for name, value in options.items():
        if value:
            raise UsageFailure(f"--{name.replace('_', '-')} {why}")
