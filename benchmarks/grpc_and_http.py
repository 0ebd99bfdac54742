"""Asks one server over gRPC and over HTTP by turns: `python benchmarks/grpc_and_http.py`.

Starts `dateline serve` on free ports, or takes `--target` and `--url`. Prints, for an article of 4,000 characters, the
latencies of one caller who asks by turns, and the articles a second that several callers get together in windows of
each by turns. GetServerInfo and the article with its mentions given, which is not recognised, show the protocols' own
time where the model's would hide it. No caller reads its answers, which would take time from the server.

It is not named after the protocol: Python would take the script for the module that other scripts here import.
"""

import argparse
import asyncio
import contextlib
import json
import platform
import random
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

import aiohttp
import grpc.aio
from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.article_mix import samples
from benchmarks.load import percentile
from dateline.client.channel import plain_options
from dateline.v1 import annotation_pb2 as pb

_SERVICE = "/dateline.v1.AnnotationService"
_WARM_UP = 5

Call: TypeAlias = Callable[[], Awaitable[int]]
"""A function that asks for the article's annotation, and returns how many bytes the answer has."""


def main() -> None:
    """Runs the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", help="the gRPC address of a running server; by default a server is started")
    parser.add_argument("--url", help="the same server's address over HTTP, such as http://127.0.0.1:8080")
    parser.add_argument("--calls", type=int, default=200, help="calls of each protocol for the latencies")
    parser.add_argument("--callers", type=int, default=8, help="callers at a time for the throughput")
    parser.add_argument("--window-seconds", type=float, default=10.0)
    parser.add_argument("--windows", type=int, default=6, help="windows of each protocol; 0 leaves the throughput out")
    chosen = parser.parse_args()
    print(
        f"{platform.machine()}, Python {platform.python_version()}, grpcio {version('grpcio')}, "
        f"uvicorn {version('uvicorn')}, protobuf {version('protobuf')}"
    )
    with contextlib.ExitStack() as stack:
        target, url = (chosen.target, chosen.url) if chosen.target else stack.enter_context(_server())
        asyncio.run(_run(chosen, target, url))


async def _run(chosen: argparse.Namespace, target: str, url: str) -> None:
    text = next(samples({"ordinary": 1.0}, rng=random.Random(1))).text[:4_000]
    whole = pb.AnnotateArticleRequest(article=pb.Article(text=text))
    async with grpc.aio.insecure_channel(target, plain_options(target)) as channel, aiohttp.ClientSession() as session:
        given = await _with_mentions_given(channel, whole)
        print(f"{'latency, ms':<26}{'bytes':>8}{'calls':>8}{'p50':>8}{'p95':>8}{'p50 more':>10}")
        rows: tuple[tuple[str, str, Message], ...] = (
            ("GetServerInfo", "GetServerInfo", pb.GetServerInfoRequest()),
            ("mentions given", "AnnotateArticle", given),
            ("recognised", "AnnotateArticle", whole),
        )
        for name, method, request in rows:
            calls = _calls(channel, session, f"{url}{_SERVICE}/{method}", request)
            await _compare_latencies(name, calls, count=chosen.calls)
        if chosen.windows:
            print(f"{'articles/s':<26}{'windows':>8}{'median (least to most)':>26}{'of gRPC':>10}")
            await _compare_throughputs(_calls(channel, session, f"{url}{_SERVICE}/AnnotateArticle", whole), chosen)


def _calls(channel: grpc.aio.Channel, session: aiohttp.ClientSession, url: str, request: Message) -> dict[str, Call]:
    path = urlsplit(url).path
    grpc_call: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(path)
    content = {
        "HTTP, JSON": ("application/json", MessageToJson(request, indent=None).encode()),
        "HTTP, binary": ("application/proto", request.SerializeToString()),
    }

    async def ask_grpc() -> int:
        return len(await grpc_call(request.SerializeToString()))

    def ask_http(content_type: str, body: bytes) -> Call:
        async def ask() -> int:
            # The answer is asked for as it is; packing is for networks.
            headers = {"content-type": content_type, "accept-encoding": "identity"}
            async with session.post(url, data=body, headers=headers) as response:
                answer = await response.read()
            if response.status != 200:
                raise RuntimeError(answer.decode())
            return len(answer)

        return ask

    return {"gRPC": ask_grpc} | {name: ask_http(*parts) for name, parts in content.items()}


async def _with_mentions_given(
    channel: grpc.aio.Channel, whole: pb.AnnotateArticleRequest
) -> pb.AnnotateArticleRequest:
    """Returns the request with the mentions that the server finds in it."""
    call: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(f"{_SERVICE}/AnnotateArticle")
    found = pb.AnnotateArticleResponse.FromString(await call(whole.SerializeToString())).annotation
    given = pb.AnnotateArticleRequest()
    given.CopyFrom(whole)
    given.article.mentions.SetInParent()
    for entity in found.entities:
        for mention in entity.mentions:
            span = mention.span
            if mention.kind == pb.MENTION_KIND_NAME:
                given.article.mentions.mentions.add(
                    start_offset=span.start_offset, end_offset=span.end_offset, part=span.part, type=entity.type
                )
    return given


async def _compare_latencies(name: str, calls: dict[str, Call], *, count: int) -> None:
    seconds: dict[str, list[float]] = {each: [] for each in calls}
    sizes = {}
    for turn in range(_WARM_UP + count):
        for each, ask in calls.items():
            started = time.perf_counter()
            sizes[each] = await ask()
            if turn >= _WARM_UP:
                seconds[each].append(time.perf_counter() - started)
    base = percentile(seconds["gRPC"], 50)
    for each, taken in seconds.items():
        p50, p95 = (percentile(taken, q) for q in (50, 95))
        more = f"{1000 * (p50 - base):>+10.2f}" if each != "gRPC" else f"{'':>10}"
        print(
            f"{f'{name}, {each}':<26}{sizes[each]:>8}{len(taken):>8}{1000 * p50:>8.2f}{1000 * p95:>8.2f}{more}",
            flush=True,
        )


async def _compare_throughputs(calls: dict[str, Call], chosen: argparse.Namespace) -> None:
    rates: dict[str, list[float]] = {each: [] for each in calls}
    for _ in range(chosen.windows):
        for each, ask in calls.items():
            rates[each].append(await _rate(ask, callers=chosen.callers, seconds=chosen.window_seconds))
    base = statistics.median(rates["gRPC"])
    for each, measured in rates.items():
        median = statistics.median(measured)
        print(f"{each:<26}{len(measured):>8}{_spread(measured, median):>26}{median / base:>10.2f}")


def _spread(measured: Sequence[float], median: float) -> str:
    return f"{median:.2f} ({min(measured):.2f} to {max(measured):.2f})"


async def _rate(ask: Call, *, callers: int, seconds: float) -> float:
    """Returns the articles a second that so many callers get, each asking again once it has its answer."""
    started = time.perf_counter()
    done = 0

    async def keep_asking() -> None:
        nonlocal done
        while time.perf_counter() - started < seconds:
            await ask()
            done += 1

    await asyncio.gather(*(keep_asking() for _ in range(callers)))
    return done / (time.perf_counter() - started)


@contextlib.contextmanager
def _server() -> Iterator[tuple[str, str]]:
    options = ("--port", "0", "--http-port", "0", "--log-format", "json")
    command = (sys.executable, "-c", "from dateline.cli import main; main()", "serve", *options)
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        ports: dict[str, int] = {}
        for line in process.stderr:
            event = json.loads(line) if line.startswith(b"{") else {}
            if event.get("event") == "listening":
                ports = event
            if event.get("event") == "serving":
                break
        else:
            sys.exit("the server did not start")
        # The log must be read on, or the full pipe would stop the server.
        threading.Thread(target=process.stderr.read, daemon=True).start()
        try:
            yield f"127.0.0.1:{ports['port']}", f"http://127.0.0.1:{ports['http_port']}"
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
