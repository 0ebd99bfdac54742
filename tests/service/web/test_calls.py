"""The service's calls over HTTP, as the Connect protocol has them: answers, errors, codecs and deadlines."""

import asyncio
import base64
import gzip
import json
from typing import Any
from urllib.parse import urlencode

import aiohttp
import grpc.aio
import pytest

from dateline.errors import DeadlineExceededError, InvalidInputError, QueueFullError
from dateline.server import Server
from dateline.server.telemetry.logs import configure_logs
from dateline.v1 import annotation_pb2 as pb
from dateline.v1 import annotation_pb2_grpc
from support.fake_annotator import FakeAnnotator, until
from support.http_calls import SERVICE, HttpAnswer, article, call, fetch

POST = {"content-type": "application/json"}
PATH = f"/{SERVICE}/AnnotateArticle"


async def _over_grpc(server: Server, method: str, request: Any) -> Any:
    async with grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel:
        return await getattr(annotation_pb2_grpc.AnnotationServiceStub(channel), method)(request)


async def test_json_is_answered_with_json(server: Server) -> None:
    """An article gets its annotation under the contract's names, the same as over gRPC, and an id of its own."""
    answer = await call(server, "AnnotateArticle", article("Gdańsk and Oslo"))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert answer.headers["cache-control"] == "no-store"
    assert len(answer.headers["x-request-id"]) == 32
    annotation = answer.json["annotation"]
    assert [entity["resolution"]["place"]["place_id"] for entity in annotation["entities"]] == [
        "fake:Gdańsk",
        "fake:Oslo",
    ]
    over_grpc = await _over_grpc(
        server, "AnnotateArticle", pb.AnnotateArticleRequest(article=pb.Article(text="Gdańsk and Oslo"))
    )
    assert annotation["entities"][1]["mentions"][0]["span"]["start_offset"] == 11
    assert over_grpc.annotation.entities[1].mentions[0].span.start_offset == 11


async def test_binary_messages_are_answered_with_binary_messages(server: Server) -> None:
    """The codec of the answer is that of the request; a batch, whose answer comes encoded, included."""
    request = pb.AnnotateArticleRequest(article=pb.Article(text="Oslo"))
    headers = {"content-type": "application/proto"}
    answer = await fetch(server, PATH, method="POST", data=request.SerializeToString(), headers=headers)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/proto")
    over_grpc = await _over_grpc(server, "AnnotateArticle", request)
    assert pb.AnnotateArticleResponse.FromString(answer.body).annotation == over_grpc.annotation
    batch = pb.BatchAnnotateArticlesRequest(articles=[pb.Article(text="Oslo"), pb.Article()])
    path = f"/{SERVICE}/BatchAnnotateArticles"
    answer = await fetch(server, path, method="POST", data=batch.SerializeToString(), headers=headers)
    assert pb.BatchAnnotateArticlesResponse.FromString(answer.body) == await _over_grpc(
        server, "BatchAnnotateArticles", batch
    )


async def test_every_unary_call_is_answered(server: Server) -> None:
    """A batch with an error in its place, places, and the server's description."""
    batch = await call(server, "BatchAnnotateArticles", {"articles": [{"text": "Oslo"}, {"id": "b"}]})
    good, bad = batch.json["results"]
    assert good["annotation"]["entities"][0]["name"] == "Oslo"
    assert bad["error"]["message"] == "articles[1].text: must not be empty"
    assert bad["error"]["details"][1]["field_violations"][0]["field"] == "articles[1].text"
    places = await call(server, "ResolvePlaces", {"queries": [{"name": "Oslo"}, {"name": "nowhere"}]})
    assert [each["resolution"].get("place", {}).get("name") for each in places.json["answers"]] == ["Oslo", None]
    info = await call(server, "GetServerInfo", {})
    assert (info.json["api_version"], info.json["gazetteer"]["place_count"]) == ("v1", "1")


async def test_names_may_be_in_camel_case(server: Server) -> None:
    """As clients for JavaScript write them."""
    request = article("😀 Oslo", languageCode="en") | {"options": {"offsetEncoding": "OFFSET_ENCODING_UTF16"}}
    answer = await call(server, "AnnotateArticle", request)
    (entity,) = answer.json["annotation"]["entities"]
    assert entity["mentions"][0]["span"]["start_offset"] == 3


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"article": {"text": ""}}', "article.text"),
        (b'{"article": {"text": "x", "language_code": "!"}}', "article.language_code"),
        (b'{"article": {"text": "x", "langauge_code": "en"}}', "article.langauge_code"),
        (b'{"article": {"text": 5}}', "article.text"),
        (b'{"article": ', "request"),
        (b"", "request"),
        (b"\xff", "request"),
        (b"[" * 100_000, "request"),
    ],
    ids=["contract", "value", "unknown", "type", "syntax", "empty", "not-utf-8", "deep"],
)
async def test_a_bad_request_is_named_by_its_field(server: Server, body: bytes, field: str) -> None:
    """What the contract or JSON forbids is a typed error with the field's path, counted as such."""
    answer = await fetch(server, PATH, method="POST", data=body, headers=POST)
    assert (answer.status, answer.json["code"]) == (400, "invalid_argument")
    assert answer.json["message"].startswith(f"{field}: ")
    assert answer.fields == [field]
    assert answer.details["ErrorInfo"].reason == InvalidInputError.reason
    labels = {"method": "AnnotateArticle", "code": "INVALID_ARGUMENT"}
    assert server.metrics.registry.get_sample_value("dateline_requests_total", labels) == 1


async def test_a_binary_message_that_is_none_is_refused(server: Server) -> None:
    """As over gRPC."""
    answer = await fetch(server, PATH, method="POST", data=b"\xff", headers={"content-type": "application/proto"})
    assert (answer.status, answer.fields) == (400, ["request"])


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("", 415),
        ("text/plain", 415),
        ("application/json; charset=latin-1", 415),
        ("application/grpc", 415),
        ("application/connect+json", 415),
        ("application/json; charset=utf-8", 200),
        ("Application/JSON", 200),
    ],
)
async def test_the_content_type_is_required(server: Server, content_type: str, status: int) -> None:
    """A form or a text of another site's page is no call, and whoever sends another type hears which are taken."""
    body = json.dumps(article()).encode()
    options: dict[str, Any] = {"headers": {"content-type": content_type}} if content_type else {}
    answer = await fetch(server, PATH, method="POST", data=body, skip_auto_headers=["content-type"], **options)
    assert answer.status == status
    if status == 415:
        assert answer.headers["accept-post"] == "application/json, application/proto"
        assert answer.fields == ["content-type"]


@pytest.mark.parametrize("changes", [{"max_request_bytes": 300_000}])
async def test_too_large_a_request_is_refused_early(server: Server) -> None:
    """By its length before it is sent, or without one once too much has come; the answer arrives all the same."""
    limit = server.pipeline.settings.max_request_bytes

    async def endless() -> Any:
        for _ in range(20):
            yield b"x" * 65_536

    for body in (b"x" * (limit + 1), endless()):
        answer = await fetch(server, PATH, method="POST", data=body, headers=POST)
        assert (answer.status, answer.fields, answer.headers["connection"]) == (413, ["request"], "close")
        assert answer.json["message"] == f"request: has more than {limit} bytes"
    answer = await call(server, "AnnotateArticle", article(" " * 100))
    assert answer.status == 200


async def test_a_request_may_be_packed(server: Server) -> None:
    """With gzip and no other way, and not to more than the limit."""
    packed = gzip.compress(json.dumps(article()).encode())
    answers = [
        await fetch(server, PATH, method="POST", data=body, headers=POST | {"content-encoding": coding})
        for coding, body in (
            ("gzip", packed),
            ("identity", gzip.decompress(packed)),
            ("gzip", packed[:-9]),
            ("gzip", b"{}"),
            ("gzip", gzip.compress(b" " * (server.pipeline.settings.max_request_bytes + 1))),
            ("br", packed),
            ("gzip", b""),
        )
    ]
    assert [answer.status for answer in answers] == [200, 200, 400, 400, 413, 501, 400]
    assert answers[2].json["message"] == "request: is not the gzip that it is said to be"
    assert answers[5].json["message"] == "content-encoding: gzip and identity are supported"
    # Nothing is never packed.
    assert answers[6].json["message"].startswith("request: is not valid JSON")


async def test_a_large_answer_is_packed_for_those_who_take_it(server: Server) -> None:
    """Packed or not, it is the same; a small one goes as it is."""
    queries = {"queries": [{"name": f"Place{number}"} for number in range(300)]}
    packed = await call(server, "ResolvePlaces", queries, headers={"accept-encoding": "br, gzip"})
    plain = await call(server, "ResolvePlaces", queries, headers={"accept-encoding": "gzip;q=0"})
    assert (packed.headers["content-encoding"], plain.headers.get("content-encoding")) == ("gzip", None)
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 5
    assert packed.body == plain.body
    small = await call(server, "GetServerInfo", {}, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in small.headers


@pytest.mark.parametrize("codec", ["json", "proto"])
async def test_a_call_may_be_a_get(server: Server, codec: str) -> None:
    """Calls without side effects may be links, their message in the query: plain, in base64, or packed too."""
    request = pb.AnnotateArticleRequest(article=pb.Article(text="Oslo & Gdańsk?"))
    content = request.SerializeToString() if codec == "proto" else json.dumps(article("Oslo & Gdańsk?")).encode()
    encoded = base64.urlsafe_b64encode(content).decode()
    packed = base64.urlsafe_b64encode(gzip.compress(content)).decode()
    queries = [
        {"encoding": codec, "base64": "1", "message": encoded, "connect": "v1"},
        {"message": encoded.rstrip("="), "base64": "1", "encoding": codec, "other": "x"},
        {"encoding": codec, "base64": "1", "compression": "gzip", "message": packed},
        *([{"encoding": codec, "message": content.decode()}] if codec == "json" else []),
    ]
    for query in queries:
        answer = await fetch(server, f"{PATH}?{urlencode(query)}", headers={"accept-encoding": "identity"})
        assert (answer.status, answer.headers["content-type"]) == (200, f"application/{codec}"), query
        assert "Gdańsk".encode() in answer.body


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ("message=%7B%7D", 415, "encoding"),
        ("encoding=xml&message=%7B%7D", 415, "encoding"),
        ("encoding=json", 400, "message"),
        ("encoding=json&base64=1&message=%25", 400, "message"),
        ("encoding=json&message=%7B", 400, "request"),
    ],
)
async def test_a_get_that_holds_no_message_is_refused(server: Server, query: str, status: int, field: str) -> None:
    """The parameter that is missing or wrong is named."""
    answer = await fetch(server, f"{PATH}?{query}")
    assert (answer.status, answer.fields) == (status, [field])


async def test_an_unknown_packing_of_a_get_is_refused(server: Server) -> None:
    """With the code that the protocol gives it."""
    answer = await fetch(server, f"{PATH}?encoding=json&compression=br&message=x")
    assert (answer.status, answer.json["code"]) == (501, "unimplemented")


async def test_streams_are_left_to_grpc(server: Server) -> None:
    """A call to the stream, of whatever kind, hears so, with the status from which clients infer the code."""
    for content_type in ("application/connect+json", "application/json"):
        headers = {"content-type": content_type}
        answer = await fetch(server, f"/{SERVICE}/StreamAnnotateArticles", method="POST", data=b"", headers=headers)
        assert (answer.status, answer.json["code"]) == (404, "unimplemented")
        assert "gRPC" in answer.json["message"]


async def test_what_is_not_there_is_not_found(server: Server) -> None:
    """Other paths, methods of no service, and other services."""
    for path in ("/nowhere", f"/{SERVICE}/Nothing", f"/{SERVICE}/", f"{PATH}/", "/grpc.health.v1.Health/Check", "//"):
        answer = await fetch(server, path, method="POST", data=b"{}", headers=POST)
        assert (answer.status, answer.json["code"]) == (404, "unimplemented"), path


@pytest.mark.parametrize("method", ["PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"])
async def test_other_methods_of_http_are_not_allowed(server: Server, method: str) -> None:
    """The answer says which are."""
    answer = await fetch(server, PATH, method=method)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, POST")


async def test_other_versions_of_the_protocol_are_refused(server: Server) -> None:
    """Version 1 and none are taken."""
    statuses = [
        (await call(server, "GetServerInfo", {}, headers={"connect-protocol-version": version})).status
        for version in ("1", "2", "x")
    ]
    assert statuses == [200, 400, 400]


async def test_a_deadline_is_kept(server: Server, annotator: FakeAnnotator) -> None:
    """A call that would take longer ends at its deadline, never reaches the model, and is logged as such."""
    annotator.gate.clear()
    first = asyncio.create_task(call(server, "AnnotateArticle", article("First")))
    await annotator.in_work()
    headers = {"connect-timeout-ms": "100"}
    late = await call(server, "AnnotateArticle", article("Late"), headers=headers)
    assert (late.status, late.json["code"]) == (504, "deadline_exceeded")
    assert late.details["ErrorInfo"].reason == DeadlineExceededError.reason
    assert len(late.headers["x-request-id"]) == 32
    await until(lambda: server.pipeline.batcher.queued_tokens == 0)
    annotator.gate.set()
    assert (await first).status == 200
    assert annotator.sentences == ["First"]
    labels = {"method": "AnnotateArticle", "code": "DEADLINE_EXCEEDED"}
    assert server.metrics.registry.get_sample_value("dateline_requests_total", labels) == 1


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("9999999999", None),
        ("", None),
        ("0", "deadline_exceeded"),
        ("-1", "invalid_argument"),
        ("1e3", "invalid_argument"),
    ],
)
async def test_deadlines_are_milliseconds(server: Server, value: str, code: str | None) -> None:
    """At most ten digits, as the protocol has it."""
    answer = await call(server, "AnnotateArticle", article(), headers={"connect-timeout-ms": value})
    assert answer.json.get("code") == code
    assert answer.status == {None: 200, "deadline_exceeded": 504, "invalid_argument": 400}[code]


@pytest.mark.parametrize("changes", [{"default_deadline_seconds": 0.05}])
async def test_calls_without_deadline_get_one(server: Server, annotator: FakeAnnotator) -> None:
    """A call that sets none fails after the server's own."""
    annotator.gate.clear()
    answer = await call(server, "AnnotateArticle", article())
    assert (answer.status, answer.json["message"]) == (504, "the default deadline passed")


@pytest.mark.parametrize("changes", [{"default_deadline_seconds": 0.05}])
async def test_a_body_must_come_in_time(server: Server) -> None:
    """A caller that does not go on with its request does not hold the connection for ever."""

    async def stuck() -> Any:
        yield b"{"
        await asyncio.Event().wait()

    answer = await fetch(server, PATH, method="POST", data=stuck(), headers=POST)
    assert (answer.status, answer.json["message"]) == (408, "the request did not come in time")


@pytest.mark.parametrize("changes", [{"max_queue_tokens": 1}])
async def test_a_full_server_says_when_to_come_back(server: Server, annotator: FakeAnnotator) -> None:
    """In the details, and in whole seconds in the header."""
    annotator.gate.clear()
    first = asyncio.create_task(call(server, "AnnotateArticle", article("First")))
    await annotator.in_work()
    answer = await call(server, "AnnotateArticle", article("Second"))
    assert (answer.status, answer.json["code"]) == (429, "resource_exhausted")
    assert answer.details["ErrorInfo"].reason == QueueFullError.reason
    delay_ms = answer.details["RetryInfo"].retry_delay.ToMilliseconds()
    assert int(answer.headers["retry-after"]) == max(1, -(-delay_ms // 1000))
    annotator.gate.set()
    assert (await first).status == 200


async def test_a_caller_who_leaves_cancels_the_call(server: Server, annotator: FakeAnnotator) -> None:
    """What is in the queue leaves it, and the call is counted as cancelled."""
    annotator.gate.clear()
    first = asyncio.create_task(call(server, "AnnotateArticle", article("First")))
    await annotator.in_work()
    second = asyncio.create_task(call(server, "AnnotateArticle", article("Never")))
    await until(lambda: server.pipeline.batcher.queued_tokens > 0)
    second.cancel()
    await until(lambda: server.pipeline.batcher.queued_tokens == 0)
    annotator.gate.set()
    await first
    assert annotator.sentences == ["First"]
    labels = {"method": "AnnotateArticle", "code": "CANCELLED"}
    await until(lambda: server.metrics.registry.get_sample_value("dateline_requests_total", labels) == 1)


async def test_a_caller_who_leaves_within_a_request_is_counted(server: Server) -> None:
    """The body never comes, and the call ends."""
    _, writer = await asyncio.open_connection("127.0.0.1", server.http_port)
    writer.write(f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n".encode())
    writer.write(b"Content-Length: 99\r\n\r\n{")
    await writer.drain()
    writer.close()
    labels = {"method": "AnnotateArticle", "code": "CANCELLED"}
    await until(lambda: server.metrics.registry.get_sample_value("dateline_requests_total", labels) == 1)


@pytest.mark.parametrize("kind", ["poison", "unreadable", "unresolvable"])
async def test_a_defect_quotes_nothing(server: Server, kind: str, capfd: pytest.CaptureFixture[str]) -> None:
    """What goes wrong within is INTERNAL, with the id under which the log has it."""
    request = article("POISON in Zyzzyva", id=kind)
    answer = await call(server, "AnnotateArticle", request, headers={"x-request-id": "desk-7"})
    assert (answer.status, answer.json["code"], answer.json["message"]) == (500, "internal", "internal error")
    assert answer.details["RequestInfo"].request_id == "desk-7" == answer.headers["x-request-id"]
    assert b"Zyzzyva" not in answer.body
    logged = capfd.readouterr().err + capfd.readouterr().out
    assert "Zyzzyva" not in logged


async def test_callers_of_both_kinds_share_the_server(server: Server, annotator: FakeAnnotator) -> None:
    """Sentences from HTTP and from gRPC go to the model in one batch."""
    annotator.gate.clear()
    first = asyncio.create_task(call(server, "AnnotateArticle", article("First")))
    await annotator.in_work()
    over_http = asyncio.create_task(call(server, "AnnotateArticle", article("Oslo")))
    await until(lambda: server.pipeline.batcher.queued_tokens == 1)
    request = pb.AnnotateArticleRequest(article=pb.Article(text="Rome"))
    over_grpc = asyncio.create_task(_over_grpc(server, "AnnotateArticle", request))
    await until(lambda: server.pipeline.batcher.queued_tokens == 2)
    annotator.gate.set()
    await asyncio.gather(first, over_http, over_grpc)
    assert annotator.batches == [("First",), ("Oslo", "Rome")]


async def test_many_calls_share_a_connection(server: Server, capfd: pytest.CaptureFixture[str]) -> None:
    """One after another, refused ones too, whose bodies nobody read."""
    configure_logs("json")
    url = f"http://127.0.0.1:{server.http_port}{PATH}"
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as session:
        for content_type, status in (("application/json", 200), ("text/plain", 415), ("application/json", 200)):
            headers = {"content-type": content_type}
            async with session.post(url, data=json.dumps(article()), headers=headers) as response:
                assert response.status == status
                await response.read()
    calls = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert [call["code"] for call in calls] == ["OK", "INVALID_ARGUMENT", "OK"]
    assert len({call["peer"] for call in calls}) == 1


async def test_long_articles_are_read_and_answered_beside_others(server: Server) -> None:
    """An answer of a megabyte, made on a thread, is whole."""
    answer = await call(server, "AnnotateArticle", article("Oslo " * 4_000))
    assert isinstance(answer, HttpAnswer)
    assert len(answer.json["annotation"]["entities"]) == 4_000
