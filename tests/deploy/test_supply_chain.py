"""What Dateline is made of can be listed, and looked up."""

import json
import re
import shlex
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from support.paths import ROOT

TOOLS = Path(sys.executable).parent


@pytest.mark.slow
def test_bill_of_materials_lists_what_is_installed(tmp_path: Path) -> None:
    """`make sbom` writes CycloneDX that names Dateline, its dependencies and their versions."""
    output = tmp_path / "sbom.json"
    command = shlex.split(_lines("sbom")[-1])
    command = [str(output) if word == "build/sbom.json" else word for word in command]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    bill = json.loads(output.read_text())
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["component"]["name"] == "dateline"
    versions = {component["name"]: component["version"] for component in bill["components"]}
    for name in ("grpcio", "torch", "flair", "prometheus_client"):
        assert versions[name] == metadata.version(name)


def test_audit_uses_the_pinned_tool() -> None:
    """`make audit` calls pip-audit with options that it has, on a service that fails loudly where it is not reached."""
    for command in _audits():
        shown = subprocess.run([TOOLS / "pip-audit", "--help"], capture_output=True, text=True, check=True, timeout=60)
        options = [word.partition("=")[0] for word in command if word.startswith("--")]
        assert all(option in shown.stdout for option in options)
        assert command[command.index("--vulnerability-service") + 1] == "osv"
    assert f"pip_audit=={metadata.version('pip-audit')}" in (ROOT / "constraints.txt").read_text()


def test_audit_accepts_nothing_of_the_server() -> None:
    """What is accepted by name is so beside flair alone; the server's own requirements are audited without it."""
    own, rest = _audits()
    assert not any("--ignore-vuln" in word for word in own)
    assert any("--ignore-vuln" in word for word in rest)
    assert not {"flair", "torch", "transformers"} & set(_names(_requirements("server", "geocoders", "otel")))
    assert {"flair", "torch", "transformers"} < set(_names(_requirements("server", "flair")))


@pytest.mark.slow
def test_what_audit_looks_up_of_the_server_resolves(tmp_path: Path) -> None:
    """All of `make audit` but the question to the service: the server's requirements, and theirs, are resolved."""
    folder, requirements, audit, _ = _lines("audit")
    script = re.sub(r"\bbuild\b", str(tmp_path / "build"), f"set -e; {folder}; {requirements}; {audit} --dry-run")
    command = ("sh", "-c", script)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    (count,) = re.findall(r"would have audited (\d+) packages", done.stderr)
    listed = (tmp_path / "build/server-requirements.txt").read_text().splitlines()
    assert int(count) > len(listed) > 20


def _lines(target: str) -> list[str]:
    """The commands of a target of the Makefile as make would run them, with the tools of this environment."""
    venv = TOOLS.parent
    make = ("make", "--no-print-directory", "--dry-run", f"--old-file={venv}/.test", f"VENV={venv}", target)
    shown = subprocess.run(make, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout
    return shown.replace("\\\n", "").splitlines()


def _audits() -> list[list[str]]:
    return [words for words in map(shlex.split, _lines("audit")) if any(word.endswith("/pip-audit") for word in words)]


def _requirements(*extras: str) -> list[str]:
    command = (sys.executable, str(ROOT / "deploy/requirements.py"), *extras)
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.splitlines()


def _names(requirements: list[str]) -> list[str]:
    return [re.split(r"[^\w.-]", requirement)[0] for requirement in requirements]
