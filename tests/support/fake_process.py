"""Processes that run serve_fake.py, and their logs."""

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
    """Yields a process, on a free port unless `settings` say otherwise, and kills it at the end if it still runs."""
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
    """Reads the process's log up to the event `name`, and returns that event."""
    assert process.stderr is not None
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while line := await process.stderr.readline():
            event: dict[str, Any] = json.loads(line)
            if event["event"] == name:
                return event
    raise AssertionError(name)


async def exit_code(process: Process) -> int:
    """Waits for the end of the process, and returns its exit code."""
    async with asyncio.timeout(TIMEOUT_SECONDS):
        return await process.wait()


@asynccontextmanager
async def fake_servers(count: int, *behaviours: str, **settings: object) -> AsyncIterator[list[tuple[Process, int]]]:
    """Yields processes that serve, each with its port; their logs are read and dropped."""
    async with AsyncExitStack() as stack:
        processes = [await stack.enter_async_context(fake_process(*behaviours, **settings)) for _ in range(count)]
        servers = [(process, (await logged_event(process, "serving"))["port"]) for process in processes]
        # A full pipe would stop the processes.
        for process in processes:
            assert process.stderr is not None
            stack.callback(asyncio.create_task(process.stderr.read()).cancel)
        yield servers
