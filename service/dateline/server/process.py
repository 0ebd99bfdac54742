"""The process of a server: signals, exit codes, and what its log says from start to stop.

Exit codes: 0 after SIGTERM or SIGINT, 1 where the port is taken or the model or gazetteer cannot be loaded, 2 for wrong
settings.
"""

import asyncio
import gc
import os
import signal
import sys
import time
from typing import Literal

from dateline.errors import DatelineError, InvalidInputError
from dateline.server.lifecycle import Server, create_server
from dateline.server.scheduling.annotator_protocol import AnnotatorProtocol
from dateline.server.telemetry.logs import configure_logs, log_event, log_failure
from dateline.settings import Settings

_SWITCH_SECONDS = 0.0005
"""A tenth of Python's default, because a call changes threads ten times and waits for a busy thread each time."""
_HEARTBEAT_SECONDS = 5.0


def serve(settings: Settings, *, annotator: AnnotatorProtocol | None = None) -> int:
    """Serves until SIGTERM or SIGINT and returns the exit code; `annotator` stands in for an Annotator.

    Standard error gets a line "listening" with host and port at once, and a line "serving" when the server is ready.
    """
    configure_logs(settings.log_format)
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        code, is_busy = asyncio.run(_serve(settings, annotator))
    except InvalidInputError as error:
        log_failure("refused", reason=str(error))
        return 2
    except DatelineError as error:
        log_failure("failed", reason=str(error))
        return 1
    if is_busy:
        # Python would wait for the busy thread, which may load or recognise for minutes, or for ever.
        sys.stderr.flush()
        os._exit(code)
    return code


async def _serve(settings: Settings, annotator: AnnotatorProtocol | None) -> tuple[int, bool]:
    stop_asked = _stop_signals()
    server = create_server(annotator or _annotator(settings), settings=settings)
    await server.start()
    started = time.monotonic()
    _log_listening(server, host=settings.host)
    stopping = asyncio.create_task(stop_asked.wait())
    loading = asyncio.create_task(server.load())
    await _loaded_or_stopped(loading, stopping, started=started)
    code = 0
    if loading.done() and (error := loading.exception()) is not None:
        code = 2 if isinstance(error, InvalidInputError) else 1
        log_failure("failed", reason=str(error) if isinstance(error, DatelineError) else type(error).__name__)
    else:
        if loading.done():
            # Otherwise every full collection would stop all threads to look through model and gazetteer.
            gc.collect()
            gc.freeze()
            log_event("serving", port=server.port, seconds=round(time.monotonic() - started, 3))
        await stopping
        log_event("stopping")
    stopping.cancel()
    loading.cancel()
    await server.stop()
    log_event("stopped")
    return code, server.is_busy


def _stop_signals() -> asyncio.Event:
    """Returns an event that SIGTERM and SIGINT set."""
    stop_asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop_asked.set)
    return stop_asked


def _log_listening(server: Server, *, host: str) -> None:
    other_ports = {
        "http_port": server.http_port,
        "health_port": server.health_port,
        "metrics_port": server.metrics_port,
    }
    ports = {name: port for name, port in other_ports.items() if port is not None}
    log_event("listening", host=host, port=server.port, **ports)


async def _loaded_or_stopped(
    loading: "asyncio.Task[None]", stopping: "asyncio.Task[Literal[True]]", *, started: float
) -> None:
    """Waits until one of the tasks is done, and logs every few seconds that the server is loading."""
    while not (loading.done() or stopping.done()):
        await asyncio.wait((loading, stopping), timeout=_HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if not (loading.done() or stopping.done()):
            log_event("loading", seconds=round(time.monotonic() - started, 1))


def _annotator(settings: Settings) -> AnnotatorProtocol:
    # Imported here: `create_server` and tests that bring an annotator of their own need none of its parts.
    from dateline.annotation import Annotator

    return Annotator(settings, show_progress=sys.stderr.isatty())
