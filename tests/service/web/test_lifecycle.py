"""HTTP starts, tells how the server is, and stops with gRPC, without losing a call."""

import asyncio
import json
import signal
import threading

import aiohttp
import pytest

from dateline.server import Server, create_server
from dateline.settings import Settings
from support.fake_annotator import TIMEOUT_SECONDS, FakeAnnotator, until
from support.fake_process import exit_code, fake_process, logged_event
from support.http_calls import SERVICE, article, call, fetch, send_file


def slow_page(words: int) -> bytes:
    """A page that keeps extraction at work for a time in proportion to the square of its bold words."""
    bold = "".join(f"<b>w{number}</b> " for number in range(words))
    return f"<html><body><article><p>{bold}</p></article></body></html>".encode()


async def test_ready_only_once_loaded(annotator: FakeAnnotator) -> None:
    """While loading the server is alive and not ready, and turns calls away for a time."""
    annotator.load_gate.clear()
    server = create_server(annotator, settings=Settings(port=0, http_port=0))
    await server.start()
    loading = asyncio.create_task(server.load())
    ready = await fetch(server, "/readyz")
    assert (ready.status, ready.json) == (503, {"status": "NOT_SERVING"})
    assert (await fetch(server, "/healthz")).json == {"status": "SERVING"}
    answer = await call(server, "AnnotateArticle", article())
    assert (answer.status, answer.json["code"], answer.headers["retry-after"]) == (503, "unavailable", "1")
    info = await call(server, "GetServerInfo", {})
    assert "model" not in info.json
    annotator.load_gate.set()
    await loading
    assert (await fetch(server, "/readyz")).json == {"status": "SERVING"}
    assert (await fetch(server, "/readyz", method="HEAD")).body == b""
    await server.stop()


async def test_process_with_a_hanging_model_is_called_dead(annotator: FakeAnnotator) -> None:
    """Once a batch takes longer than any should, the process is not alive, though health is still answered."""
    seconds = [0.0]
    settings = Settings(port=0, http_port=0, stall_seconds=9)
    async with Server(annotator, settings=settings, now=lambda: seconds[0], watch_seconds=0.001) as server:
        await annotator.in_work()  # the warm-up
        annotator.gate.clear()
        pending = asyncio.create_task(call(server, "AnnotateArticle", article()))
        await annotator.in_work()
        assert (await fetch(server, "/healthz")).status == 200
        seconds[0] += 9
        await until(lambda: not server._health.is_serving(""))
        assert (await fetch(server, "/healthz")).status == 503
        assert (await fetch(server, "/readyz")).status == 200
        annotator.gate.set()
        await pending


async def test_process_with_a_hanging_file_is_called_dead(annotator: FakeAnnotator) -> None:
    """Once a file takes longer than any work should, the process is not alive; it is again when the file is done."""
    seconds = [0.0]
    settings = Settings(port=0, http_port=0, stall_seconds=9)
    async with Server(annotator, settings=settings, now=lambda: seconds[0], watch_seconds=0.001) as server:
        pending = asyncio.create_task(send_file(server, slow_page(3_000)))
        await until(lambda: server.is_busy)
        assert (await fetch(server, "/healthz")).status == 200
        seconds[0] += 9
        await until(lambda: not server._health.is_serving(""))
        assert not pending.done()
        assert server.metrics.registry.get_sample_value("dateline_stalled_seconds") == 9
        assert (await pending).status == 200
        await until(lambda: server._health.is_serving(""))
        assert not server.is_busy


async def test_the_thread_of_files_ends_with_the_server(server: Server) -> None:
    """A server that has read a file leaves no thread behind when it stops."""
    before = set(threading.enumerate())
    assert (await send_file(server, b"Rain in Oslo.")).status == 200
    (thread,) = (each for each in set(threading.enumerate()) - before if "files" in each.name)
    await server.stop()
    await until(lambda: not thread.is_alive())


async def test_calls_in_work_outlive_the_stop(server: Server, annotator: FakeAnnotator) -> None:
    """A call that is in work when the server is told to stop is answered; new connections are refused meanwhile."""
    annotator.gate.clear()
    pending = asyncio.create_task(call(server, "AnnotateArticle", article("Oslo")))
    await annotator.in_work()
    stopping = asyncio.create_task(server.stop())
    listener = server._http_listener
    assert listener is not None
    await until(lambda: listener._server is not None and not listener._server.is_serving())
    with pytest.raises(aiohttp.ClientConnectionError):
        await fetch(server, "/readyz")
    annotator.gate.set()
    answer = await pending
    assert answer.json["annotation"]["entities"][0]["name"] == "Oslo"
    await stopping


async def test_idle_connections_do_not_delay_the_stop(server: Server) -> None:
    """One that is kept for the next request, one that has sent nothing, and one in the middle of its headers."""
    url = f"http://127.0.0.1:{server.http_port}/readyz"
    async with aiohttp.ClientSession() as session:
        async with session.get(url) as response:
            await response.read()
        connections = [await asyncio.open_connection("127.0.0.1", server.http_port) for _ in range(2)]
        connections[1][1].write(b"GET / HTTP/1.1\r\nHo")
        async with asyncio.timeout(4):
            await server.stop()
        for reader, writer in connections:
            assert await reader.read() == b""
            writer.close()


@pytest.mark.parametrize("changes", [{"grace_seconds": 0.05}])
async def test_calls_beyond_the_grace_are_told(server: Server, annotator: FakeAnnotator) -> None:
    """A call that is still in work at the end of the grace period hears that the server stops."""
    annotator.gate.clear()
    pending = asyncio.create_task(call(server, "AnnotateArticle", article("Oslo")))
    await annotator.in_work()
    stopping = asyncio.create_task(server.stop())
    answer = await pending
    assert (answer.status, answer.json["message"]) == (503, "the server is stopping")
    annotator.gate.set()
    await stopping
    labels = {"method": "AnnotateArticle", "code": "CANCELLED"}
    assert server.metrics.registry.get_sample_value("dateline_requests_total", labels) == 1


@pytest.mark.slow
async def test_terminated_process_answers_and_exits_clean() -> None:
    """On SIGTERM the process, whose port is in its log, finishes the call in work and exits with 0."""
    async with fake_process(http_port=0) as process:
        port = (await logged_event(process, "listening"))["http_port"]
        await logged_event(process, "serving")
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(TIMEOUT_SECONDS)) as session:
            pending = asyncio.ensure_future(
                session.post(f"http://127.0.0.1:{port}/{SERVICE}/AnnotateArticle", json=article("Hold"))
            )
            assert process.stdout is not None
            assert process.stdin is not None
            assert await process.stdout.readline() == b"in work\n"
            process.send_signal(signal.SIGTERM)
            await logged_event(process, "stopping")
            process.stdin.write(b"go on\n")
            async with await pending as response:
                assert json.loads(await response.read())["annotation"]["entities"][0]["name"] == "Hold"
            assert await exit_code(process) == 0


@pytest.mark.slow
async def test_process_can_be_stopped_while_a_file_is_in_work() -> None:
    """On SIGTERM a process that a file keeps busy for many seconds ends after the grace period all the same."""
    async with fake_process(http_port=0, metrics_port=0, grace_seconds=0.1) as process:
        ports = await logged_event(process, "listening")
        await logged_event(process, "serving")
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(TIMEOUT_SECONDS)) as session:
            url = f"http://127.0.0.1:{ports['http_port']}/documents"
            headers = {"content-type": "application/octet-stream"}
            pending = asyncio.ensure_future(session.post(url, data=slow_page(9_500), headers=headers))
            async with asyncio.timeout(TIMEOUT_SECONDS):
                while await _stalled_seconds(session, ports["metrics_port"]) == 0:
                    pass
            process.send_signal(signal.SIGTERM)
            assert await exit_code(process) == 0
            async with await pending as response:
                assert response.status == 503


async def _stalled_seconds(session: aiohttp.ClientSession, port: int) -> float:
    async with session.get(f"http://127.0.0.1:{port}/metrics") as response:
        (line,) = (each for each in (await response.text()).splitlines() if each.startswith("dateline_stalled_seconds"))
        return float(line.split()[1])
