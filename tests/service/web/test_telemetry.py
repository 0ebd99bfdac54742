"""What logs and traces say of calls over HTTP, and that nothing of a request is in them or in an error."""

import asyncio
import json
import signal
from asyncio.subprocess import Process
from pathlib import Path

import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from dateline.server import Server
from dateline.server.lifecycle import SERVICE_NAME
from dateline.server.telemetry.logs import configure_logs
from dateline.server.telemetry.tracing import Tracing
from dateline.settings import Settings
from support.fake_annotator import TIMEOUT_SECONDS, FakeAnnotator, until
from support.fake_process import exit_code, fake_process, logged_event
from support.http_calls import SERVICE, article, call

TRACE_ID, PARENT_ID = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
CANARY = "Zyzzyva"
TOKEN = "newsroom-0123456789"  # noqa: S105  # of these tests alone
PATH = f"/{SERVICE}/AnnotateArticle"


async def test_a_call_is_logged_and_traced_as_over_grpc(
    annotator: FakeAnnotator, capfd: pytest.CaptureFixture[str]
) -> None:
    """One line, with the request's id and where it came from; one span, below the caller's."""
    configure_logs("json")
    exporter = InMemorySpanExporter()
    tracing = Tracing(SimpleSpanProcessor(exporter), service=SERVICE_NAME, version="1.2.3")
    async with Server(annotator, settings=Settings(port=0, http_port=0), tracing=tracing) as server:
        headers = {"x-request-id": "desk-7", "traceparent": f"00-{TRACE_ID}-{PARENT_ID}-01"}
        assert (await call(server, "AnnotateArticle", article("Oslo"), headers=headers)).status == 200
        await until(lambda: any("/" in span.name for span in exporter.get_finished_spans()))
    (logged,) = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert (logged["event"], logged["method"], logged["code"]) == ("call", "AnnotateArticle", "OK")
    assert (logged["request_id"], logged["trace_id"], logged["articles"]) == ("desk-7", TRACE_ID, 1)
    assert logged["peer"].startswith("http:127.0.0.1:")
    span = exporter.get_finished_spans()[-1]
    assert (span.name, (span.attributes or {})["rpc.system"]) == (f"{SERVICE}/AnnotateArticle", "connect_rpc")
    assert span.parent is not None
    assert f"{span.parent.span_id:016x}" == PARENT_ID


def _post(body: str, *headers: str, path: str = PATH, host: str = "localhost", method: str = "POST") -> bytes:
    content = body.encode("utf-8", errors="surrogatepass")
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {host}",
        "Content-Type: application/json",
        f"Content-Length: {len(content)}",
        f"Authorization: Bearer {TOKEN}",
        f"X-Request-Id: {CANARY} is no id",
        f"X-Other: {CANARY}",
        *headers,
        "Connection: close",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


GOOD = json.dumps(article(f"{CANARY} in {CANARY}", id=CANARY, title=CANARY))
REQUESTS = {
    "good": _post(GOOD),
    "no-json": _post(f'{{"article": {CANARY}}}'),
    "cut-off": _post(f'{{"article": {{"text": "{CANARY}'),
    "twice": _post(f'{{"article": {{"{CANARY}": 1, "{CANARY}": 2}}}}'),
    "text-for-a-name": _post(f'{{"article": {{"{CANARY} met {CANARY}": 1}}}}'),
    "wrong-type": _post(f'{{"article": "{CANARY}"}}'),
    "wrong-time": _post(f'{{"article": {{"text": "x", "publish_time": "{CANARY}"}}}}'),
    "wrong-enum": _post(f'{{"options": {{"offset_encoding": "{CANARY}"}}}}'),
    "wrong-number": _post(f'{{"options": {{"max_candidates": "{CANARY}"}}}}'),
    "surrogate": _post(f'{{"article": {{"text": "\\ud800{CANARY}"}}}}'),
    "no-text": _post(json.dumps(article("", title=CANARY))),
    "language": _post(json.dumps(article("x", language_code=f"{CANARY}!"))),
    "poison": _post(json.dumps(article(f"POISON {CANARY}"))),
    "unreadable": _post(json.dumps(article(CANARY, id="unreadable"))),
    "path": _post(GOOD, path=f"/{CANARY}"),
    "method-of-the-service": _post(GOOD, path=f"/{SERVICE}/{CANARY}"),
    "query": _post("", path=f"{PATH}?encoding={CANARY}&message={CANARY}", method="GET"),
    "base64": _post("", path=f"{PATH}?encoding=json&base64=1&message={CANARY}!", method="GET"),
    "host": _post(GOOD, host=f"{CANARY}.example.com"),
    "origin": _post(GOOD, f"Origin: https://{CANARY}.example.com"),
    "http-method": _post(GOOD, method=CANARY.upper()),
    "version": _post(GOOD, f"Connect-Protocol-Version: {CANARY}"),
    "timeout": _post(GOOD, f"Connect-Timeout-Ms: {CANARY}"),
    "encoding": _post(GOOD, f"Content-Encoding: {CANARY}"),
    "packed": _post(GOOD, "Content-Encoding: gzip"),
    "content-type": _post(GOOD).replace(b"application/json", CANARY.encode()),
    "token": _post(GOOD).replace(TOKEN.encode(), CANARY.encode() * 3),
    "trace": _post(GOOD, f"Traceparent: {CANARY}", f"Baggage: title={CANARY}"),
    "upgrade": _post(GOOD, f"Upgrade: {CANARY}", "Connection: upgrade"),
    "no-http": f"{CANARY}\r\n\r\n".encode(),
    "bad-length": _post(GOOD, f"Content-Length: {CANARY}"),
    "bad-chunk": _post(GOOD).replace(b"Content-Length: ", b"Transfer-Encoding: chunked\r\nX-Length: ") + b"\r\n",
}


async def _answer(port: int, content: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(content)
        async with asyncio.timeout(TIMEOUT_SECONDS):
            return await reader.read()
    finally:
        writer.close()


async def _log(process: Process) -> str:
    process.send_signal(signal.SIGTERM)
    assert process.stderr is not None
    logged = (await process.stderr.read()).decode()
    assert await exit_code(process) == 0
    return logged


@pytest.mark.slow
async def test_nothing_of_a_request_is_said(tmp_path: Path) -> None:
    """A word that is all over every request is in no error and in no log, whatever is wrong with the request."""
    (tmp_path / "tokens").write_text(TOKEN)
    async with fake_process("debug", http_port=0, token_file=tmp_path / "tokens") as process:
        port = (await logged_event(process, "listening"))["http_port"]
        await logged_event(process, "serving")
        statuses = {}
        for name, content in REQUESTS.items():
            head, _, body = (await _answer(port, content)).partition(b"\r\n\r\n")
            statuses[name] = int(head.split()[1])
            if statuses[name] != 200:
                assert CANARY.lower() not in (head + body).decode().lower(), name
                assert json.loads(body.splitlines()[0])["message"], name
        logged = await _log(process)
    assert {name for name, status in statuses.items() if status == 200} == {"good", "trace", "upgrade"}
    assert statuses["poison"] == statuses["unreadable"] == 500
    assert CANARY.lower() not in logged.lower()
    assert logged.count('"event": "call"') > len(REQUESTS) / 2
