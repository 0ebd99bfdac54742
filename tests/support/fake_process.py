"""serve_fake.py as a process, and its log."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from support.fake_annotator import TIMEOUT_SECONDS
from support.paths import ROOT


@asynccontextmanager
async def fake_process(*behaviours: str, **settings: object) -> AsyncIterator[Process]:
    """Start the process, on a free port unless told otherwise; kill it at the end unless it has ended."""
    settings = {"port": 0, "log_format": "json"} | settings
    given = {f"DATELINE_{name.upper()}": str(value) for name, value in settings.items()}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        ROOT / "tests/support/serve_fake.py",
        *behaviours,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        env=os.environ | given | {"PYTHONPATH": f"{ROOT / 'service'}{os.pathsep}{ROOT / 'tests'}"},
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def logged_event(process: Process, name: str) -> dict[str, Any]:
    """Read the process's log up to an event."""
    assert process.stderr is not None
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while line := await process.stderr.readline():
            event: dict[str, Any] = json.loads(line)
            if event["event"] == name:
                return event
    raise AssertionError(name)


async def exit_code(process: Process) -> int:
    """Wait for the end of the process."""
    async with asyncio.timeout(TIMEOUT_SECONDS):
        return await process.wait()


@asynccontextmanager
async def fake_servers(count: int, *behaviours: str, **settings: object) -> AsyncIterator[list[tuple[Process, int]]]:
    """Several processes that serve, each with its port, and whose logs are read away."""
    async with AsyncExitStack() as stack:
        processes = [await stack.enter_async_context(fake_process(*behaviours, **settings)) for _ in range(count)]
        servers = [(process, (await logged_event(process, "serving"))["port"]) for process in processes]
        # A full pipe would stop them.
        for process in processes:
            assert process.stderr is not None
            stack.callback(asyncio.create_task(process.stderr.read()).cancel)
        yield servers
