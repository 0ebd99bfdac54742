"""A real server with an HTTP port, in a process of its own, that can be stopped and started again at the same address."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

from support.paths import ROOT


class WebServer:
    """A process that serves; `command` is what Python runs, with an HTTP port unless `settings` say otherwise."""

    def __init__(self, *command: str, **settings: object) -> None:
        self._command = command
        self._settings = {"port": 0, "http_port": 0, "log_format": "json"} | settings
        self._process: subprocess.Popen[bytes] | None = None
        self.log: list[dict[str, object]] = []

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self._settings['http_port']}/"

    def start(self) -> None:
        """Starts the process and waits until it serves; from then on it keeps its ports."""
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
        threading.Thread(target=self._read_on, args=(self._process,), daemon=True).start()

    def stop(self) -> None:
        """Stops the process, which answers what it has taken on."""
        if self._process is not None:
            self._process.terminate()
            assert self._process.wait(30) == 0
            self._process = None

    def _read_on(self, process: "subprocess.Popen[bytes]") -> None:
        # A full pipe would stop the server.
        assert process.stderr is not None
        self.log.extend(json.loads(line) for line in process.stderr)


def whole_server(**settings: object) -> WebServer:
    """Returns a server with the shipped model and the whole gazetteer."""
    return WebServer("-m", "dateline", "serve", **settings)


def tiny_server(gazetteer: Path, **settings: object) -> WebServer:
    """Returns a server with the tiny world."""
    return WebServer(str(ROOT / "tests/support/tiny_world.py"), gazetteer=gazetteer, **settings)
