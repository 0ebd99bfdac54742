"""The options of channels, the same for both clients."""

import json
import re
from collections.abc import Sequence

from dateline.endpoint import DEFAULT_PORT, is_loopback

SERVICE = "dateline.v1.AnnotationService"
# No `timeout` here: it would cap the timeout that each call sets, and end streams.
_SERVICE_CONFIG = {
    "loadBalancingConfig": [{"round_robin": {}}],
    "healthCheckConfig": {"serviceName": SERVICE},
    "methodConfig": [
        {
            "name": [{"service": SERVICE}],
            "waitForReady": True,
            "retryPolicy": {
                "maxAttempts": 4,
                "initialBackoff": "0.1s",
                "maxBackoff": "2s",
                "backoffMultiplier": 2,
                # Here RESOURCE_EXHAUSTED means load, not quota, and servers say when to come back.
                "retryableStatusCodes": ["UNAVAILABLE", "RESOURCE_EXHAUSTED"],
            },
        },
        # The client itself retries streams, so as to send only the unanswered articles again.
        {"name": [{"service": SERVICE, "method": "StreamAnnotateArticles"}], "waitForReady": True},
    ],
    "retryThrottling": {"maxTokens": 10, "tokenRatio": 0.1},
}

_PORT = re.compile(r":\d+$")

Options = Sequence[tuple[str, str | int]]


def full_target(target: str) -> str:
    """Returns the target, with the default port added to a bare host name."""
    return target if ":" in target else f"{target}:{DEFAULT_PORT}"


def stays_here(target: str) -> bool:
    """Returns whether every address of the target is on this machine."""
    scheme, _, rest = target.partition(":")
    if scheme in ("unix", "unix-abstract"):
        return True
    addresses = rest.removeprefix("///") if scheme in ("dns", "ipv4", "ipv6") else target
    return all(is_loopback(_PORT.sub("", address).strip("[]")) for address in addresses.split(","))


def call_options(target: str, *, max_request_bytes: int, max_response_bytes: int) -> Options:
    """Returns the options of the channel for calls to a server with these limits."""
    return (
        *plain_options(target),
        ("grpc.service_config", json.dumps(_SERVICE_CONFIG)),
        ("grpc.max_receive_message_length", max_response_bytes),
        # By default 256 KiB, beyond which gRPC silently retries no request.
        ("grpc.per_rpc_retry_buffer_size", max_request_bytes),
    )


def plain_options(target: str) -> Options:
    """Returns the options of the channel for calls to a server that may not be ready, such as health checks."""
    return (
        ("grpc.keepalive_time_ms", 30_000),
        ("grpc.keepalive_timeout_ms", 10_000),
        ("grpc.keepalive_permit_without_calls", 1),
        # A proxy is set for other machines, and may not reach this one.
        *((("grpc.enable_http_proxy", 0),) if stays_here(target) else ()),
    )
