"""What the log says, and of whom."""

import asyncio
import json
import logging
import struct

import pytest

from dateline.server.telemetry.logs import _LibraryLogs, configure_logs
from fuzz.bad_frames import OPENING
from fuzz.connection import GOAWAY, PING, frame
from support.fake_annotator import TIMEOUT_SECONDS
from support.fake_process import exit_code, fake_process, logged_event


@pytest.fixture
def library() -> logging.Logger:
    """A library's logger that the server listens to."""
    logger = logging.getLogger("some.library")
    logger.propagate = False
    logger.handlers = [_LibraryLogs()]
    return logger


def _complain(logger: logging.Logger) -> None:
    try:
        int("Oslo")
    except ValueError:
        logger.exception("cannot read %s", "Oslo")
        logger.log(logging.WARNING + 5, f"odd: {'Oslo'}")  # noqa: G004  # as libraries do


def test_words_of_libraries_are_left_out(library: logging.Logger, capfd: pytest.CaptureFixture[str]) -> None:
    """A complaint keeps its place, its kind and what is not filled in; the article it quotes is not there."""
    configure_logs("json")
    _complain(library)
    exception, warning = (json.loads(line) for line in capfd.readouterr().err.splitlines())
    assert exception["place"].startswith(__file__)
    assert (exception["level"], exception["error"]) == ("error", "ValueError")
    assert (exception["message"], exception["logger"]) == ("cannot read %s", "some.library")
    assert (warning["level"], warning["error"], warning["message"]) == ("warning", "", "")


def test_words_about_spans_are_kept(library: logging.Logger, capfd: pytest.CaptureFixture[str]) -> None:
    """OpenTelemetry knows no articles, and what it says of the collector helps."""
    configure_logs("console")
    record = logging.LogRecord("opentelemetry.exporter", logging.WARNING, __file__, 1, "no %s", ("collector",), None)
    library.handle(record)
    assert "no collector" in capfd.readouterr().err


async def test_peers_write_no_lines_into_the_log() -> None:
    """Of a connection's last words, which gRPC itself would log as they are, nothing is there."""
    async with fake_process() as process:
        serving = await logged_event(process, "serving")
        reader, writer = await asyncio.open_connection("127.0.0.1", serving["port"])
        last_words = struct.pack(">II", 0, 2) + b'no\n{"event": "forged"}\n'
        writer.write(OPENING + frame(GOAWAY, content=last_words) + frame(PING, content=b"answer!!"))
        async with asyncio.timeout(TIMEOUT_SECONDS):
            await reader.readuntil(b"answer!!")
        writer.close()
        process.terminate()
        assert await exit_code(process) == 0
        assert process.stderr is not None
        lines = (await process.stderr.read()).splitlines()
    assert {json.loads(line)["event"] for line in lines} == {"stopping", "stopped"}
