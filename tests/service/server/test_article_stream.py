"""The stream answers every article once, whatever becomes of it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, TypeAlias

import grpc
import grpc.aio
import pytest
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from dateline.server import Server
from dateline.v1 import annotation_pb2 as pb
from dateline.v1 import annotation_pb2_grpc
from support.fake_annotator import FakeAnnotator, until

Stub: TypeAlias = "annotation_pb2_grpc.AnnotationServiceAsyncStub"
METHOD = "/dateline.v1.AnnotationService/StreamAnnotateArticles"
TIMEOUT_SECONDS = 20


def _request(number: int, text: str = "Oslo") -> pb.StreamAnnotateArticlesRequest:
    return pb.StreamAnnotateArticlesRequest(article=pb.Article(id=str(number), text=text))


def _code(result: pb.ArticleResult) -> grpc.StatusCode:
    return next(code for code in grpc.StatusCode if code.value[0] == result.error.code)


async def _ids(answers: AsyncIterator[pb.StreamAnnotateArticlesResponse]) -> list[str]:
    return [answer.article_id async for answer in answers]


async def test_every_article_is_answered_once(stub: Stub) -> None:
    """Answers carry the ids of the articles, each once, and the stream ends by itself."""

    async def requests() -> AsyncIterator[pb.StreamAnnotateArticlesRequest]:
        for number in range(200):
            yield _request(number, f"Town{number} of old")

    names = {}
    async for answer in stub.StreamAnnotateArticles(requests(), timeout=TIMEOUT_SECONDS):
        assert answer.article_id not in names
        names[answer.article_id] = answer.result.annotation.entities[0].name
    assert names == {str(number): f"Town{number}" for number in range(200)}


async def test_bad_articles_do_not_end_the_stream(stub: Stub) -> None:
    """Each bad article is answered with its own error, and those after it are annotated."""
    requests = [
        _request(0, ""),
        _request(1, "POISON"),
        pb.StreamAnnotateArticlesRequest(article=pb.Article(id="unresolvable", text="Rome")),
        pb.StreamAnnotateArticlesRequest(),
        _request(4),
    ]
    codes = {
        answer.article_id: _code(answer.result)
        async for answer in stub.StreamAnnotateArticles(iter(requests), timeout=TIMEOUT_SECONDS)
    }
    assert codes == {
        "0": grpc.StatusCode.INVALID_ARGUMENT,
        "1": grpc.StatusCode.INTERNAL,
        "unresolvable": grpc.StatusCode.INTERNAL,
        "": grpc.StatusCode.INVALID_ARGUMENT,
        "4": grpc.StatusCode.OK,
    }


async def test_unreadable_message_does_not_end_the_stream(channel: grpc.aio.Channel) -> None:
    """Bytes that are no message are answered with an error and an empty id."""
    raw: Any = channel.stream_stream(METHOD)
    call = raw(iter([b"\xff\xff", _request(1).SerializeToString()]), timeout=TIMEOUT_SECONDS)
    answers = [pb.StreamAnnotateArticlesResponse.FromString(data) async for data in call]
    codes = {answer.article_id: _code(answer.result) for answer in answers}
    assert codes == {"": grpc.StatusCode.INVALID_ARGUMENT, "1": grpc.StatusCode.OK}


@pytest.mark.parametrize("changes", [{"max_stream_articles": 3}])
async def test_articles_in_work_are_bounded(stub: Stub, annotator: FakeAnnotator, server: Server) -> None:
    """The server reads no more articles than it may have in work, and reads on as they are answered."""
    annotator.gate.clear()
    call = stub.StreamAnnotateArticles(iter([_request(number) for number in range(9)]), timeout=TIMEOUT_SECONDS)
    reading = asyncio.ensure_future(_ids(aiter(call)))
    await annotator.in_work()
    await until(lambda: server.pipeline.batcher.queued_tokens == 2)
    for _ in range(200):
        await asyncio.sleep(0)
    assert server.pipeline.batcher.queued_tokens == 2
    annotator.gate.set()
    assert sorted(await reading) == [str(number) for number in range(9)]


@pytest.mark.parametrize("changes", [{"max_queue_tokens": 2}])
async def test_streams_are_held_not_turned_away(stub: Stub) -> None:
    """A queue far too small for a stream slows it down and fails nothing."""
    requests = iter([_request(number, "Oslo and Rome") for number in range(30)])
    answers = [answer async for answer in stub.StreamAnnotateArticles(requests, timeout=TIMEOUT_SECONDS)]
    assert [answer.result.WhichOneof("outcome") for answer in answers] == ["annotation"] * 30


async def test_cancelled_stream_leaves_nothing_queued(stub: Stub, annotator: FakeAnnotator, server: Server) -> None:
    """Cancelling a stream takes back all its articles that wait."""
    annotator.gate.clear()
    call = stub.StreamAnnotateArticles(iter([_request(number) for number in range(5)]), timeout=TIMEOUT_SECONDS)
    await annotator.in_work()
    await until(lambda: server.pipeline.batcher.queued_tokens > 0)
    call.cancel()
    await until(lambda: server.pipeline.batcher.queued_tokens == 0)
    annotator.gate.set()


async def test_stopping_server_answers_what_it_has_read(stub: Stub, server: Server) -> None:
    """An open stream ends with UNAVAILABLE once all it has sent is answered, so that a client can go on elsewhere."""
    call = stub.StreamAnnotateArticles(timeout=TIMEOUT_SECONDS)
    await call.write(_request(1))
    answer = await call.read()
    assert isinstance(answer, pb.StreamAnnotateArticlesResponse)
    stopping = asyncio.ensure_future(server.stop())
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call.read()
    await stopping
    assert caught.value.code() is grpc.StatusCode.UNAVAILABLE
    status = rpc_status.from_call(caught.value)
    assert status is not None
    assert any(detail.Is(error_details_pb2.RetryInfo.DESCRIPTOR) for detail in status.details)
