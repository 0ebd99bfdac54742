"""What client and server agree on beside the messages; they may not import each other."""

import ipaddress

DEFAULT_PORT = 50051
"""Where a server listens that was not told otherwise, and a client looks for one."""

MAX_REQUEST_BYTES = 8 << 20
"""Largest request that a server takes which is not set otherwise."""

MAX_BATCH_ARTICLES = 128
"""Most articles of a batch of such a server."""

MAX_RESPONSE_BYTES = 32 << 20
"""Largest answer of a server that is not set otherwise; answers to batches are larger than their texts."""


def local_target(port: int = DEFAULT_PORT) -> str:
    """The target of a server on this machine."""
    return f"127.0.0.1:{port}"


def is_loopback(host: str) -> bool:
    """Whether a host, as a name or an address, is this machine and nothing else can hear what is said to it."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
