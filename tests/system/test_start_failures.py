"""`dateline serve` that cannot start says why in one line, and ends with 1."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dateline.ner.model_folder import SHIPPED_FOLDER

pytestmark = pytest.mark.slow


def _damaged_model(folder: Path) -> list[str]:
    for path in SHIPPED_FOLDER.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    with (folder / "model.onnx").open("r+b") as model:
        model.seek(1_000)
        model.write(b"x")
    return ["--model", str(folder)]


def _damaged_gazetteer(folder: Path) -> list[str]:
    (folder / "gazetteer.sqlite").write_bytes(b"no gazetteer")
    return ["--gazetteer", str(folder / "gazetteer.sqlite")]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (lambda folder: ["--model", str(folder)], "has no model.json"),
        (_damaged_model, "its SHA-256 is not the one in model.json"),
        (lambda folder: ["--gazetteer", str(folder / "none.sqlite")], "no gazetteer at"),
        (_damaged_gazetteer, "cannot be read as a gazetteer"),
    ],
    ids=["no-model", "damaged-model", "no-gazetteer", "damaged-gazetteer"],
)
def test_what_cannot_be_loaded_is_one_line(tmp_path: Path, options: Callable[[Path], list[str]], reason: str) -> None:
    """A model or gazetteer that is missing or damaged is named, without a traceback, and the process ends."""
    code, failures = _serve("--port", "0", *options(tmp_path))
    assert code == 1
    (failure,) = failures
    assert reason in failure
    assert str(tmp_path) in failure


def test_second_start_on_a_port_is_one_line() -> None:
    """A port that another server has is named."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert _serve("--port", str(port)) == (1, [f"cannot listen on 127.0.0.1:{port}: Address already in use"])


def _serve(*options: str) -> tuple[int, list[str]]:
    """The exit code, and what the log says of failures; every line of it is one of the log."""
    command = (sys.executable, "-c", "from dateline.cli import main; main()", "serve", "--log-format", "json")
    environment = os.environ | {"PYTHONPATH": "service"}
    done = subprocess.run(
        [*command, *options], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    events = [json.loads(line) for line in done.stderr.splitlines()]
    return done.returncode, [event["reason"] for event in events if event["level"] == "error"]
