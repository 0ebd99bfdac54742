"""Start the real server on a free port of this machine, annotate an article through the real client, print it, stop.

``make demo`` runs this. Another article can be named: ``python examples/demo.py examples/georgia.txt``.
"""

# ruff: noqa: INP001 - a script, not a package

import json
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Self

from dateline.client import Client, HealthStatus
from dateline.errors import DatelineError, DeadlineExceededError, ServiceUnavailableError
from dateline.export.text import annotation_text, open_console
from dateline.values import Article

START_TIMEOUT_SECONDS = 600.0
STOP_TIMEOUT_SECONDS = 30.0


class DemoFailure(Exception):  # noqa: N818 - it never leaves this script
    """The demonstration cannot go on; the message says why."""


def main() -> int:
    """Run the demonstration and return its exit code."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "astana.txt"
    try:
        text = path.read_text(encoding="utf-8")
        with Server() as server:
            target = f"127.0.0.1:{server.port}"
            with Client(target, timeout_seconds=60) as client:
                server.wait_until_ready(client)
                annotation = client.annotate(Article(id=path.name, text=text))
        sys.stdout.write(annotation_text(open_console(sys.stdout), annotation))
    except KeyboardInterrupt:
        return 130
    except (DemoFailure, DatelineError, OSError, UnicodeDecodeError) as error:
        say(f"failed: {error}")
        return 1
    return 0


class Server:
    """``dateline serve`` as a process of its own; its log is read for what happens."""

    def __init__(self) -> None:
        self.port = 0
        self._lines: list[str] = []
        self._listening = threading.Event()

    def __enter__(self) -> Self:
        say("starting the server")
        command = (sys.executable, "-c", "from dateline.cli import main; main()")
        options = ("serve", "--host", "127.0.0.1", "--port", "0", "--log-format", "json")
        self._started = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603 - nothing in it comes from outside
            [*command, *options], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        self._reader = threading.Thread(target=self._read_log, daemon=True)
        self._reader.start()
        self._listening.wait(START_TIMEOUT_SECONDS)
        if not self.port:
            self.__exit__()
            raise DemoFailure(f"the server did not start\n{self._log_tail()}")
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(STOP_TIMEOUT_SECONDS)
                say("the server stopped")
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
                say(f"the server did not stop within {STOP_TIMEOUT_SECONDS:.0f} s and was killed")
        self._reader.join(STOP_TIMEOUT_SECONDS)

    def wait_until_ready(self, client: Client) -> None:
        """Wait until the server has loaded the model and, the first time, built the gazetteer."""
        last_said = time.monotonic()
        while time.monotonic() - self._started < START_TIMEOUT_SECONDS:
            if self._process.poll() is not None:
                self._reader.join(STOP_TIMEOUT_SECONDS)
                raise DemoFailure(f"the server ended with exit code {self._process.returncode}\n{self._log_tail()}")
            try:
                if client.health(timeout_seconds=5) is HealthStatus.SERVING:
                    say(f"the server is ready after {time.monotonic() - self._started:.1f} s")
                    return
            except (ServiceUnavailableError, DeadlineExceededError):
                pass  # building the gazetteer, it may be slow to answer; its process is looked at again above
            if time.monotonic() - last_said > 5:
                last_said = time.monotonic()
                say("loading the model, and building the gazetteer if this is the first time ...")
            time.sleep(0.1)
        raise DemoFailure(f"the server was not ready within {START_TIMEOUT_SECONDS:.0f} s\n{self._log_tail()}")

    def _read_log(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            text = line.decode("utf-8", "replace").rstrip()
            self._lines = [*self._lines[-19:], text]
            try:
                event = json.loads(text)
            except ValueError:
                continue  # a warning of some library
            if isinstance(event, dict) and event.get("event") == "listening":
                self.port = event["port"]
                self._listening.set()
        self._listening.set()  # it ended, and with it the waiting

    def _log_tail(self) -> str:
        return "\n".join(("its last words:", *self._lines)) if self._lines else "it said nothing"


def say(message: str) -> None:
    """Print a line of progress."""
    sys.stderr.write(f"demo: {message}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
