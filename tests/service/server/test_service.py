"""Every RPC and every error, over a real socket."""

from typing import Any, TypeAlias

import grpc
import grpc.aio
import pytest
from grpc_status import rpc_status

from dateline.endpoint import MAX_RESPONSE_BYTES
from dateline.server import Server
from dateline.v1 import annotation_pb2 as pb
from dateline.v1 import annotation_pb2_grpc
from dateline.values import Limits
from support.calls import annotate_request, details, failure, fields
from support.fake_annotator import FakeAnnotator

Stub: TypeAlias = "annotation_pb2_grpc.AnnotationServiceAsyncStub"
METHOD = "/dateline.v1.AnnotationService/AnnotateArticle"
TIMEOUT_SECONDS = 20


async def test_annotate_article(stub: Stub) -> None:
    """One article comes back annotated, with timings beside the annotation."""
    response = await stub.AnnotateArticle(
        annotate_request("Talks in Astana", id="a1", title="Peace"), timeout=TIMEOUT_SECONDS
    )
    annotation = response.annotation
    assert annotation.article_id == "a1"
    assert annotation.offset_encoding == pb.OFFSET_ENCODING_UTF32
    spans = [entity.mentions[0].span for entity in annotation.entities]
    assert [(span.content, span.start_offset, span.end_offset, span.part) for span in spans] == [
        ("Peace", 0, 5, pb.ARTICLE_PART_TITLE),
        ("Talks", 0, 5, pb.ARTICLE_PART_TEXT),
        ("Astana", 9, 15, pb.ARTICLE_PART_TEXT),
    ]
    assert annotation.entities[2].resolution.place.place_id == "fake:Astana"
    assert response.timing.recognition_duration.ToNanoseconds() > 0


@pytest.mark.parametrize(
    ("unit", "start"),
    [(pb.OFFSET_ENCODING_UTF8, 5), (pb.OFFSET_ENCODING_UTF16, 3), (pb.OFFSET_ENCODING_UTF32, 2)],
    ids=["utf8", "utf16", "utf32"],
)
async def test_offsets_come_in_the_callers_unit(stub: Stub, unit: pb.OffsetEncoding.ValueType, start: int) -> None:
    """Spans count in the unit that was asked for, which is echoed."""
    request = annotate_request("\U0001f600 Astana")
    request.options.offset_encoding = unit
    annotation = (await stub.AnnotateArticle(request, timeout=TIMEOUT_SECONDS)).annotation
    assert annotation.offset_encoding == unit
    assert annotation.entities[0].mentions[0].span.start_offset == start


async def test_equal_requests_have_equal_bytes(stub: Stub) -> None:
    """The annotation of equal requests is the same to the byte."""
    first, second = [await stub.AnnotateArticle(annotate_request(), timeout=TIMEOUT_SECONDS) for _ in range(2)]
    assert first.annotation.SerializeToString() == second.annotation.SerializeToString()


async def test_annotations_say_what_language_was_read(stub: Stub) -> None:
    """They do not where mentions were given, for nothing was read."""
    annotation = (await stub.AnnotateArticle(annotate_request(), timeout=TIMEOUT_SECONDS)).annotation
    assert annotation.language == pb.ArticleLanguage(code="en", probability=0.875, given=False)
    request = annotate_request("Oslo", mentions=pb.GivenMentions())
    assert not (await stub.AnnotateArticle(request, timeout=TIMEOUT_SECONDS)).annotation.HasField("language")


async def test_white_space_is_a_warning(stub: Stub) -> None:
    """A text of white space alone has an empty annotation that says so."""
    annotation = (await stub.AnnotateArticle(annotate_request(" \r\n "), timeout=TIMEOUT_SECONDS)).annotation
    assert [warning.reason for warning in annotation.warnings] == [pb.WARNING_REASON_NO_TEXT]
    assert not annotation.entities


async def test_given_mentions_skip_the_model(stub: Stub, annotator: FakeAnnotator) -> None:
    """With given mentions nothing is recognised, whether there are any or none."""
    mention = pb.GivenMention(start_offset=0, end_offset=5, type=pb.ENTITY_TYPE_PLACE)
    for mentions in ([mention], []):
        request = annotate_request("paris in Texas", mentions=pb.GivenMentions(mentions=mentions))
        response = await stub.AnnotateArticle(request, timeout=TIMEOUT_SECONDS)
        assert [entity.name for entity in response.annotation.entities] == ["paris"] * len(mentions)
        timing = response.timing
        assert timing.queue_duration.ToNanoseconds() == timing.recognition_duration.ToNanoseconds() == 0
    assert annotator.batches == []


async def test_batch_answers_in_order(stub: Stub) -> None:
    """Every article of a batch has its own outcome in its own place, bad ones too."""
    request = pb.BatchAnnotateArticlesRequest(
        articles=[
            pb.Article(id="0", text="Oslo"),
            pb.Article(id="1"),
            pb.Article(id="2", text="POISON here"),
            pb.Article(id="unresolvable", text="Rome"),
            pb.Article(id="0", text="Lima"),
        ]
    )
    results = (await stub.BatchAnnotateArticles(request, timeout=TIMEOUT_SECONDS)).results
    outcomes = [result.WhichOneof("outcome") for result in results]
    assert outcomes == [
        "annotation",
        "error",
        "error",
        "error",
        "annotation",
    ]
    assert [results[index].annotation.entities[0].name for index in (0, 4)] == ["Oslo", "Lima"]
    assert results[1].error.code == grpc.StatusCode.INVALID_ARGUMENT.value[0]
    assert fields(results[1].error) == ["articles[1].text"]
    for index in (2, 3):
        assert results[index].error.code == grpc.StatusCode.INTERNAL.value[0]
        assert results[index].error.message == "internal error"


async def test_empty_batch_is_empty(stub: Stub) -> None:
    """No articles, no results."""
    assert not (await stub.BatchAnnotateArticles(pb.BatchAnnotateArticlesRequest(), timeout=TIMEOUT_SECONDS)).results


async def test_resolve_places(stub: Stub) -> None:
    """Names are answered in order, unknown ones without a place."""
    request = pb.ResolvePlacesRequest(queries=[pb.PlaceQuery(name=name) for name in ["Paris", "nowhere"] * 60])
    answers = (await stub.ResolvePlaces(request, timeout=TIMEOUT_SECONDS)).answers
    assert [answer.query.name for answer in answers] == ["Paris", "nowhere"] * 60
    assert [answer.resolution.HasField("place") for answer in answers] == [True, False] * 60


async def test_server_info(stub: Stub, server: Server) -> None:
    """The server tells its versions, its parts and all its limits."""
    info = await stub.GetServerInfo(pb.GetServerInfoRequest(), timeout=TIMEOUT_SECONDS)
    assert (info.server_version, info.api_version) == ("1.2.3", "v1")
    assert (info.model.name, info.gazetteer.revision) == ("fake", "g1")
    limits = Limits.of(server.pipeline.settings)
    for field in pb.Limits.DESCRIPTOR.fields:
        if field.name != "default_deadline":
            assert getattr(info.limits, field.name) == getattr(limits, field.name)
    assert info.limits.default_deadline.ToTimedelta().total_seconds() == limits.default_deadline_seconds


@pytest.mark.parametrize(
    ("request_message", "expected"),
    [
        pytest.param(pb.AnnotateArticleRequest(), ["article"], id="no-article"),
        pytest.param(annotate_request("", title="secret"), ["article.text"], id="empty-text"),
        pytest.param(
            pb.AnnotateArticleRequest(
                article=pb.Article(text="x"),
                options=pb.AnnotateOptions(offset_encoding=77),  # type: ignore[arg-type]  # what a newer client may send
            ),
            ["options.offset_encoding"],
            id="unknown-unit",
        ),
        pytest.param(
            pb.AnnotateArticleRequest(
                article=pb.Article(
                    text="\U0001f600 secret",
                    mentions=pb.GivenMentions(
                        mentions=[pb.GivenMention(start_offset=1, end_offset=4, type=pb.ENTITY_TYPE_PLACE)]
                    ),
                ),
                options=pb.AnnotateOptions(offset_encoding=pb.OFFSET_ENCODING_UTF8),
            ),
            ["article.mentions.mentions[0].start_offset"],
            id="mention-inside-a-character",
        ),
    ],
)
async def test_bad_requests_name_their_fields(
    stub: Stub, request_message: pb.AnnotateArticleRequest, expected: list[str]
) -> None:
    """A bad request is INVALID_ARGUMENT with the path of each bad field, and never its value."""
    error = await failure(stub.AnnotateArticle(request_message, timeout=TIMEOUT_SECONDS))
    assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert fields(error) == expected
    assert "secret" not in repr(error)


async def test_many_bad_fields_are_told_in_part(stub: Stub) -> None:
    """However much is wrong, the caller hears of the first of it: gRPC's clients take no status of more than 8 KiB."""
    mentions = pb.GivenMentions(mentions=[pb.GivenMention(start_offset=9, end_offset=9)] * 1_000)
    request = pb.AnnotateArticleRequest(article=pb.Article(text="x", mentions=mentions))
    error = await failure(stub.AnnotateArticle(request, timeout=TIMEOUT_SECONDS))
    assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert len(fields(error)) == 10
    assert str(error.details()).endswith("; and 2990 more")


def _article_of_many_bytes(mebibytes: int) -> pb.Article:
    """An article whose annotation is at least so large, made of its longest name again and again."""
    name = "A" + "\U0001d54f" * 499
    mention = pb.GivenMention(end_offset=len(name), type=pb.ENTITY_TYPE_PLACE)
    count = (mebibytes << 20) // (6 * len(name.encode()))
    return pb.Article(text=name, mentions=pb.GivenMentions(mentions=[mention] * count))


async def test_annotations_that_no_answer_holds_are_refused(stub: Stub) -> None:
    """An article whose annotation is too large to be sent fails with its field, and alone in its stream."""
    requests = [
        pb.StreamAnnotateArticlesRequest(article=article)
        for article in (_article_of_many_bytes(36), pb.Article(id="small", text="Oslo"))
    ]
    answers = [answer async for answer in stub.StreamAnnotateArticles(iter(requests), timeout=TIMEOUT_SECONDS)]
    results = {answer.article_id: answer.result for answer in answers}
    assert results["small"].HasField("annotation")
    assert results[""].error.code == grpc.StatusCode.INVALID_ARGUMENT.value[0]
    assert results[""].error.message.startswith("article.text: ")


async def test_articles_for_which_a_batch_has_no_room_are_refused(server: Server) -> None:
    """Annotations that fit an answer each, but not together: those that no longer fit fail, the others come."""
    options = [("grpc.max_receive_message_length", MAX_RESPONSE_BYTES)]
    async with grpc.aio.insecure_channel(f"127.0.0.1:{server.port}", options) as channel:
        stub = annotation_pb2_grpc.AnnotationServiceStub(channel)
        batch = pb.BatchAnnotateArticlesRequest(articles=[_article_of_many_bytes(18), _article_of_many_bytes(18)])
        response = await stub.BatchAnnotateArticles(batch, timeout=TIMEOUT_SECONDS)
    assert sorted(str(result.WhichOneof("outcome")) for result in response.results) == ["annotation", "error"]


@pytest.mark.parametrize("changes", [{"max_batch_articles": 4_000}])
async def test_errors_of_a_batch_have_room_beside_annotations(server: Server) -> None:
    """The largest of batches is answered though one annotation would fill the answer and all others have errors."""
    mentions = pb.GivenMentions(mentions=[pb.GivenMention(start_offset=9, type=pb.ENTITY_TYPE_PLACE)] * 20)
    wrong = pb.Article(text="Oslo", mentions=mentions)
    batch = pb.BatchAnnotateArticlesRequest(articles=[_article_of_many_bytes(26), *[wrong] * 3_999])
    options = [("grpc.max_receive_message_length", MAX_RESPONSE_BYTES)]
    async with grpc.aio.insecure_channel(f"127.0.0.1:{server.port}", options) as channel:
        stub = annotation_pb2_grpc.AnnotationServiceStub(channel)
        response = await stub.BatchAnnotateArticles(batch, timeout=TIMEOUT_SECONDS)
    assert len(response.results) == 4_000


@pytest.mark.parametrize("changes", [{"max_batch_articles": 1, "max_place_queries": 1}])
async def test_requests_beyond_limits_fail_as_a_whole(stub: Stub) -> None:
    """Too many articles or queries fail the call."""
    batch = pb.BatchAnnotateArticlesRequest(articles=[pb.Article(text="x")] * 2)
    assert fields(await failure(stub.BatchAnnotateArticles(batch, timeout=TIMEOUT_SECONDS))) == ["articles"]
    queries = pb.ResolvePlacesRequest(queries=[pb.PlaceQuery(name="X")] * 2)
    assert fields(await failure(stub.ResolvePlaces(queries, timeout=TIMEOUT_SECONDS))) == ["queries"]


@pytest.mark.parametrize("data", [b"\xff\xff\xff", b"\x0a\x04\x1a\x02\xff\xfe"], ids=["garbage", "bad-utf8"])
async def test_unreadable_bytes_are_invalid(channel: grpc.aio.Channel, data: bytes) -> None:
    """Bytes that are no message are INVALID_ARGUMENT, not UNKNOWN."""
    raw: Any = channel.unary_unary(METHOD)
    error = await failure(raw(data, timeout=TIMEOUT_SECONDS))
    assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert fields(error) == ["request"]


@pytest.mark.parametrize("changes", [{"max_request_bytes": 1024}])
async def test_oversized_requests_are_refused(stub: Stub) -> None:
    """A message beyond the limit is RESOURCE_EXHAUSTED without a word of when to retry."""
    error = await failure(stub.AnnotateArticle(annotate_request("x" * 2000), timeout=TIMEOUT_SECONDS))
    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert rpc_status.from_call(error) is None


async def test_defects_are_internal_and_quote_nothing(stub: Stub, capfd: pytest.CaptureFixture[str]) -> None:
    """An exception nobody expected is INTERNAL with the call's id; neither it nor the log quote the article."""
    call = stub.AnnotateArticle(
        annotate_request("POISON and a secret"), timeout=TIMEOUT_SECONDS, metadata=(("x-request-id", "call-7"),)
    )
    error = await failure(call)
    assert (error.code(), error.details()) == (grpc.StatusCode.INTERNAL, "internal error")
    assert details(error)["RequestInfo"].request_id == "call-7"
    output = "".join(capfd.readouterr())
    assert "secret" not in repr(error) + output
    assert "ValueError" in output


async def test_request_ids_come_back(stub: Stub) -> None:
    """The caller's request id is sent back; a bad one, or none, is replaced."""
    for given, is_kept in (("abc-1", True), ("no spaces", False), (None, False)):
        metadata = () if given is None else (("x-request-id", given),)
        call = stub.AnnotateArticle(annotate_request(), timeout=TIMEOUT_SECONDS, metadata=metadata)
        await call
        (answered,) = [value for name, value in await call.trailing_metadata() if name == "x-request-id"]
        assert (answered == given) is is_kept


async def test_calls_are_logged_without_content(stub: Stub, capfd: pytest.CaptureFixture[str]) -> None:
    """The access log has a line a call with counts and times, and nothing of the article."""
    await stub.AnnotateArticle(annotate_request("Secret in Astana", title="Hush", id="Quiet"), timeout=TIMEOUT_SECONDS)
    output = "".join(capfd.readouterr())
    assert "AnnotateArticle" in output
    assert not [word for word in ("Secret", "Astana", "Hush", "Quiet") if word in output]
