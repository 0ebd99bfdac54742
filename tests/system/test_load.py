"""What callers notice of others' load, of a server that stops, and of one that dies.

The model of these servers takes its time without computing, but for one, so that the figures do not depend on the
machine; bounds are wide and within one run all the same, but for that one's.
"""

import asyncio
import itertools
import math
import random
import signal
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import grpc.aio
import pytest

from benchmarks.article_mix import Sample
from benchmarks.open_load import UnarySender, offer, probe
from dateline.client import AsyncClient
from dateline.v1 import annotation_pb2 as pb
from dateline.v1 import annotation_pb2_grpc
from dateline.values import Annotation, Article
from support.fake_annotator import TIMEOUT_SECONDS
from support.fake_process import exit_code, fake_servers
from support.tiny_world import build_tiny_gazetteer, running_server

pytestmark = pytest.mark.slow

SHORT = "\n".join(["Talks in Astana were to resume on Monday, as it was said by all who had a part in them."] * 3)
LONG = "\n".join(["Talks in Astana were to resume on Monday, as it was said by all who had a part in them."] * 1100)


def _percentile(seconds: Sequence[float], percent: float) -> float:
    """The least that so many of a hundred do not exceed."""
    return sorted(seconds)[math.ceil(len(seconds) * percent / 100) - 1]


async def _seconds(stub: "annotation_pb2_grpc.AnnotationServiceAsyncStub", count: int) -> list[float]:
    taken = []
    for _ in range(count):
        started = time.perf_counter()
        await stub.AnnotateArticle(pb.AnnotateArticleRequest(article=pb.Article(text=SHORT)), timeout=TIMEOUT_SECONDS)
        taken.append(time.perf_counter() - started)
    return taken


async def test_long_articles_do_not_starve_short_texts() -> None:
    """Beside a stream of 100 kB articles, 300 characters take at most four times what they take alone."""
    async with (
        fake_servers(1, "0.02") as [(_, port)],
        grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel,
    ):
        stub = annotation_pb2_grpc.AnnotationServiceStub(channel)
        alone = await _seconds(stub, 30)
        request = pb.StreamAnnotateArticlesRequest(article=pb.Article(text=LONG))
        stream = stub.StreamAnnotateArticles(itertools.repeat(request, 5))
        # In work once short texts take longer, which the first ones need not yet.
        beside = (await _seconds(stub, 60))[10:]
        assert not stream.done()
        stream.cancel()
    assert _percentile(beside, 95) < 4 * _percentile(alone, 95)


async def test_goodput_stays_at_five_times_capacity() -> None:
    """A server that is offered five times what it can do does what it can, and turns the rest away."""
    capacity = 2 / 0.05
    async with fake_servers(1, "0.05", max_queue_tokens=40) as [(_, port)]:
        _, peak = await _goodput(port, 1.5 * capacity)
        codes, overloaded = await _goodput(port, 5 * capacity)
    assert codes == {"OK", "RESOURCE_EXHAUSTED"}
    assert 0.5 * capacity < peak
    assert 0.9 * peak < overloaded


async def _goodput(port: int, rate: float) -> tuple[set[str], float]:
    """Codes of the answers to an open load, and how many texts a second were annotated while it lasted."""
    seconds = 3.0
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        sender = UnarySender(channel, timeout_seconds=TIMEOUT_SECONDS, batch_size=1)
        started = time.perf_counter()
        answers = await offer(
            [sender],
            itertools.repeat(Sample("short", "Oslo")),
            rate=rate,
            duration_seconds=seconds,
            rng=random.Random(1),  # noqa: S311  # the same every time
        )
    in_time = [each for each in answers if each.code == "OK" and each.answered < started + seconds]
    return {answer.code for answer in answers}, len(in_time) / seconds


async def test_health_and_info_are_answered_under_load(tmp_path: Path) -> None:
    """While long articles keep every thread at Python, health, info and reflection wait for none of them."""
    with running_server(build_tiny_gazetteer(tmp_path / "gazetteer.sqlite")) as target:
        channels = [grpc.aio.insecure_channel(target) for _ in range(4)]
        stubs = [annotation_pb2_grpc.AnnotationServiceStub(channel) for channel in channels]
        request = pb.AnnotateArticleRequest(article=pb.Article(text="Sergey Lavrov left Paris, Texas. " * 1_000))

        async def keep_busy(stub: "annotation_pb2_grpc.AnnotationServiceAsyncStub") -> None:
            while True:
                await stub.AnnotateArticle(request, timeout=TIMEOUT_SECONDS)

        busy = [asyncio.create_task(keep_busy(stub)) for stub in stubs]
        probing = asyncio.create_task(probe(target))
        started = time.perf_counter()
        for stub in stubs:
            await stub.AnnotateArticle(request, timeout=TIMEOUT_SECONDS)
        article_seconds = (time.perf_counter() - started) / len(stubs)
        probing.cancel()
        seconds = await probing
        for task in busy:
            task.cancel()
        await asyncio.gather(*busy, return_exceptions=True)
        for channel in channels:
            await channel.close()
    assert len(seconds) >= 20
    # All but one in twenty, for the machine may have others to serve too.
    assert _percentile(seconds, 95) < article_seconds / 4


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["stopped", "killed"])
async def test_no_call_is_lost_with_one_of_three_replicas(number: signal.Signals) -> None:
    """Calls and a stream over three servers all end well when one of them is told to stop, or dies, amid them."""
    async with fake_servers(3, "0.02") as servers:
        target = "ipv4:" + ",".join(f"127.0.0.1:{port}" for _, port in servers)
        process = servers[0][0]
        halfway, ended = asyncio.Event(), asyncio.Event()
        counts = itertools.count(1)

        async def articles(name: str) -> AsyncIterator[Article]:
            for index in itertools.count():
                if ended.is_set() and index >= 60:
                    return
                yield Article(f"{name}-{index}", "Oslo")

        async def call(client: AsyncClient, name: str) -> None:
            async for article in articles(name):
                annotation = await client.annotate(article)
                assert annotation.article_id == article.id
                if next(counts) == 60:
                    halfway.set()

        async def stream(client: AsyncClient) -> None:
            ids = []
            async for article_id, outcome in client.annotate_stream(articles("stream")):
                assert isinstance(outcome, Annotation)
                ids.append(article_id)
            assert sorted(ids) == sorted(f"stream-{index}" for index in range(len(ids)))

        async with AsyncClient(target, timeout_seconds=TIMEOUT_SECONDS) as client, asyncio.TaskGroup() as group:
            for name in "abcdefgh":
                group.create_task(call(client, name))
            group.create_task(stream(client))
            await halfway.wait()
            process.send_signal(number)
            assert await exit_code(process) == (0 if number is signal.SIGTERM else -number)
            ended.set()
