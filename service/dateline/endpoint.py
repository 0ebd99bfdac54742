"""What client and server agree on beside the messages; they may not import each other."""

import ipaddress

DEFAULT_PORT = 50051
"""Where a server listens that was not told otherwise, and a client looks for one."""

MAX_RESPONSE_BYTES = 32 << 20
"""Answers to batches are larger than their texts: servers send this much, and clients accept it."""


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
