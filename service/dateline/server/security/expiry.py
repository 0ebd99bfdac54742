"""The end of the server's certificate, for who has to renew it."""

import contextlib
import math
from collections.abc import Callable
from pathlib import Path


def certificate_expiry(certificate: Path) -> Callable[[], float]:
    """Returns a function that reads when the PEM file's certificate, or one of its chain, ends first, in Unix seconds.

    While the file cannot be read, or holds no certificate, the function returns what it read last, or NaN.
    """
    # Imported here, because without TLS it is not needed.
    from cryptography.x509 import load_pem_x509_certificates

    expiry = math.nan

    def read() -> float:
        nonlocal expiry
        with contextlib.suppress(OSError, ValueError):
            chain = load_pem_x509_certificates(certificate.read_bytes())
            expiry = min(each.not_valid_after_utc.timestamp() for each in chain)
        return expiry

    return read
