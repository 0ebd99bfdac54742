"""README and docs/, followed block by block as a reader would."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.authority import Authority
from support.page_run import PageRun, prints
from support.paths import ROOT
from support.tiny_dump import LINKS, NAMES, PLACES, place_line, write_zip

PAGES = [
    page
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
    if any(line.startswith(("```sh", "```python")) for line in page.read_text(encoding="utf-8").splitlines())
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout as far as the pages need one, with the files that they expect a reader to have."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("node_modules", "gen"))
    write_zip(tmp_path / "allCountries.zip", PLACES)
    (tmp_path / "KE.txt").write_text(place_line(1, "Otter Ford", "P/PPL", "KE"), encoding="utf-8")
    write_zip(tmp_path / "IE.zip", [place_line(2, "Ballyotter", "P/PPL", "IE")])
    write_zip(tmp_path / "alternateNamesV2.zip", NAMES)
    write_zip(tmp_path / "hierarchy.zip", LINKS)
    authority = Authority(tmp_path)
    shutil.copy(authority.root, tmp_path / "callers.pem")
    certificate, key = authority.issue_caller(tmp_path)
    certificate.rename(tmp_path / "me.pem")
    key.rename(tmp_path / "me.key")
    for name in ("tokens", "my-token"):
        (tmp_path / name).write_text("sesame-sesame-sesame\n", encoding="ascii")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Iterator[PageRun]:
    """Whoever follows the page."""
    run = PageRun(folder)
    yield run
    run.close()


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_blocks_run_and_print_what_the_page_shows(page: Path, run: PageRun) -> None:
    """Each `sh` and `python` block works where it stands, and what is shown behind it is what it prints."""
    assert run.follow(page)


@pytest.mark.slow
def test_what_pages_show_of_python_is_typed(tmp_path: Path) -> None:
    """What readers copy passes mypy in its strictest mode, as their own programs may have to."""
    programs = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        blocks = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        if blocks:
            name = re.sub(r"\W", "_", str(page.relative_to(ROOT)))
            program = tmp_path / f"{name}.py"
            program.write_text("\n".join(blocks), encoding="utf-8")
            programs.append(str(program))
    assert len(programs) > 5
    # With the settings and the cache of `make lint`, which has read the package already.
    command = (sys.executable, "-m", "mypy", *programs)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("printed", "shown", "is_so"),
    [
        ("a 0.961\n b", "a 0.95 b", True),
        ("a 0.961\n b", "a 0.9 b", False),
        ("a b c d", "a ... d", True),
        ("a b c d", "... c ...", True),
        ("a b c d", "... c", False),
        ("a b c d", "b ...", False),
        ("a b c d", "a ... d ... c ...", False),
        ("a a", "a ... a ... a", False),
        ("12 3", "12 4", False),
    ],
)
def test_what_is_shown_is_held_against_what_is_printed(printed: str, shown: str, is_so: bool) -> None:  # noqa: FBT001
    """Dots stand for anything, fractions may differ a little, and nothing else may."""
    assert prints(printed, shown) is is_so
