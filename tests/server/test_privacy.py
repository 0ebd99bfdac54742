"""Nothing of a request is in any log or error, whichever way a call goes."""

import asyncio
from typing import Any, TypeAlias

import grpc.aio
import pytest
from server.fake_annotator import TIMEOUT_SECONDS, FakeAnnotator

from dateline.server.logs import configure_logs
from dateline.v1 import annotation_pb2 as pb
from dateline.v1 import annotation_pb2_grpc

Stub: TypeAlias = "annotation_pb2_grpc.AnnotationServiceAsyncStub"
CANARY = "Zyzzyva"


def _article(text: str = f"{CANARY} in {CANARY}", **fields: Any) -> pb.Article:
    return pb.Article(**{"id": CANARY, "title": CANARY, "text": text, "outlet": CANARY} | fields)


ARTICLES = {
    "good": _article(),
    "poison": _article(f"POISON {CANARY}"),
    "unresolvable": _article(id="unresolvable"),
    "long-title": _article(title=CANARY * 1000),
    "bad-language": _article(language_code=f"{CANARY}!"),
    "bad-country": _article(publisher_region=pb.PublisherRegion(region_code=CANARY)),
    "bad-mention": _article(mentions=pb.GivenMentions(mentions=[pb.GivenMention(start_offset=1, end_offset=999)])),
    "bad-time": _article(publish_time={"seconds": 10**15}),
}


@pytest.mark.parametrize("log_format", ["json", "console"])
@pytest.mark.parametrize("name", ARTICLES)
async def test_articles_are_not_quoted(
    stub: Stub, name: str, log_format: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Unary, batch and stream quote no article in logs or errors."""
    configure_logs(log_format)
    article = ARTICLES[name]
    said = []
    try:
        await stub.AnnotateArticle(pb.AnnotateArticleRequest(article=article), timeout=TIMEOUT_SECONDS)
    except grpc.aio.AioRpcError as error:
        said += [error.details(), error.debug_error_string(), repr(error.trailing_metadata())]
    batch = pb.BatchAnnotateArticlesRequest(articles=[article])
    (result,) = (await stub.BatchAnnotateArticles(batch, timeout=TIMEOUT_SECONDS)).results
    said.append(repr(result.error))
    requests = iter([pb.StreamAnnotateArticlesRequest(article=article)])
    async for answer in stub.StreamAnnotateArticles(requests, timeout=TIMEOUT_SECONDS):
        said.append(repr(answer.result.error))
    output = capfd.readouterr()
    assert CANARY not in "".join(filter(None, said)) + output.out + output.err
    assert output.err.count("StreamAnnotateArticles") >= 1


@pytest.mark.parametrize(
    "query",
    [pb.PlaceQuery(name=CANARY), pb.PlaceQuery(name=CANARY * 100), pb.PlaceQuery(name=CANARY, country_code=CANARY)],
    ids=["good", "long", "bad-country"],
)
async def test_queries_are_not_quoted(stub: Stub, query: pb.PlaceQuery, capfd: pytest.CaptureFixture[str]) -> None:
    """ResolvePlaces quotes no name in logs or errors."""
    configure_logs("json")
    said = ""
    try:
        await stub.ResolvePlaces(pb.ResolvePlacesRequest(queries=[query]), timeout=TIMEOUT_SECONDS)
    except grpc.aio.AioRpcError as error:
        said = f"{error!r} {error.trailing_metadata()!r}"
    output = capfd.readouterr()
    assert CANARY not in said + output.out + output.err


async def test_cancelled_calls_are_not_quoted(
    stub: Stub, annotator: FakeAnnotator, capfd: pytest.CaptureFixture[str]
) -> None:
    """A call that is cancelled or runs out of time leaves nothing in the logs but its line."""
    configure_logs("json")
    annotator.gate.clear()
    request = pb.AnnotateArticleRequest(article=_article())
    with pytest.raises(grpc.aio.AioRpcError):
        await stub.AnnotateArticle(request, timeout=0.1)
    call = stub.AnnotateArticle(request, timeout=TIMEOUT_SECONDS)
    await annotator.in_work()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    annotator.gate.set()
    output = capfd.readouterr()
    assert CANARY not in output.out + output.err
