"""Articles offered to a server at times that do not depend on its answers: Poisson arrivals, an open loop.

Latency counts from the moment at which an article was meant to be sent, so that no delay stays hidden when the server
or this generator falls behind ("coordinated omission").
"""

import asyncio
import itertools
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import grpc
import grpc.aio
from google.rpc import code_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from benchmarks.article_mix import Sample
from dateline.client.channel import plain_options
from dateline.v1 import annotation_pb2 as pb
from dateline.v1.annotation_pb2_grpc import AnnotationServiceStub

PROBE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one article; times are seconds of `time.perf_counter`."""

    kind: str
    chars: int
    code: str
    meant: float
    answered: float

    @property
    def seconds(self) -> float:
        """The latency, from the moment at which the article was meant to be sent."""
        return self.answered - self.meant


class Sender(Protocol):
    """A way to send articles."""

    articles_at_once: int

    async def send(self, batch: Sequence[Sample]) -> Sequence[str]:
        """Sends the articles, and returns the code of each one's answer."""


class UnarySender:
    """A sender that makes a call for each article."""

    articles_at_once = 1

    def __init__(self, channel: grpc.aio.Channel, *, timeout_seconds: float, batch_size: int) -> None:
        del batch_size
        # The answers are not decoded, which would take processor time from the server.
        self._call: grpc.aio.UnaryUnaryMultiCallable[pb.AnnotateArticleRequest, bytes] = channel.unary_unary(
            "/dateline.v1.AnnotationService/AnnotateArticle",
            request_serializer=pb.AnnotateArticleRequest.SerializeToString,
        )
        self._timeout_seconds = timeout_seconds

    async def send(self, batch: Sequence[Sample]) -> Sequence[str]:
        """Sends the articles, and returns the code of each one's answer."""
        (sample,) = batch
        request = pb.AnnotateArticleRequest(article=pb.Article(text=sample.text))
        try:
            await self._call(request, timeout=self._timeout_seconds)
        except grpc.aio.AioRpcError as error:
            return [error.code().name]
        return ["OK"]


class BatchSender:
    """A sender that makes one call for several articles."""

    def __init__(self, channel: grpc.aio.Channel, *, timeout_seconds: float, batch_size: int) -> None:
        self.articles_at_once = batch_size
        self._stub = AnnotationServiceStub(channel)
        self._timeout_seconds = timeout_seconds

    async def send(self, batch: Sequence[Sample]) -> Sequence[str]:
        """Sends the articles, and returns the code of each one's answer."""
        request = pb.BatchAnnotateArticlesRequest(articles=[pb.Article(text=sample.text) for sample in batch])
        try:
            response = await self._stub.BatchAnnotateArticles(request, timeout=self._timeout_seconds)
        except grpc.aio.AioRpcError as error:
            return [error.code().name] * len(batch)
        return [code_pb2.Code.Name(result.error.code) for result in response.results]


class StreamSender:
    """A sender that puts all articles on one stream, and finds their answers by id."""

    articles_at_once = 1

    def __init__(self, channel: grpc.aio.Channel, *, timeout_seconds: float, batch_size: int) -> None:
        del timeout_seconds, batch_size
        self._ids = map(str, itertools.count())
        self._call = AnnotationServiceStub(channel).StreamAnnotateArticles()
        self._writing = asyncio.Lock()
        self._waiting: dict[str, asyncio.Future[str]] = {}
        self._reading = asyncio.create_task(self._read())

    async def send(self, batch: Sequence[Sample]) -> Sequence[str]:
        """Sends the articles, and returns the code of each one's answer."""
        (sample,) = batch
        article_id = next(self._ids)
        answer = self._waiting[article_id] = asyncio.get_running_loop().create_future()
        request = pb.StreamAnnotateArticlesRequest(article=pb.Article(id=article_id, text=sample.text))
        try:
            async with self._writing:
                await self._call.write(request)
            return [await answer]
        except (grpc.aio.AioRpcError, asyncio.InvalidStateError):
            return [(await self._call.code()).name]

    async def _read(self) -> None:
        code = "OK"
        try:
            async for response in self._call:
                self._waiting.pop(response.article_id).set_result(code_pb2.Code.Name(response.result.error.code))
        except grpc.aio.AioRpcError as error:
            code = error.code().name
        for answer in self._waiting.values():
            answer.set_result(code)


SENDERS: dict[str, Callable[..., Sender]] = {"unary": UnarySender, "batch": BatchSender, "stream": StreamSender}


async def offer(
    senders: Sequence[Sender], articles: Iterator[Sample], *, rate: float, duration_seconds: float, rng: random.Random
) -> list[Answer]:
    """Sends `rate` articles a second on average, over all senders by turns, and returns all answers."""
    answers: list[Answer] = []
    turns = itertools.cycle(senders)
    batch_size = senders[0].articles_at_once

    async def ask(sender: Sender, batch: Sequence[Sample], meant: float) -> None:
        codes = await sender.send(batch)
        answered = time.perf_counter()
        answers.extend(
            Answer(sample.kind, len(sample.text), code, meant, answered)
            for sample, code in zip(batch, codes, strict=True)
        )

    start = time.perf_counter()
    meant = start + rng.expovariate(rate / batch_size)
    async with asyncio.TaskGroup() as group:
        while meant < start + duration_seconds:
            await asyncio.sleep(meant - time.perf_counter())
            group.create_task(ask(next(turns), list(itertools.islice(articles, batch_size)), meant))
            meant += rng.expovariate(rate / batch_size)
    return answers


async def probe(target: str) -> list[float]:
    """Asks for health, server info and reflection by turns until cancelled, and returns the seconds of each answer."""
    seconds: list[float] = []
    async with grpc.aio.insecure_channel(target, plain_options(target)) as channel:
        health, info = health_pb2_grpc.HealthStub(channel), AnnotationServiceStub(channel)
        reflection = reflection_pb2_grpc.ServerReflectionStub(channel)

        async def reflect() -> None:
            request = reflection_pb2.ServerReflectionRequest(list_services="")
            async for _ in reflection.ServerReflectionInfo(iter([request])):
                pass

        questions = (
            lambda: health.Check(health_pb2.HealthCheckRequest()),
            lambda: info.GetServerInfo(pb.GetServerInfoRequest()),
            reflect,
        )
        await health.Check(health_pb2.HealthCheckRequest())
        try:
            for question in itertools.cycle(questions):
                started = time.perf_counter()
                await question()
                seconds.append(time.perf_counter() - started)
                await asyncio.sleep(PROBE_SECONDS)
        except asyncio.CancelledError:
            return seconds
    return seconds
