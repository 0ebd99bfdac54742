"""The client of the Connect protocol's own makers, as browsers run it, against the real server over HTTP."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from support.paths import ROOT

CLIENT = Path("examples/clients/connect")
TESTS = Path(__file__).with_name("connect") / "interop.test.js"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (shutil.which("node") and shutil.which("npm")), reason="node and npm are not installed"),
]


def _run(*command: str | Path, folder: Path, **environment: str) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, installed and generated as its README says, away from the working tree."""
    root = tmp_path_factory.mktemp("connect")
    folder = root / CLIENT
    shutil.copytree(ROOT / "proto", root / "proto")
    shutil.copytree(ROOT / CLIENT, folder, ignore=shutil.ignore_patterns("node_modules", "gen"))
    _run("npm", "ci", folder=folder)
    _run("npm", "run", "generate", folder=folder)
    return folder


def test_it_reads_the_answers(client: Path, live_http: str) -> None:
    """Its own tests pass: JSON and binary, GET, errors with details, deadlines, a token's header, a stream."""
    shutil.copy(TESTS, client)
    report = _run("node", "--test", "--test-reporter=tap", TESTS.name, folder=client, BASE_URL=live_http)
    assert re.search(r"^# fail 0$", report, re.MULTILINE), report
    tests = re.findall(r"^test\(", TESTS.read_text(), re.MULTILINE)
    assert f"\n# pass {len(tests)}\n" in report, report


def test_the_example_prints_names_where_they_are(client: Path, live_http: str, tmp_path: Path) -> None:
    """annotate.js prints offsets, name and place of every mention."""
    article = tmp_path / "article.txt"
    article.write_text("😀 Sergey Lavrov came to Astana.", encoding="utf-8")
    lines = _run("node", "annotate.js", article, live_http, folder=client).splitlines()
    assert lines == ["3 16 Sergey Lavrov -", "25 31 Astana geonames:1526273"]


def test_the_lock_file_names_no_registry() -> None:
    """Packages come from wherever npm is set to take them, and have to be those of the lock file."""
    lock = (ROOT / CLIENT / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert '"integrity"' in lock
