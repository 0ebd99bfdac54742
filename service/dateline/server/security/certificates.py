"""TLS: the server's certificate, and the check of callers' certificates where a client CA is set."""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import grpc

from dateline.errors import FieldViolation, InvalidInputError
from dateline.server.security.rotation import Rotation, read_file
from dateline.settings import Settings


def server_credentials(settings: Settings) -> grpc.ServerCredentials | None:
    """Returns credentials that look for changed files at every new connection, or None for plain text.

    Raises InvalidInputError naming the setting that is missing or whose file cannot be used.
    """
    files = _files(settings)
    if files is None:
        return None
    rotation = Rotation(files.paths, read=lambda: _configuration(files), subject="certificate")
    return grpc.dynamic_ssl_server_credentials(
        rotation.first,
        rotation.changed,  # type: ignore[arg-type]  # None means unchanged, which the stubs do not know
        require_client_authentication=files.client_ca is not None,
    )


def server_context(settings: Settings) -> ssl.SSLContext | None:
    """Returns the same for Python's TLS, over which HTTP goes.

    Raises InvalidInputError naming the setting that is missing or whose file cannot be used.
    """
    files = _files(settings)
    return None if files is None else RotatingContext(files)


class RotatingContext(ssl.SSLContext):
    """A context that wraps each new connection in a context of the present files.

    Nothing is kept from one context to the next, sessions neither: a caller whose authority is gone cannot go on.
    """

    def __new__(cls, files: "_Files") -> Self:
        """Returns the context, not yet set up."""
        del files
        return super().__new__(cls, ssl.PROTOCOL_TLS_SERVER)

    def __init__(self, files: "_Files") -> None:
        self._rotation = Rotation(files.paths, read=lambda: _context(files), subject="certificate for HTTP")
        self._present = self._rotation.first

    def wrap_bio(self, *arguments: Any, **options: Any) -> ssl.SSLObject:  # noqa: ANN401  # as the class has it
        """Wraps a connection, as asyncio asks it to."""
        self._present = self._rotation.changed() or self._present
        return self._present.wrap_bio(*arguments, **options)


@dataclass(frozen=True, slots=True)
class _Files:
    """The files of TLS, which exist or not."""

    certificate: Path
    key: Path
    client_ca: Path | None

    @property
    def paths(self) -> tuple[Path, ...]:
        return (self.certificate, self.key) if self.client_ca is None else (self.certificate, self.key, self.client_ca)


def _files(settings: Settings) -> _Files | None:
    """Returns the files that the settings name, or None where they name none."""
    certificate, key, client_ca = settings.tls_certificate, settings.tls_key, settings.tls_client_ca
    if certificate is None and key is None and client_ca is None:
        return None
    if certificate is None or key is None:
        missing = "tls_certificate" if certificate is None else "tls_key"
        raise InvalidInputError(FieldViolation(missing, "is needed beside the other TLS settings"))
    return _Files(certificate, key, client_ca)


def _configuration(files: _Files) -> grpc.ServerCertificateConfiguration:
    # Checked here, because gRPC would not complain before the first call, and would not say what is wrong.
    _context(files)
    pair = (read_file(files.key, setting="tls_key"), read_file(files.certificate, setting="tls_certificate"))
    roots = None if files.client_ca is None else read_file(files.client_ca, setting="tls_client_ca")
    return grpc.ssl_server_certificate_configuration([pair], root_certificates=roots)


def _context(files: _Files) -> ssl.SSLContext:
    # Said by the setting where a file is missing.
    read_file(files.key, setting="tls_key")
    read_file(files.certificate, setting="tls_certificate")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        # Without a password Python would ask for one on the terminal.
        context.load_cert_chain(files.certificate, files.key, password="")
    except (OSError, ValueError) as error:
        description = f"is no certificate with the key in tls_key ({_reason(error)})"
        raise InvalidInputError(FieldViolation("tls_certificate", description)) from None
    if files.client_ca is not None:
        read_file(files.client_ca, setting="tls_client_ca")
        context.verify_mode = ssl.CERT_REQUIRED
        try:
            context.load_verify_locations(files.client_ca)
        except OSError as error:
            description = f"holds no certificate ({_reason(error)})"
            raise InvalidInputError(FieldViolation("tls_client_ca", description)) from None
    context.set_alpn_protocols(["http/1.1"])
    return context


def _reason(error: Exception) -> str:
    reason = error.reason if isinstance(error, ssl.SSLError) else ""
    return (reason or "not PEM").replace("_", " ").lower()
