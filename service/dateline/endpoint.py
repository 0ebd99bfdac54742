"""Endpoint: the port and the sizes that client and server, which may not import each other, agree on."""

import ipaddress

DEFAULT_PORT = 50051
"""Port that servers listen on and clients call unless they are told another."""

MAX_REQUEST_BYTES = 8 << 20
"""Largest request that a server takes by default."""

MAX_BATCH_ARTICLES = 128
"""Most articles in a batch that a server takes by default."""

MAX_RESPONSE_BYTES = 32 << 20
"""Largest answer that a server gives by default; answers to batches are larger than the texts."""


def local_target(port: int = DEFAULT_PORT) -> str:
    """Returns the gRPC target of a server on this machine."""
    return f"127.0.0.1:{port}"


def is_loopback(host: str) -> bool:
    """Returns whether `host`, a name or an address, is this machine, so that no other machine can listen in."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
