"""The health that a server reports."""

import enum

from grpc_health.v1 import health_pb2


class HealthStatus(enum.StrEnum):
    """The health of one service of a server."""

    SERVING = "SERVING"
    NOT_SERVING = "NOT_SERVING"
    SERVICE_UNKNOWN = "SERVICE_UNKNOWN"


def health_status(response: health_pb2.HealthCheckResponse) -> HealthStatus:
    """Returns the status in an answer, in which anything but SERVING counts as NOT_SERVING."""
    is_serving = response.status == health_pb2.HealthCheckResponse.SERVING
    return HealthStatus.SERVING if is_serving else HealthStatus.NOT_SERVING
