"""The TLS credentials by which client and server know each other."""

from pathlib import Path

import grpc

from dateline.errors import FieldViolation, InvalidInputError


def tls_credentials(
    *, root_certificates: Path | None = None, certificate: Path | None = None, key: Path | None = None
) -> grpc.ChannelCredentials:
    """Returns the credentials of a TLS connection, from PEM files, which are read once.

    The server's certificate must be signed by one of `root_certificates`, or without them by an authority of gRPC's own
    list. `certificate` with its `key` is sent to a server that asks its callers for a certificate.

    Raises InvalidInputError naming the argument that is missing or cannot be read.
    """
    if (certificate is None) != (key is None):
        missing = "certificate" if certificate is None else "key"
        raise InvalidInputError(FieldViolation(missing, "is needed beside the other of certificate and key"))
    return grpc.ssl_channel_credentials(
        root_certificates=_read(root_certificates, "root_certificates"),
        private_key=_read(key, "key"),
        certificate_chain=_read(certificate, "certificate"),
    )


def _read(path: Path | None, argument: str) -> bytes | None:
    if path is None:
        return None
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InvalidInputError(FieldViolation(argument, f"{path}: {error.strerror}")) from None
    if b"-----BEGIN " not in content:
        # gRPC would report only that the server cannot be reached.
        raise InvalidInputError(FieldViolation(argument, f"{path}: not PEM"))
    return content
