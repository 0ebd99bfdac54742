"""The protocol's facts: statuses of errors, details, and what callers take."""

import json

import grpc
import pytest
from google.rpc import code_pb2, status_pb2

from dateline.errors import (
    ERRORS,
    DatelineError,
    FieldViolation,
    InvalidInputError,
    QueueFullError,
    ServiceUnavailableError,
)
from dateline.web.connect import error_answer, status_answer, takes_gzip
from dateline.web.request import Answer, Request


async def _nothing() -> dict[str, object]:
    return {"type": "http.disconnect"}


def _body(answer: Answer) -> dict[str, object]:
    body: dict[str, object] = json.loads(answer.body)
    return body


@pytest.mark.parametrize("code", [code for code in grpc.StatusCode if code is not grpc.StatusCode.OK])
def test_every_code_has_its_status(code: grpc.StatusCode) -> None:
    """Each of gRPC's codes is the protocol's in small letters, with a status of HTTP that is an error."""
    number, _ = code.value
    answer = status_answer(status_pb2.Status(code=number, message="no"))
    expected = {"CANCELLED": "canceled"}.get(code.name, code.name.lower())
    assert _body(answer) == {"code": expected, "message": "no"}
    assert 400 <= answer.status < 600


@pytest.mark.parametrize(
    ("code", "status"),
    [("INVALID_ARGUMENT", 400), ("UNAUTHENTICATED", 401), ("RESOURCE_EXHAUSTED", 429), ("DEADLINE_EXCEEDED", 504)],
)
def test_statuses_are_those_of_the_protocol(code: str, status: int) -> None:
    """As its table has them."""
    assert status_answer(status_pb2.Status(code=code_pb2.Code.Value(code))).status == status


@pytest.mark.parametrize("kind", ERRORS)
def test_every_error_can_be_answered(kind: type[DatelineError]) -> None:
    """With its reason in the details."""
    error = InvalidInputError(FieldViolation("x", "y")) if kind is InvalidInputError else kind("words")
    details = _body(error_answer(error))["details"]
    assert isinstance(details, list)
    assert details[0]["debug"] == {"reason": kind.reason, "domain": "dateline"}


@pytest.mark.parametrize(("seconds", "header"), [(0.05, "1"), (1.0, "1"), (1.2, "2"), (30.0, "30")])
@pytest.mark.parametrize("kind", [QueueFullError, ServiceUnavailableError])
def test_time_to_wait_is_in_a_header(kind: type[QueueFullError], seconds: float, header: str) -> None:
    """In whole seconds, never too few; errors that do not go by themselves have none."""
    assert dict(error_answer(kind("later", retry_after_seconds=seconds)).headers)["retry-after"] == header
    assert "retry-after" not in dict(error_answer(InvalidInputError(FieldViolation("x", "y"))).headers)


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("", False),
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("gzip;q=0", False),
        ("identity", False),
        ("x-gzip", False),
    ],
)
def test_gzip_is_for_those_who_ask(accepted: str, expected: bool) -> None:  # noqa: FBT001  # a column
    """By its name in the list of what they accept."""
    headers = (("accept-encoding", accepted),)
    request = Request(method="GET", path="/", query="", headers=headers, client="", receive=_nothing)
    assert takes_gzip(request) is expected
