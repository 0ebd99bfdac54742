import grpc
import pytest

from dateline.client import AsyncClient, Client
from dateline.client.status import was_cut_off
from dateline.errors import ServiceUnavailableError
from dateline.v1 import annotation_pb2 as pb

OURS = (("grpc-status-details-bin", b""),)
REQUEST = pb.GetServerInfoRequest()


class Failure(grpc.RpcError):
    """A failed call, as gRPC tells of it."""

    def __init__(self, code=grpc.StatusCode.UNAVAILABLE, details="Stream removed", metadata=()):
        self._code = code
        self._details = details
        self._metadata = metadata

    def code(self):
        return self._code

    def details(self):
        return self._details

    def trailing_metadata(self):
        return self._metadata


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (Failure(), True),
        (Failure(details=None, metadata=None), True),
        (Failure(metadata=OURS), False),
        (Failure(details="Failed to connect to remote host: Connection refused"), False),
        (Failure(grpc.StatusCode.CANCELLED, "CANCELLED"), True),
        (Failure(grpc.StatusCode.CANCELLED, "Channel closed!"), False),
        (Failure(grpc.StatusCode.INTERNAL), False),
        (Failure(grpc.StatusCode.DEADLINE_EXCEEDED), False),
    ],
    ids=[
        "stream removed",
        "no words",
        "a server that declines",
        "nobody there",
        "not taken",
        "closed here",
        "a defect",
        "too late",
    ],
)
def test_only_an_answer_that_broke_off_is_asked_for_again(failure, expected):
    """A server that declined, or was never reached, has said all; one that died or stopped has not."""
    assert was_cut_off(failure) is expected


async def test_both_clients_ask_once_more():
    """The second answer is taken, with what is left of the time; a second failure is told."""
    with Client("127.0.0.1:1") as client:
        method = _Method(Failure(), "answer")
        assert client._call(method, REQUEST, 5) == "answer"
        assert 0 < method.timeouts[1] <= method.timeouts[0] == 5
        with pytest.raises(ServiceUnavailableError):
            client._call(_Method(Failure(), Failure()), REQUEST, 5)
    async with AsyncClient("127.0.0.1:1") as client:
        method = _Method(Failure(), "answer")
        assert await client._call(method.later, REQUEST, 5) == "answer"
        assert 0 < method.timeouts[1] <= method.timeouts[0] == 5
        with pytest.raises(ServiceUnavailableError):
            await client._call(_Method(Failure(), Failure()).later, REQUEST, 5)


class _Method:
    def __init__(self, *outcomes):
        self.outcomes = list(outcomes)
        self.timeouts = []

    def __call__(self, _request, *, timeout, **_):
        self.timeouts.append(timeout)
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def later(self, request, **options):
        return self(request, **options)
