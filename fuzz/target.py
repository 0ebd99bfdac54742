"""The server under attack: its process, its usage, its log, and a well-behaved caller beside the attacks."""

import asyncio
import json
import os
import signal
import time
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc.aio

from dateline.client import AsyncClient
from dateline.errors import DatelineError
from fuzz.contract import has_canary
from support.fake_process import exit_code, fake_process, logged_event

MAX_REQUEST_BYTES = 1 << 20
MAX_METADATA_BYTES = 16 << 10
BOUND_SECONDS = 10.0
"""The longest time that a well-behaved call may take, on a busy machine of two cores."""
_PACE_SECONDS = 0.05
_SETTLE_SECONDS = 60
_TEXT = "Talks in Astana, then in Oslo"


@dataclass(frozen=True, slots=True)
class Usage:
    """The resources that the process holds at a moment."""

    resident_mib: float
    descriptors: int
    threads: int
    tasks: Counter[str]
    """Counts by the functions that the tasks are in."""

    def __str__(self) -> str:
        return (
            f"resident {self.resident_mib:.0f} MiB, {self.descriptors} file descriptors, {self.threads} threads, "
            f"{self.tasks.total()} tasks"
        )


@dataclass(slots=True)
class Record:
    """The cases that were sent, their ends, and the findings: what the server did wrong."""

    cases: Counter[str] = field(default_factory=Counter)
    answers: dict[str, Counter[str]] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)
    logged: Counter[str] = field(default_factory=Counter)
    neighbour_seconds: list[float] = field(default_factory=list)

    def answer(self, kind: str, how: str) -> None:
        """Counts a case and how it ended."""
        self.cases[kind] += 1
        self.answers.setdefault(kind, Counter())[how] += 1

    def finding(self, kind: str, what: str, content: bytes = b"") -> None:
        """Keeps a violation by the server, with the beginning of the request that led to it."""
        self.findings.append(
            f"{kind}: {what}" + (f" <- {content[:300].hex()} ({len(content)} bytes)" if content else "")
        )


class Target:
    """The server under attack, once it serves."""

    def __init__(self, process: Process, *, port: int, http_port: int) -> None:
        self.port = port
        self.http_port = http_port
        self.record = Record()
        self.held: list[asyncio.StreamWriter] = []
        """Connections that nobody uses any more and that are still open."""
        self._process = process
        self._is_felled = False
        self._has_risen = asyncio.Event()
        self._background: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @asynccontextmanager
    async def channel(self, *options: tuple[str, Any]) -> AsyncIterator[grpc.aio.Channel]:
        """Yields a channel with a connection of its own."""
        own = [("grpc.use_local_subchannel_pool", 1), ("grpc.max_receive_message_length", -1), *options]
        async with grpc.aio.insecure_channel(self.address, own) as channel:
            yield channel

    def start(self, work: Any) -> None:
        """Runs a coroutine in the background, until `release` cancels it."""
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def release(self) -> None:
        """Cancels the coroutines in the background, and closes the held connections, half of them abruptly."""
        for task in tuple(self._background):
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        for index, writer in enumerate(self.held):
            writer.transport.abort() if index % 2 else writer.close()
        self.held.clear()

    @asynccontextmanager
    async def felled(self) -> AsyncIterator[None]:
        """Lets the caller send `FELLING` within it; ends when the server listens again."""
        self._is_felled = True
        self._has_risen.clear()
        yield
        async with asyncio.timeout(BOUND_SECONDS), self.channel() as channel:
            await self._has_risen.wait()
            await channel.channel_ready()
        self._is_felled = False

    async def usage(self) -> Usage:
        """Returns the resources that the process holds, after it has given back all memory that it can."""
        assert self._process.stdout is not None
        self._process.send_signal(signal.SIGUSR1)
        async with asyncio.timeout(_SETTLE_SECONDS):
            tasks = Counter(json.loads(await self._process.stdout.readline()))
        folder = Path(f"/proc/{self._process.pid}")
        lines = (folder / "status").read_text(encoding="ascii").splitlines()
        status = dict(line.split(":", 1) for line in lines)
        return Usage(
            resident_mib=int(status["VmRSS"].split()[0]) / 1024,
            descriptors=len(os.listdir(folder / "fd")),  # noqa: PTH208  # a count
            threads=int(status["Threads"]),
            tasks=tasks,
        )

    async def quiet(self, fresh: Usage) -> Usage:
        """Returns the usage once descriptors and tasks are down to those of `fresh`, or after a minute."""
        usage = await self.usage()
        with suppress(TimeoutError):
            async with asyncio.timeout(_SETTLE_SECONDS):
                while usage.descriptors > fresh.descriptors or usage.tasks.total() > fresh.tasks.total():
                    # No event tells when the other process has noticed that connections are closed.
                    await asyncio.sleep(_PACE_SECONDS)
                    usage = await self.usage()
        return usage

    async def neighbour(self) -> None:
        """Makes calls as a well-behaved client does, until cancelled."""
        async with AsyncClient(self.address) as client:
            while True:
                await self._greet(client)
                await asyncio.sleep(_PACE_SECONDS)

    async def _greet(self, client: AsyncClient) -> None:
        started = time.monotonic()
        try:
            annotation = await client.annotate(_TEXT, timeout_seconds=BOUND_SECONDS)
            healths = [
                await client.health(name, timeout_seconds=BOUND_SECONDS)
                for name in ("", "dateline.v1.AnnotationService")
            ]
        except DatelineError as error:
            self.record.finding("neighbour", f"{type(error).__name__}: {error}")
            return
        self.record.neighbour_seconds.append(time.monotonic() - started)
        if [entity.name for entity in annotation.entities] != ["Talks", "Astana", "Oslo"]:
            self.record.finding("neighbour", "a wrong answer")
        if [health.name for health in healths] != ["SERVING", "SERVING"]:
            self.record.finding("neighbour", f"health {healths}")

    async def listen(self) -> None:
        """Reads the process's log on standard error, and records findings."""
        assert self._process.stderr is not None
        while line := await self._process.stderr.readline():
            self._heed(line.decode(errors="replace").rstrip())

    def _heed(self, line: str) -> None:
        if has_canary(line):
            self.record.finding("log", "quotes its input")
        try:
            event = json.loads(line)
        except ValueError:
            # The line is no log event but, for instance, a traceback of Python's.
            self.record.finding("log", line[:300])
            return
        self.record.logged[f"{event['event']}, {event['level']}"] += 1
        is_asked_for = event["event"] == "defect" and "fake_annotator.py" in event["frames"][-1]
        if self._is_felled and event["event"] == "listening again":
            self._has_risen.set()
        # gRPC logs these errors for calls whose other side has gone, and for metadata and paths that are no text.
        is_odd_call = event["event"] == "library" and event["error"] in ("ExecuteBatchError", "UnicodeDecodeError")
        is_expected = is_asked_for or is_odd_call or self._is_felled
        if event["level"] not in ("info", "debug") and not is_expected:
            self.record.finding("log", line[:600])

    async def stop(self) -> None:
        """Ends the process, and records a finding where its exit code is not 0."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        code = await exit_code(self._process)
        if code != 0:
            self.record.finding("end", f"exit code {code}")


@asynccontextmanager
async def attacked_server() -> AsyncIterator[Target]:
    """Yields a server with the fake annotator and smaller limits on requests than by default, whose log is read."""
    settings = {
        "http_port": 0,
        "max_request_bytes": MAX_REQUEST_BYTES,
        "max_article_chars": 50_000,
        "grace_seconds": 5,
    }
    async with fake_process("measured", **settings) as process:
        http_port = (await logged_event(process, "listening"))["http_port"]
        target = Target(process, port=(await logged_event(process, "serving"))["port"], http_port=http_port)
        listening = asyncio.create_task(target.listen())
        try:
            yield target
        finally:
            if process.returncode is None:
                process.kill()
            await listening
