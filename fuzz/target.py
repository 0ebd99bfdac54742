"""The server under attack: a process of its own, what it uses, what it says, and what a well-behaved caller notices."""

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
"""What a well-behaved call may take, on a machine of two cores with other things to do."""
_PACE_SECONDS = 0.05
_SETTLE_SECONDS = 60
_TEXT = "Talks in Astana, then in Oslo"


@dataclass(frozen=True, slots=True)
class Usage:
    """What the process holds."""

    resident_mib: float
    descriptors: int
    threads: int
    tasks: Counter[str]
    """By what they are in."""

    def __str__(self) -> str:
        return (
            f"resident {self.resident_mib:.0f} MiB, {self.descriptors} file descriptors, {self.threads} threads, "
            f"{self.tasks.total()} tasks"
        )


@dataclass(slots=True)
class Record:
    """What was sent, what came back, and what should not have."""

    cases: Counter[str] = field(default_factory=Counter)
    answers: dict[str, Counter[str]] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)
    logged: Counter[str] = field(default_factory=Counter)
    neighbour_seconds: list[float] = field(default_factory=list)

    def answer(self, kind: str, how: str) -> None:
        """Count a case and how it ended."""
        self.cases[kind] += 1
        self.answers.setdefault(kind, Counter())[how] += 1

    def finding(self, kind: str, what: str, content: bytes = b"") -> None:
        """Keep what should not have come, with the head of what it came of."""
        self.findings.append(
            f"{kind}: {what}" + (f" <- {content[:300].hex()} ({len(content)} bytes)" if content else "")
        )


class Target:
    """A server that serves."""

    def __init__(self, process: Process, port: int) -> None:
        self.port = port
        self.record = Record()
        self.held: list[asyncio.StreamWriter] = []
        """Connections that nobody uses and nobody has closed."""
        self._process = process
        self._is_felled = False
        self._has_risen = asyncio.Event()
        self._background: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @asynccontextmanager
    async def channel(self, *options: tuple[str, Any]) -> AsyncIterator[grpc.aio.Channel]:
        """A connection of its own."""
        own = [("grpc.use_local_subchannel_pool", 1), ("grpc.max_receive_message_length", -1), *options]
        async with grpc.aio.insecure_channel(self.address, own) as channel:
            yield channel

    def start(self, work: Any) -> None:
        """Let a coroutine go on beside all else, until the campaign ends."""
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def release(self) -> None:
        """End what goes on beside, and let go of the connections held, half of them without a word."""
        for task in tuple(self._background):
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        for index, writer in enumerate(self.held):
            writer.transport.abort() if index % 2 else writer.close()
        self.held.clear()

    @asynccontextmanager
    async def felled(self) -> AsyncIterator[None]:
        """Send what makes gRPC give up within it; ends when the server listens again."""
        self._is_felled = True
        self._has_risen.clear()
        yield
        async with asyncio.timeout(BOUND_SECONDS), self.channel() as channel:
            await self._has_risen.wait()
            await channel.channel_ready()
        self._is_felled = False

    async def usage(self) -> Usage:
        """What the process holds now; it gives back what memory it can first."""
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
        """What the process holds once it holds no more descriptors and tasks than when fresh, or after a minute."""
        usage = await self.usage()
        with suppress(TimeoutError):
            async with asyncio.timeout(_SETTLE_SECONDS):
                while usage.descriptors > fresh.descriptors or usage.tasks.total() > fresh.tasks.total():
                    # Another process; nothing tells when it has heard that connections are closed.
                    await asyncio.sleep(_PACE_SECONDS)
                    usage = await self.usage()
        return usage

    async def neighbour(self) -> None:
        """Call as a well-behaved client would, until cancelled."""
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
        """Read all that the process says on standard error."""
        assert self._process.stderr is not None
        while line := await self._process.stderr.readline():
            self._heed(line.decode(errors="replace").rstrip())

    def _heed(self, line: str) -> None:
        if has_canary(line):
            self.record.finding("log", "quotes its input")
        try:
            event = json.loads(line)
        except ValueError:
            # Such as Python's last words.
            self.record.finding("log", line[:300])
            return
        self.record.logged[f"{event['event']}, {event['level']}"] += 1
        is_asked_for = event["event"] == "defect" and "fake_annotator.py" in event["frames"][-1]
        if self._is_felled and event["event"] == "listening again":
            self._has_risen.set()
        # gRPC says so of calls whose other side has gone, and of metadata and paths that are no text.
        is_odd_call = event["event"] == "library" and event["error"] in ("ExecuteBatchError", "UnicodeDecodeError")
        is_expected = is_asked_for or is_odd_call or self._is_felled
        if event["level"] not in ("info", "debug") and not is_expected:
            self.record.finding("log", line[:600])

    async def stop(self) -> None:
        """Ask the process to end, which it should do well."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        code = await exit_code(self._process)
        if code != 0:
            self.record.finding("end", f"exit code {code}")


@asynccontextmanager
async def attacked_server() -> AsyncIterator[Target]:
    """A server with the fake annotator, smaller limits on requests than by default, and a listener to its log."""
    settings = {"max_request_bytes": MAX_REQUEST_BYTES, "max_article_chars": 50_000, "grace_seconds": 5}
    async with fake_process("measured", **settings) as process:
        target = Target(process, (await logged_event(process, "serving"))["port"])
        listening = asyncio.create_task(target.listen())
        try:
            yield target
        finally:
            if process.returncode is None:
                process.kill()
            await listening
