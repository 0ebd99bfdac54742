"""A real server with an HTTP port, in a process that can be stopped and started again at the same address."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from support.paths import ROOT


class WebServer:
    """A process that serves while the context lasts; `command` is what Python runs, with free ports.

    It may be stopped and started again meanwhile, and keeps its ports.
    """

    def __init__(self, *command: str, **settings: object) -> None:
        self._command = command
        self._settings = {"port": 0, "http_port": 0, "log_format": "json"} | settings
        self._process: subprocess.Popen[bytes] | None = None
        self.log: list[dict[str, object]] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self._settings['http_port']}/"

    def start(self) -> None:
        """Starts the process and waits until it serves."""
        given = {f"DATELINE_{name.upper()}": str(value) for name, value in self._settings.items()}
        environment = os.environ | given | {"PYTHONPATH": f"{ROOT / 'service'}{os.pathsep}{ROOT / 'tests'}"}
        self._process = subprocess.Popen([sys.executable, *self._command], env=environment, stderr=subprocess.PIPE)
        assert self._process.stderr is not None
        for line in self._process.stderr:
            event = json.loads(line)
            self.log.append(event)
            if event["event"] == "listening":
                self._settings |= {"port": event["port"], "http_port": event["http_port"]}
            if event["event"] == "serving":
                break
        else:
            raise AssertionError(self.log)
        self._reading = threading.Thread(target=self._read_on, args=(self._process,))
        self._reading.start()

    def stop(self) -> None:
        """Stops the process, which answers what it has taken on."""
        if self._process is not None:
            self._process.terminate()
            assert self._process.wait(30) == 0
            self._reading.join()
            self._process = None

    def _read_on(self, process: "subprocess.Popen[bytes]") -> None:
        # A full pipe would stop the server.
        assert process.stderr is not None
        with process.stderr:
            self.log.extend(json.loads(line) for line in process.stderr)


def whole_server(**settings: object) -> WebServer:
    """Returns a server with the shipped model and the whole gazetteer."""
    return WebServer("-m", "dateline", "serve", **settings)


def tiny_server(gazetteer: Path, **settings: object) -> WebServer:
    """Returns a server with the tiny world."""
    return WebServer(str(ROOT / "tests/support/tiny_world.py"), gazetteer=gazetteer, **settings)
