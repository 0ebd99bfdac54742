"""The page that `dateline.export.write_html` writes, in a real browser without a screen."""

import shutil
import subprocess
from pathlib import Path

import pytest

from dateline.export import write_html
from support.annotated import ANNOTATIONS

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")]


def test_chromium_draws_the_page_and_asks_nothing_of_anyone(tmp_path: Path) -> None:
    """The text is marked, the map has its points, and no request leaves the page; the hostile text runs nothing."""
    page, log, picture = tmp_path / "page.html", tmp_path / "net.json", tmp_path / "page.png"
    with page.open("wb") as file:
        write_html(ANNOTATIONS, file)
    assert CHROMIUM is not None
    command = (
        CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
        "--host-resolver-rules=MAP * ~NOTFOUND", "--disable-background-networking", "--no-first-run",
        f"--log-net-log={log}", "--window-size=400,2000", f"--screenshot={picture}", "--dump-dom", page.as_uri(),
    )  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "Refused to" not in done.stderr, "the policy of the page forbids nothing that the page needs"
    assert done.stdout.count("<mark id=") == 7
    assert done.stdout.count("<circle") == 3
    assert "&lt;b&gt;" in done.stdout
    assert picture.stat().st_size > 20_000
    assert "http://x.example" not in log.read_text(encoding="utf-8")
