"""What Dateline is made of can be listed, and looked up."""

import json
import shlex
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from support.paths import ROOT

TOOLS = Path(sys.executable).parent


def _commands(target: str) -> list[list[str]]:
    """The commands of a target of the Makefile, with the tools of this environment."""
    venv = TOOLS.parent
    make = ("make", "--no-print-directory", "--dry-run", f"--old-file={venv}/.test", f"VENV={venv}", target)
    shown = subprocess.run(make, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout
    return [shlex.split(line) for line in shown.replace("\\\n", "").splitlines()]


@pytest.mark.slow
def test_bill_of_materials_lists_what_is_installed(tmp_path: Path) -> None:
    """`make sbom` writes CycloneDX that names Dateline, its dependencies and their versions."""
    output = tmp_path / "sbom.json"
    *_, command = _commands("sbom")
    command = [str(output) if word == "build/sbom.json" else word for word in command]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    bill = json.loads(output.read_text())
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["component"]["name"] == "dateline"
    versions = {component["name"]: component["version"] for component in bill["components"]}
    for name in ("grpcio", "torch", "flair", "prometheus_client"):
        assert versions[name] == metadata.version(name)


def test_audit_is_a_command_of_the_pinned_tool() -> None:
    """`make audit` calls pip-audit with options that it has, on a service that fails loudly where it is not reached."""
    (command,) = _commands("audit")
    shown = subprocess.run([command[0], "--help"], capture_output=True, text=True, check=True, timeout=60)
    options = [word.partition("=")[0] for word in command if word.startswith("--")]
    assert options
    assert all(option in shown.stdout for option in options)
    assert f"pip_audit=={metadata.version('pip-audit')}" in (ROOT / "constraints.txt").read_text()
