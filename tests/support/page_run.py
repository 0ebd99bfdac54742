"""Runs a page of the documentation as a reader would: `sh` blocks in a shell, `python` blocks in this process.

A `python` block with `if __name__ == "__main__":` is a program of its own, and runs as a file.

A block with `dateline serve` starts a server on a free port, which later blocks reach at the page's addresses. A `text`
or `json` block right behind another block shows what that block prints: "..." stands for anything, white space does not
count, and fractions may differ a little, because the recogniser's last digits depend on the processor.
"""

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from sybil import Document, Example
from sybil.parsers.markdown import CodeBlockParser

from support.paths import ROOT

TIMEOUT_SECONDS = 300
MOST_DIFFERENCE = 0.02
_ADDRESS = re.compile(r"(127\.0\.0\.1|news\.example):50051")
_HTTP_ADDRESS = re.compile(r"(127\.0\.0\.1|localhost):8080")
_PORT_OPTION = re.compile(r"--((?:metrics-|http-)?port) \d+")
_SERVE = re.compile(r"^dateline serve\b", re.MULTILINE)
_IS_PROGRAM = '\nif __name__ == "__main__":'
_TOKEN = re.compile(r"\.\.\.|\d+\.\d+|\w+|[^\w\s]")


class PageRun:
    """A run of one page's blocks, in order, in a folder; `close` stops the page's server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: subprocess.Popen[str] | None = None
        self._log: threading.Thread | None = None
        self._port = 0
        self._http_port = 0
        self._printed = ""
        self._end = 0

    def follow(self, page: Path) -> int:
        """Runs all blocks, and returns how many the page has."""
        parsers = [
            CodeBlockParser("sh", self._run_sh),
            CodeBlockParser("python", self._run_python),
            *(CodeBlockParser(language, self._compare) for language in ("text", "json")),
        ]
        examples = list(Document.parse(str(page), *parsers))
        for example in examples:
            example.evaluate()
        return len(examples)

    def close(self) -> None:
        """Stops the page's server, if one runs."""
        if self._server is None:
            return
        server, self._server = self._server, None
        server.terminate()
        if self._log is not None:
            self._log.join(TIMEOUT_SECONDS)
        assert server.stderr is not None
        server.stderr.close()
        assert server.wait(TIMEOUT_SECONDS) == 0

    def _run_sh(self, example: Example) -> str | None:
        script = str(example.parsed)
        if _SERVE.search(script):
            return self._serve(script)
        if script.startswith("curl ") and not shutil.which("curl"):
            # A reader without curl passes such blocks over.
            self._end = 0
            return None
        return self._run_command(["sh", "-eu", "-c", self._localized(script)], example)

    def _serve(self, script: str) -> str | None:
        self.close()
        self._log = None
        script = _PORT_OPTION.sub(r"--\1 0", _SERVE.sub("exec dateline serve", script))
        self._server = subprocess.Popen(
            ["sh", "-eu", "-c", script],
            cwd=self._folder,
            env=self._environment(0),
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._server.stderr is not None
        lines = []
        for line in self._server.stderr:
            lines.append(line)
            event = json.loads(line) if line.startswith("{") else {}
            if event.get("event") == "listening":
                self._http_port = event.get("http_port", 0)
            if event.get("event") == "serving":
                self._port = event["port"]
                # The log must be read on, or the full pipe would stop the server.
                self._log = threading.Thread(target=self._server.stderr.read, daemon=True)
                self._log.start()
                return None
        self._server.stderr.close()
        self._server.wait(TIMEOUT_SECONDS)
        self._server = None
        return "the server did not start\n" + "".join(lines)

    def _run_python(self, example: Example) -> str | None:
        # Empty lines in front give a traceback the page's own line numbers.
        source = "\n" * example.line + self._localized(str(example.parsed))
        if _IS_PROGRAM in source:
            return self._run_program(example, source)
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(source, example.path, "exec"), example.namespace)  # noqa: S102  # running the page is the test
        self._note(example, printed.getvalue())
        return None

    def _run_program(self, example: Example, source: str) -> str | None:
        """Runs a whole program as a file, since the processes that it spawns import it."""
        program = self._folder / "program.py"
        program.write_text(source, encoding="utf-8")
        return self._run_command([sys.executable, program.name], example)

    def _run_command(self, command: list[str], example: Example) -> str | None:
        done = subprocess.run(
            command,
            cwd=self._folder,
            env=self._environment(self._port),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=TIMEOUT_SECONDS,
        )
        self._note(example, done.stdout)
        return f"exit code {done.returncode}\n{done.stderr}" if done.returncode else None

    def _note(self, example: Example, printed: str) -> None:
        self._printed, self._end = printed, example.end

    def _compare(self, example: Example) -> str | None:
        if example.document.text[self._end : example.start].strip("`\n") or not self._end:
            return None
        if prints(self._printed, str(example.parsed)):
            return None
        return f"the block above prints\n{self._printed}"

    def _localized(self, block: str) -> str:
        return _HTTP_ADDRESS.sub(f"127.0.0.1:{self._http_port}", _ADDRESS.sub(f"127.0.0.1:{self._port}", block))

    def _environment(self, port: int) -> dict[str, str]:
        return os.environ | {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT / "service"),
            "DATELINE_FALLBACK_GEOCODER_CACHE": str(self._folder / "geocoder.sqlite"),
            "DATELINE_PORT": str(port),
        }


def prints(printed: str, shown: str) -> bool:
    """Returns whether the output `printed` agrees with `shown`, the output on a page."""
    tokens = _TOKEN.findall(printed)
    chunks: list[list[str]] = [[]]
    for token in _TOKEN.findall(shown):
        if token == "...":  # noqa: S105  # no password
            chunks.append([])
        else:
            chunks[-1].append(token)
    if len(chunks) == 1:
        return len(tokens) == len(chunks[0]) and _agree(tokens, chunks[0])
    first, *middle, last = chunks
    if not _agree(tokens[: len(first)], first) or (last and not _agree(tokens[-len(last) :], last)):
        return False
    position, end = len(first), len(tokens) - len(last)
    for chunk in middle:
        starts = (i for i in range(position, end - len(chunk) + 1) if _agree(tokens[i : i + len(chunk)], chunk))
        start = next(starts, None)
        if start is None:
            return False
        position = start + len(chunk)
    return position <= end


def _agree(tokens: Sequence[str], wanted: Sequence[str]) -> bool:
    return len(tokens) == len(wanted) and all(map(_same, tokens, wanted))


def _same(token: str, wanted: str) -> bool:
    try:
        return token == wanted or ("." in wanted and abs(float(token) - float(wanted)) <= MOST_DIFFERENCE)
    except ValueError:
        return False
