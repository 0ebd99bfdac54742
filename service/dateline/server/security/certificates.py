"""TLS: the server's certificate, and the check of callers' certificates where a client CA is set."""

import ssl
from pathlib import Path

import grpc

from dateline.errors import FieldViolation, InvalidInputError
from dateline.server.security.rotation import Rotation, read_file
from dateline.settings import Settings


def server_credentials(settings: Settings) -> grpc.ServerCredentials | None:
    """Returns credentials that look for changed files at every new connection, or None for plain text.

    Raises InvalidInputError naming the setting that is missing or whose file cannot be used.
    """
    certificate, key, client_ca = settings.tls_certificate, settings.tls_key, settings.tls_client_ca
    if certificate is None and key is None and client_ca is None:
        return None
    if certificate is None or key is None:
        missing = "tls_certificate" if certificate is None else "tls_key"
        raise InvalidInputError(FieldViolation(missing, "is needed beside the other TLS settings"))
    paths = (certificate, key) if client_ca is None else (certificate, key, client_ca)
    rotation = Rotation(paths, read=lambda: _read(certificate, key, client_ca), subject="certificate")
    return grpc.dynamic_ssl_server_credentials(
        rotation.first,
        rotation.changed,  # type: ignore[arg-type]  # None means unchanged, which the stubs do not know
        require_client_authentication=client_ca is not None,
    )


def _read(certificate: Path, key: Path, client_ca: Path | None) -> grpc.ServerCertificateConfiguration:
    pair = (read_file(key, setting="tls_key"), read_file(certificate, setting="tls_certificate"))
    roots = None if client_ca is None else read_file(client_ca, setting="tls_client_ca")
    # Checked here, because gRPC would not complain before the first call, and would not say what is wrong.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        # Without a password Python would ask for one on the terminal.
        context.load_cert_chain(certificate, key, password="")
    except (OSError, ValueError) as error:
        description = f"is no certificate with the key in tls_key ({_reason(error)})"
        raise InvalidInputError(FieldViolation("tls_certificate", description)) from None
    if client_ca is not None:
        try:
            context.load_verify_locations(client_ca)
        except OSError as error:
            description = f"holds no certificate ({_reason(error)})"
            raise InvalidInputError(FieldViolation("tls_client_ca", description)) from None
    return grpc.ssl_server_certificate_configuration([pair], root_certificates=roots)


def _reason(error: Exception) -> str:
    reason = error.reason if isinstance(error, ssl.SSLError) else ""
    return (reason or "not PEM").replace("_", " ").lower()
