"""README and docs/: complete, in step with the code, and without a dead link."""

import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from google.protobuf.descriptor import Descriptor

from dateline.errors import ERRORS
from dateline.settings import Settings
from dateline.v1 import annotation_pb2 as pb
from support.paths import ROOT

DOCS = ROOT / "docs"
PAGES = sorted(
    page
    for folder in (ROOT, DOCS, ROOT / "benchmarks", ROOT / "training", ROOT / "examples", ROOT / "findings")
    for page in (folder.glob("*.md") if folder == ROOT else folder.rglob("*.md"))
    if "node_modules" not in page.parts
)
FENCE = re.compile(r"^```(.*)\n(?:.*\n)*?```$", re.MULTILINE)
LANGUAGES = {"sh", "python", "console", "text", "json"}
"""The first two are run; what cannot be run here, for want of the internet or an engine, is a `console`."""


def _prose(page: Path) -> str:
    """A page without its blocks and code."""
    return re.sub(r"`[^`\n]*`", "", FENCE.sub("", page.read_text(encoding="utf-8")))


def _anchors(page: Path) -> set[str]:
    """What the headings of a page can be linked by, on the site and where repositories are read."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower()) for heading in headings}


def _links(page: Path) -> Iterator[str]:
    """The targets of a page's links within the repository."""
    targets = re.findall(r"\]\(\s*([^)\s]+)\s*\)", _prose(page))
    return (target for target in targets if "://" not in target)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_and_headings(page: Path) -> None:
    """Each link within the repository names a file that exists, and a heading that this file has."""
    for target in _links(page):
        path, _, anchor = target.partition("#")
        linked = (page.parent / path).resolve() if path else page
        assert linked.exists(), target
        assert not anchor or anchor in _anchors(linked), target


def test_readme_fits_a_screen_or_two() -> None:
    """README has at most 150 lines, and nothing in it or docs/ is a placeholder."""
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150
    for page in (ROOT / "README.md", *DOCS.rglob("*.md")):
        assert not re.search(r"TO MEASURE|TODO|FIXME|TBD", page.read_text(encoding="utf-8")), page


def test_every_block_says_whether_it_can_be_run() -> None:
    """No block of README and docs/ escapes being run by having another language, or none."""
    for page in (ROOT / "README.md", *DOCS.rglob("*.md")):
        assert {match[1] for match in FENCE.finditer(page.read_text(encoding="utf-8"))} <= LANGUAGES, page


def test_generated_pages_are_those_of_the_code() -> None:
    """docs/reference has what `python tools/reference_pages.py` writes."""
    pages = runpy.run_path(str(ROOT / "tools/reference_pages.py"))["pages"]()
    for name, content in pages.items():
        assert (DOCS / "reference" / name).read_text(encoding="utf-8") == content, name


def test_every_setting_is_documented() -> None:
    """The page of settings has each in the words of the code."""
    text = (DOCS / "reference/settings.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert f"| `{name}` |" in text
        assert str(field.description).replace("|", "\\|") in text


def test_every_field_of_an_annotation_is_documented() -> None:
    """The page of output fields has each field of every message in an annotation, and no others."""
    text = (DOCS / "reference/output-fields.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", text, re.MULTILINE))
    documented = {
        title.replace(" ", "").lower(): set(re.findall(r"^\| `(\w+)[\w.]*` \|", section, re.MULTILINE))
        for title, section in sections.items()
    }
    wanted = {message.name.lower(): {field.name for field in message.fields} for message in _messages(pb.Annotation)}
    assert documented == wanted | {"timing": {field.name for field in pb.Timing.DESCRIPTOR.fields}}


def _messages(message: type[pb.Annotation]) -> tuple[Descriptor, ...]:
    """The message and all messages of the contract below it."""
    found = {message.DESCRIPTOR.full_name: message.DESCRIPTOR}
    waiting = [message.DESCRIPTOR]
    while waiting:
        for field in waiting.pop().fields:
            below = field.message_type
            if below is not None and below.file is pb.DESCRIPTOR and below.full_name not in found:
                found[below.full_name] = below
                waiting.append(below)
    return tuple(found.values())


def test_every_error_is_documented() -> None:
    """The page of errors has each exception with its base and its status."""
    text = (DOCS / "reference/errors.md").read_text(encoding="utf-8")
    for error in ERRORS:
        row = f"| `{error.__name__}` | `{error.__mro__[2].__name__}` | {error.code}"
        assert row in text


def test_every_metric_and_alert_is_documented() -> None:
    """The page on monitoring has each metric that the dashboard and alerts know, and each alert."""
    text = (DOCS / "operations/monitoring.md").read_text(encoding="utf-8")
    alerts = (ROOT / "deploy/prometheus/alerts.yaml").read_text(encoding="utf-8")
    dashboard = (ROOT / "deploy/grafana/dateline.json").read_text(encoding="utf-8")
    for alert in re.findall(r"- alert: (\w+)", alerts):
        assert f"`{alert}`" in text
    for metric in set(re.findall(r"dateline_[a-z_]+", alerts + dashboard)):
        assert re.sub("_(bucket|sum|count)$", "", metric) in text


def test_every_word_of_the_vocabulary_stands_in_order() -> None:
    """The glossary's words are sorted, and each has its sentence."""
    text = (DOCS / "GLOSSARY.md").read_text(encoding="utf-8")
    words = re.findall(r"^\*\*(.+)\.\*\* \S", text, re.MULTILINE)
    assert words == sorted(words, key=str.lower)
    assert len(words) == len([block for block in text.split("\n\n")[1:] if block.strip()])


@pytest.mark.slow
def test_the_site_is_built_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    """Zensical builds it without a warning, so no link and no name of the API is dead; its pages are self-contained."""
    shutil.copytree(DOCS, tmp_path / "docs")
    configuration = (ROOT / "zensical.toml").read_text(encoding="utf-8")
    package = 'paths = ["service"]'
    assert package in configuration
    configuration = configuration.replace(package, f'paths = ["{ROOT / "service"}"]')
    (tmp_path / "zensical.toml").write_text(configuration, encoding="utf-8")
    command = (sys.executable, "-m", "zensical", "build", "--strict", "--clean")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    pages = [page.read_text(encoding="utf-8") for page in (tmp_path / "build/docs").rglob("*.html")]
    assert len(pages) > len(list(DOCS.rglob("*.md")))
    assert not re.search(r"""<(?:script|link|img|iframe)[^>]*(?:src|href)=["'](?:https?:)?//""", "".join(pages))
