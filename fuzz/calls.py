"""Attacks by calls that are odd in their content or timing, but sent by gRPC itself."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any, TypeAlias

import grpc
import grpc.aio
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from google.rpc import status_pb2
from grpc_health.v1 import health_pb2
from grpc_reflection.v1alpha import reflection_pb2
from grpc_status import rpc_status

from dateline.v1 import annotation_pb2 as pb
from fuzz.contract import (
    answer_complaints,
    has_canary,
    parsed,
    result_complaints,
    status_complaints,
)
from fuzz.strange_messages import CANARY, samples
from fuzz.target import MAX_METADATA_BYTES, MAX_REQUEST_BYTES, Target

CallAttack: TypeAlias = Callable[[Target, Random], Awaitable[None]]

# What hangs is found by it; fifty messages take longest, 25 s on a slow processor.
TIMEOUT_SECONDS = 60.0
_OURS = "/dateline.v1.AnnotationService/"
_STREAM = f"{_OURS}StreamAnnotateArticles"
_WATCH = "/grpc.health.v1.Health/Watch"


@dataclass(frozen=True, slots=True)
class Method:
    """A method's path, with its request and response messages."""

    path: str
    request: type[Message]
    response: type[Message]


METHODS = tuple(
    Method(
        f"/{service.full_name}/{method.name}", GetMessageClass(method.input_type), GetMessageClass(method.output_type)
    )
    for service in (
        pb.DESCRIPTOR.services_by_name["AnnotationService"],
        health_pb2.DESCRIPTOR.services_by_name["Health"],
        reflection_pb2.DESCRIPTOR.services_by_name["ServerReflection"],
    )
    for method in service.methods
)


@dataclass(frozen=True, slots=True)
class End:
    """The end of a call: its code and status, the answers before it, and all else that was `said`."""

    code: grpc.StatusCode
    answers: Sequence[bytes]
    status: status_pb2.Status | None
    said: str


async def send(channel: grpc.aio.Channel, path: str, contents: Sequence[bytes], **options: Any) -> End:
    """Sends messages as they are, and returns how the call ended; a Watch, which never ends, after its first answer."""
    method: grpc.aio.StreamStreamMultiCallable[bytes, bytes] = channel.stream_stream(path)
    call: Any = method(_each(contents), **{"timeout": TIMEOUT_SECONDS} | options)
    answers: list[bytes] = []
    try:
        async for answer in call:
            answers.append(answer)
            if path == _WATCH:
                break
    except grpc.aio.AioRpcError:
        # These are asked of the call, because the error may be of an operation that came too late.
        code, details, trailing = await call.code(), await call.details(), await call.trailing_metadata()
        status = rpc_status.from_call(grpc.aio.AioRpcError(code, grpc.aio.Metadata(), trailing, details))
        return End(code, answers, status, f"{details} {trailing}")
    call.cancel()
    return End(grpc.StatusCode.OK, answers, None, "")


async def _each(contents: Sequence[bytes]) -> AsyncIterator[bytes]:
    for content in contents:
        yield content


def _complain(target: Target, kind: str, complaints: Any, content: bytes) -> None:
    for complaint in complaints:
        target.record.finding(kind, complaint, content)


def _check(target: Target, kind: str, method: Method, content: bytes, end: End) -> None:
    """Records where the end of a call of one message breaks the contract."""
    target.record.answer(kind, end.code.name)
    request = parsed(method.request, content)
    if has_canary(end.said):
        target.record.finding(kind, "quotes its input", content)
    if len(content) > MAX_REQUEST_BYTES:
        if end.code is not grpc.StatusCode.RESOURCE_EXHAUSTED:
            target.record.finding(kind, f"{end.code.name} of a message that is too large", content)
    elif not method.path.startswith(_OURS):
        # NOT_FOUND is for unknown names, INVALID_ARGUMENT for messages that cannot be read.
        expected = {"OK", "NOT_FOUND"} if request is not None else {"INVALID_ARGUMENT"}
        if end.code.name not in expected:
            target.record.finding(kind, f"{method.path} {end.code.name} {end.said[:300]}", content)
    elif end.status is not None:
        _complain(target, kind, status_complaints(end.status, content, request), content)
    elif end.code is not grpc.StatusCode.OK:
        target.record.finding(kind, f"{method.path} {end.code.name} without details {end.said[:300]}", content)
    elif method.path == _STREAM:
        _check_stream(target, kind, [content], end)
    else:
        answers = [parsed(method.response, answer) for answer in end.answers]
        _complain(target, kind, answer_complaints([answer for answer in answers if answer], content, request), content)


def _check_stream(target: Target, kind: str, contents: Sequence[bytes], end: End) -> None:
    """Records where a stream breaks the contract: each message has one answer.

    Answers of an id that several messages have cannot be told apart, and are only counted.
    """
    requests = [
        parsed(pb.StreamAnnotateArticlesRequest, content) or pb.StreamAnnotateArticlesRequest() for content in contents
    ]
    answers = [pb.StreamAnnotateArticlesResponse.FromString(answer) for answer in end.answers]
    ids = Counter(request.article.id for request in requests)
    if ids != Counter(answer.article_id for answer in answers):
        target.record.finding(
            kind, f"{len(answers)} answers to {len(contents)} messages, {end.code.name} {end.said[:300]}"
        )
        return
    results = {answer.article_id: answer.result for answer in answers}
    for content, request in zip(contents, requests, strict=True):
        article = request.article
        if ids[article.id] == 1:
            read = parsed(pb.StreamAnnotateArticlesRequest, content)
            _complain(target, kind, result_complaints(results[article.id], content, article, read), content)


async def odd_messages(target: Target, rng: Random) -> None:
    """Sends messages of every kind to every method, one a call."""
    async with target.channel() as channel:
        for method in METHODS:
            contents = await asyncio.to_thread(
                samples,
                method.request.DESCRIPTOR,  # type: ignore[arg-type]  # or its twin in C
                number=rng.getrandbits(64),
                count=15,
            )
            ends = await asyncio.gather(*(send(channel, method.path, [content]) for content in contents))
            for content, end in zip(contents, ends, strict=True):
                _check(target, f"message to {method.path.rpartition('/')[2]}", method, content, end)


async def mixed_streams(target: Target, rng: Random) -> None:
    """Sends streams of good, bad and unreadable articles, of which no article may keep another from its answer."""
    kind = "mixed stream"
    drawn = await asyncio.to_thread(
        samples, pb.StreamAnnotateArticlesRequest.DESCRIPTOR, number=rng.getrandbits(64), count=40
    )
    contents = [content for content in drawn if len(content) <= MAX_REQUEST_BYTES]
    good = [
        pb.StreamAnnotateArticlesRequest(article=pb.Article(id=f"good {i}", text=f"{CANARY} in Oslo {i}"))
        for i in range(10)
    ]
    contents += [request.SerializeToString() for request in good]
    rng.shuffle(contents)
    async with target.channel() as channel:
        end = await send(channel, _STREAM, contents)
    target.record.answer(kind, end.code.name)
    _check_stream(target, kind, contents, end)


def _large_article() -> bytes:
    text = f"{CANARY} in Oslo and Bergen.\n" * 1_500
    return pb.AnnotateArticleRequest(article=pb.Article(text=text)).SerializeToString()


async def cancelled_calls(target: Target, rng: Random) -> None:
    """Cancels calls at any moment: before they are sent, in the queue, in work, while answers come."""
    content = _large_article()

    async def give_up(channel: grpc.aio.Channel, path: str, seconds: float) -> None:
        sending = asyncio.create_task(send(channel, path, [content] * (5 if path == _STREAM else 1)))
        await asyncio.wait((sending,), timeout=seconds)
        sending.cancel()
        (end,) = await asyncio.gather(sending, return_exceptions=True)
        target.record.answer("cancelled call", end.code.name if isinstance(end, End) else "CANCELLED")

    async with target.channel() as channel:
        await asyncio.gather(
            *(
                give_up(channel, path, rng.choice((0.0, 0.001, rng.uniform(0, 0.05), rng.uniform(0, 1))))
                for path in (f"{_OURS}AnnotateArticle", _STREAM)
                for _ in range(10)
            )
        )


async def hasty_calls(target: Target, rng: Random) -> None:
    """Makes calls with a deadline of a millisecond or a little more."""
    content = _large_article()
    async with target.channel() as channel:
        ends = await asyncio.gather(
            *(
                send(channel, path, [content], timeout=rng.choice((0.001, 0.001, 0.005, 0.02)))
                for path in (f"{_OURS}AnnotateArticle", f"{_OURS}ResolvePlaces", _STREAM)
                for _ in range(10)
            )
        )
    for end in ends:
        target.record.answer("hasty call", end.code.name)
        # The client itself says INTERNAL of calls that end before they have begun.
        codes = {"OK", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED", "INVALID_ARGUMENT", "CANCELLED"}
        if end.code.name not in codes and "Internal error from Core" not in end.said:
            target.record.finding("hasty call", f"{end.code.name} {end.said[:300]}")


async def oversized(target: Target, rng: Random) -> None:
    """Sends messages, compressed or not, and metadata beyond the limits to every method."""
    async with target.channel() as channel:
        for method in METHODS:
            cases: list[tuple[bytes, dict[str, Any]]] = [
                (rng.choice((b"\n", b"\n\0", b"x")) * (MAX_REQUEST_BYTES + rng.randint(1, 9)), {}),
                (bytes(4 * MAX_REQUEST_BYTES), {"compression": grpc.Compression.Gzip}),
                (b"", {"metadata": (("x-long", CANARY * MAX_METADATA_BYTES),)}),
                (b"", {"metadata": tuple((f"x-{i}", CANARY) for i in range(MAX_METADATA_BYTES // 30))}),
            ]
            for content, options in cases:
                end = await send(channel, method.path, [content], **options)
                target.record.answer("oversized", end.code.name)
                # The client itself says INTERNAL where the server refuses the message before all of it is sent.
                is_clients = end.code is grpc.StatusCode.INTERNAL and "Internal error from Core" in end.said
                if (end.code is not grpc.StatusCode.RESOURCE_EXHAUSTED and not is_clients) or has_canary(end.said):
                    target.record.finding("oversized", f"{method.path} {end.code.name} {end.said[:300]}")


async def unread_streams(target: Target, rng: Random) -> None:
    """Opens streams whose caller sends and never reads, until it leaves."""
    del rng
    content = pb.StreamAnnotateArticlesRequest(
        article=pb.Article(text=f"{CANARY} in Oslo and Bergen.\n" * 1_500)
    ).SerializeToString()

    async def never_read() -> None:
        async with target.channel() as channel:
            call: Any = channel.stream_stream(_STREAM)()
            with suppress(grpc.aio.AioRpcError):
                while True:
                    await call.write(content)

    target.record.answer("stream that is not read", "held")
    target.start(never_read())


CALL_ATTACKS: tuple[CallAttack, ...] = (
    odd_messages,
    mixed_streams,
    cancelled_calls,
    hasty_calls,
    oversized,
    unread_streams,
)
