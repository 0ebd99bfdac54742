"""A short campaign of the fuzzer, and what keeps it honest."""

import grpc
import pytest
from google.rpc import status_pb2

from dateline.convert import error_to_status
from dateline.errors import DatelineError, FieldViolation, InternalError, InvalidInputError
from dateline.v1 import annotation_pb2 as pb
from fuzz.bad_frames import BAD_CALLS, BAD_CONNECTIONS
from fuzz.campaign import attack
from fuzz.contract import answer_complaints, parsed, status_complaints
from fuzz.http_requests import BAD_REQUESTS
from fuzz.strange_messages import CANARY, samples

REQUEST = pb.AnnotateArticleRequest(article=pb.Article(text=f"{CANARY} in Oslo"))


@pytest.mark.slow
async def test_nothing_that_is_sent_harms_the_server() -> None:
    """After twenty seconds of every attack the server is as before, has served others well, and stops cleanly."""
    report = await attack(seconds=12, seed=1, idle_count=300)
    assert not report.findings, str(report)
    assert set(BAD_CONNECTIONS) <= set(report.record.cases)
    assert {f"call: {name}" for name in BAD_CALLS} <= set(report.record.cases)
    assert {f"http: {name}" for name in BAD_REQUESTS} <= set(report.record.cases)
    assert report.record.answers["call: as it should be"]["OK+open"] > 0
    assert report.record.answers["http: as it should be"]["200"] > 0
    assert report.record.answers["http json"]["200"] > 0


def test_requests_are_the_same_for_a_number() -> None:
    """What is sent can be sent again: plausible requests, and some that cannot be read."""
    drawn = samples(pb.AnnotateArticleRequest.DESCRIPTOR, number=7, count=30)
    assert drawn == samples(pb.AnnotateArticleRequest.DESCRIPTOR, number=7, count=30)
    assert drawn != samples(pb.AnnotateArticleRequest.DESCRIPTOR, number=8, count=30)
    readable = [parsed(pb.AnnotateArticleRequest, content) is not None for content in drawn]
    assert 5 < sum(readable) < 30


@pytest.mark.parametrize(
    ("status", "complaint"),
    [
        pytest.param(InvalidInputError(FieldViolation("article.text", "is bad")), None, id="right"),
        pytest.param(InvalidInputError(FieldViolation("article.texts", "is bad")), "field there is not", id="no-field"),
        pytest.param(InvalidInputError(FieldViolation("request", "is bad")), "wrong field", id="readable"),
        pytest.param(InvalidInputError(FieldViolation("article.text", CANARY)), "quotes", id="quoted"),
        pytest.param(InvalidInputError(), "names no field", id="no-violation"),
        pytest.param(InternalError("x"), "INTERNAL", id="internal"),
        pytest.param(grpc.StatusCode.UNKNOWN, "code 2", id="unknown"),
        pytest.param(grpc.StatusCode.RESOURCE_EXHAUSTED, "when to retry", id="no-retry"),
    ],
)
def test_what_breaks_the_contract_is_found(status: DatelineError | grpc.StatusCode, complaint: str | None) -> None:
    """A status that the contract does not have is complained of, one that it has is not."""
    message = (
        status_pb2.Status(code=status.value[0]) if isinstance(status, grpc.StatusCode) else error_to_status(status)
    )
    complaints = list(status_complaints(message, REQUEST.SerializeToString(), REQUEST))
    assert [complaint in each for each in complaints] == [True] if complaint else not complaints


def test_a_wrong_span_is_found() -> None:
    """An annotation whose offsets are not those of its content is complained of."""
    answer = pb.AnnotateArticleResponse()
    span = answer.annotation.entities.add().mentions.add().span
    span.content, span.start_offset, span.end_offset, span.part = CANARY, 0, len(CANARY), pb.ARTICLE_PART_TEXT
    assert not list(answer_complaints([answer], b"", REQUEST))
    span.start_offset = 1
    assert len(list(answer_complaints([answer], b"", REQUEST))) == 1
