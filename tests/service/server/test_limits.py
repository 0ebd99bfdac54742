"""What gRPC itself holds callers to, by the server's settings."""

import grpc
import grpc.aio
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from dateline.v1 import annotation_pb2 as pb
from dateline.v1 import annotation_pb2_grpc
from support.fake_annotator import TIMEOUT_SECONDS


@pytest.mark.parametrize("changes", [{"max_metadata_bytes": 4096}])
@pytest.mark.parametrize(("size", "code"), [(3_000, "OK"), (5_000, "RESOURCE_EXHAUSTED")])
async def test_metadata_have_a_limit(
    stub: "annotation_pb2_grpc.AnnotationServiceAsyncStub", size: int, code: str
) -> None:
    """Metadata beyond the limit are refused, every time, and those below are not."""
    for _ in range(10):
        metadata = (("x-long", "x" * size),)
        call = stub.GetServerInfo(pb.GetServerInfoRequest(), metadata=metadata, timeout=TIMEOUT_SECONDS)
        assert (await call.code()).name == code


@pytest.mark.parametrize("changes", [{"max_request_bytes": 1024}])
@pytest.mark.parametrize(("size", "code"), [(900, "OK"), (1_100, "RESOURCE_EXHAUSTED")])
async def test_messages_have_a_limit(
    stub: "annotation_pb2_grpc.AnnotationServiceAsyncStub", size: int, code: str
) -> None:
    """A message beyond the limit is refused."""
    request = pb.AnnotateArticleRequest(article=pb.Article(text="x" * size))
    assert (await stub.AnnotateArticle(request, timeout=TIMEOUT_SECONDS).code()).name == code


@pytest.mark.parametrize("changes", [{"max_connection_calls": 3}])
async def test_calls_of_one_connection_have_a_limit(channel: grpc.aio.Channel) -> None:
    """One call more than the limit waits until another ends; it is not refused."""
    health = health_pb2_grpc.HealthStub(channel)
    watches = [health.Watch(health_pb2.HealthCheckRequest()) for _ in range(3)]
    for watch in watches:
        await watch.read()
    late = health.Watch(health_pb2.HealthCheckRequest())
    check = health.Check(health_pb2.HealthCheckRequest(), timeout=0.2)
    assert await check.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    watches[0].cancel()
    assert (await late.read()).status == health_pb2.HealthCheckResponse.SERVING
    for watch in (*watches, late):
        watch.cancel()
