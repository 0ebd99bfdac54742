"""What a server says about its health."""

import enum

from grpc_health.v1 import health_pb2


class HealthStatus(enum.StrEnum):
    """Health of one service of a server."""

    SERVING = "SERVING"
    NOT_SERVING = "NOT_SERVING"
    SERVICE_UNKNOWN = "SERVICE_UNKNOWN"


def health_status(response: health_pb2.HealthCheckResponse) -> HealthStatus:
    """The status in an answer; anything but a clear yes is no."""
    is_serving = response.status == health_pb2.HealthCheckResponse.SERVING
    return HealthStatus.SERVING if is_serving else HealthStatus.NOT_SERVING
