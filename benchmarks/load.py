"""Puts a server under load and prints latencies and errors: `python benchmarks/load.py --rate 20 --mode unary`.

Starts `dateline serve` on a free port, or takes `--target` (and `--pid` for its memory and processor time). Articles
of mixed lengths come at random times, the same ones for the same `--seed`; `open_load` says how latency is counted.
Meanwhile health, GetServerInfo and reflection are asked every tenth of a second on a connection of their own. `--soak`
prints a line a minute; `--find-capacity` raises the rate until the p95 exceeds `--max-p95-seconds`.
"""

import argparse
import asyncio
import contextlib
import json
import os
import platform
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import grpc.aio

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.article_mix import CHARS, parse_mix, samples
from benchmarks.open_load import SENDERS, Answer, Sender, offer, probe
from dateline.client.channel import call_options, plain_options
from dateline.endpoint import MAX_REQUEST_BYTES, MAX_RESPONSE_BYTES

_DEFAULT_MIX = "short:60,ordinary:39,long:1"
_RATE_STEP = 1.2
_SOAK_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Usage:
    """The usage of a process: processor seconds, and resident MiB, now and at most."""

    processor_seconds: float
    resident_mib: float
    peak_mib: float


@dataclass(frozen=True, slots=True)
class Report:
    """The answers to the articles of some seconds, and the server's usage before and after."""

    rate: float
    duration_seconds: float
    started: float
    answers: Sequence[Answer]
    probe_seconds: Sequence[float]
    before: Usage | None
    after: Usage | None
    wall_seconds: float

    @property
    def p95_seconds(self) -> float:
        """The p95 of all articles' latencies; infinite where an article was not annotated."""
        good = [answer.seconds for answer in self.answers if answer.code == "OK"]
        return percentile(good, 95) if len(good) == len(self.answers) else float("inf")


def main() -> None:
    """Runs the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", help="the address of a running server; by default a server is started")
    parser.add_argument("--pid", type=int, help="the process id of --target's server")
    parser.add_argument("--rate", type=float, default=10.0, help="articles a second")
    parser.add_argument("--duration-seconds", type=float, default=20.0)
    parser.add_argument("--mode", choices=SENDERS, default="unary")
    parser.add_argument("--mix", type=parse_mix, default=_DEFAULT_MIX, help=f"shares by kind: {_DEFAULT_MIX}")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch-size", type=int, default=16, help="articles a call, in mode batch")
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--timeout-seconds", type=float, default=30.0, help="deadline of a call, not of a stream")
    parser.add_argument("--retry", action="store_true", help="ask again as this package's clients do")
    parser.add_argument("--soak", action="store_true", help="print a line a minute")
    parser.add_argument("--find-capacity", action="store_true", help="raise the rate until the p95 is too long")
    parser.add_argument("--max-p95-seconds", type=float, default=1.0)
    chosen = parser.parse_args()
    print(
        f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}, "
        f"grpcio {version('grpcio')}, {chosen.mode}, mix {chosen.mix}, seed {chosen.seed}"
    )
    with contextlib.ExitStack() as stack:
        target, pid = (chosen.target, chosen.pid) if chosen.target else stack.enter_context(_server())
        asyncio.run(_run(chosen, target, pid))


async def _run(chosen: argparse.Namespace, target: str, pid: int | None) -> None:
    rng = random.Random(chosen.seed)
    articles = samples(chosen.mix, rng=rng)
    base_options = (
        call_options(target, max_request_bytes=MAX_REQUEST_BYTES, max_response_bytes=MAX_RESPONSE_BYTES)
        if chosen.retry
        else plain_options(target)
    )
    # Without a pool of its own, each channel to a target would share one connection.
    options = [*base_options, ("grpc.use_local_subchannel_pool", 1)]
    async with contextlib.AsyncExitStack() as stack:
        senders: list[Sender] = []
        for _ in range(chosen.connections):
            channel = await stack.enter_async_context(grpc.aio.insecure_channel(target, options))
            senders.append(
                SENDERS[chosen.mode](channel, timeout_seconds=chosen.timeout_seconds, batch_size=chosen.batch_size)
            )

        async def run(rate: float, duration_seconds: float) -> Report:
            started, before = time.perf_counter(), _usage(pid)
            probing = asyncio.create_task(probe(target))
            answers = await offer(senders, articles, rate=rate, duration_seconds=duration_seconds, rng=rng)
            probing.cancel()
            wall_seconds = time.perf_counter() - started
            return Report(rate, duration_seconds, started, answers, await probing, before, _usage(pid), wall_seconds)

        if chosen.find_capacity:
            rate, best = chosen.rate, 0.0
            while (report := await run(rate, chosen.duration_seconds)).p95_seconds <= chosen.max_p95_seconds:
                print(_line(report))
                rate, best = rate * _RATE_STEP, rate
            print(f"{_line(report)}\ncapacity: {best:.1f} articles/s with a p95 within {chosen.max_p95_seconds:g} s")
        elif chosen.soak:
            for _ in range(max(1, round(chosen.duration_seconds / _SOAK_SECONDS))):
                print(_line(await run(chosen.rate, min(_SOAK_SECONDS, chosen.duration_seconds))), flush=True)
        else:
            _print(await run(chosen.rate, chosen.duration_seconds))


def _print(report: Report) -> None:
    in_time = [
        answer
        for answer in report.answers
        if answer.code == "OK" and answer.answered - report.started <= report.duration_seconds
    ]
    print(
        f"offered {report.rate:g} articles/s for {report.duration_seconds:g} s; annotated in that time "
        f"{len(in_time) / report.duration_seconds:.1f} articles/s, "
        f"{sum(answer.chars for answer in in_time) / report.duration_seconds:,.0f} characters/s"
    )
    print(f"codes: {_codes(report.answers)}")
    print(f"{'latency, ms':<24}{'count':>8}{'p50':>8}{'p95':>8}{'p99':>8}{'max':>8}")
    for kind in (*CHARS, "all"):
        good = [a.seconds for a in report.answers if a.code == "OK" and kind in (a.kind, "all")]
        if good:
            print(f"{kind:<24}{_row(good)}")
    refused = [a.seconds for a in report.answers if a.code != "OK"]
    if refused:
        print(f"{'not annotated':<24}{_row(refused)}")
    if report.probe_seconds:
        print(f"{'health and info':<24}{_row(report.probe_seconds)}")
    if report.before and report.after:
        print(f"server: {_processors(report):.2f} processors, {_memory(report.after)}")


def _line(report: Report) -> str:
    good = [answer.seconds for answer in report.answers if answer.code == "OK"]
    latency = "/".join(f"{1000 * percentile(good, q):.0f}" for q in (50, 95, 99))
    used = f", {_processors(report):.2f} processors, {_memory(report.after)}" if report.before and report.after else ""
    return f"{report.rate:.1f} articles/s: p50/p95/p99 {latency} ms, {_codes(report.answers)}{used}"


def _processors(report: Report) -> float:
    assert report.before
    assert report.after
    return (report.after.processor_seconds - report.before.processor_seconds) / report.wall_seconds


def _memory(usage: Usage) -> str:
    return f"resident {usage.resident_mib:.0f} MiB, at most {usage.peak_mib:.0f}"


def _codes(answers: Sequence[Answer]) -> str:
    return ", ".join(f"{code} {count}" for code, count in Counter(answer.code for answer in answers).most_common())


def _row(seconds: Sequence[float]) -> str:
    shown = [*(percentile(seconds, q) for q in (50, 95, 99)), max(seconds)]
    return f"{len(seconds):>8}" + "".join(f"{1000 * value:>8.0f}" for value in shown)


def percentile(values: Sequence[float], q: int) -> float:
    """Returns the value that `q` percent of the values do not exceed; NaN without values."""
    return sorted(values)[max(0, -(-len(values) * q // 100) - 1)] if values else float("nan")


def _usage(pid: int | None) -> Usage | None:
    if pid is None:
        return None
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines())
    ticks = int(stat[11]) + int(stat[12])
    resident_mib, peak_mib = (int(status[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    return Usage(ticks / os.sysconf("SC_CLK_TCK"), resident_mib, peak_mib)


@contextlib.contextmanager
def _server() -> Iterator[tuple[str, int]]:
    command = (sys.executable, "-c", "from dateline.cli import main; main()", "serve", "--port", "0")
    with subprocess.Popen((*command, "--log-format", "json"), stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        started = time.perf_counter()
        events = (json.loads(line) for line in process.stderr if line.startswith(b"{"))
        port = next((event["port"] for event in events if event["event"] == "serving"), None)
        if port is None:
            sys.exit("the server did not start")
        usage = _usage(process.pid)
        assert usage
        print(f"server ready after {time.perf_counter() - started:.1f} s, {_memory(usage)}")
        # The log must be read on, or the full pipe would stop the server.
        threading.Thread(target=process.stderr.read, daemon=True).start()
        try:
            yield f"127.0.0.1:{port}", process.pid
        finally:
            stopping = time.perf_counter()
            process.terminate()
            code = process.wait()
            print(f"server stopped after {time.perf_counter() - stopping:.1f} s with exit code {code}")


if __name__ == "__main__":
    main()
