"""What Dateline is made of can be listed, and looked up."""

import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from support.paths import ROOT

TOOLS = Path(sys.executable).parent
ONLY_ON_WINDOWS = {"colorama", "tzdata"}
"""Packages that the image never installs, and that no environment of ours has."""
MAX_SERVER_MB = 450


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
    assert not {"flair", "torch", "transformers"} & set(
        _names(_requirements("server", "documents", "geocoders", "otel"))
    )
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


LOCKS = ("requirements", "requirements-build")
"""The files of what the image installs, and of what builds the wheel there."""


def _locked(name: str) -> dict[str, tuple[str, list[str]]]:
    """The version, and the hashes, of each package of a file, by its normal name."""
    text = (ROOT / f"deploy/{name}.txt").read_text().replace("\\\n", "")
    locked: dict[str, tuple[str, list[str]]] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            package, version = line.split()[0].split("==")
            locked[canonicalize_name(package)] = (version, re.findall(r"--hash=(\S+)", line))
    return locked


@pytest.mark.parametrize("name", LOCKS)
def test_the_image_installs_what_is_tested(name: str) -> None:
    """Each package has the version of constraints.txt, and hashes; `make lock` writes the files anew."""
    pinned = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text().split())
    versions = {str(canonicalize_name(package)): version for package, version in pinned.items()}
    for package, (version, hashes) in _locked(name).items():
        if package not in ONLY_ON_WINDOWS:
            assert version == versions[package]
        assert hashes
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", each) for each in hashes)


def test_the_image_installs_all_that_is_required() -> None:
    """Requirements, and theirs in turn, are in the file in a version that they allow, and nothing else is."""
    locked, seen = _locked("requirements"), set()
    for requirement in _closure("server", "documents", "geocoders", "otel"):
        package = canonicalize_name(requirement.name)
        assert requirement.specifier.contains(locked[package][0], prereleases=True)
        seen.add(package)
    assert set(locked) - seen <= ONLY_ON_WINDOWS


def test_the_server_is_small() -> None:
    """What `pip install ".[server]"` brings takes less than 450 MB, and holds neither flair nor torch."""
    packages = {canonicalize_name(requirement.name) for requirement in _closure("server")}
    assert not {"flair", "torch", "transformers"} & packages
    sizes = [
        Path(str(path.locate())).stat().st_size
        for package in packages
        for path in metadata.files(package) or ()
        if Path(str(path.locate())).is_file()
    ]
    assert 200 < sum(sizes) / 1e6 < MAX_SERVER_MB


def _closure(*extras: str) -> Iterator[Requirement]:
    """What the extras require, and what that requires in turn, on this machine."""
    wanted, seen = [Requirement(line) for line in _requirements(*extras)], set()
    while wanted:
        requirement = wanted.pop()
        yield requirement
        package = canonicalize_name(requirement.name)
        key = (package, *sorted(requirement.extras))
        if key not in seen:
            seen.add(key)
            wanted += _required_by(package, extras=requirement.extras)


def _required_by(package: str, *, extras: set[str]) -> list[Requirement]:
    """What an installed package requires on this machine."""
    required = [Requirement(line) for line in metadata.requires(package) or ()]
    environments = [{"extra": extra} for extra in extras or {""}]
    return [each for each in required if not each.marker or any(map(each.marker.evaluate, environments))]


def test_what_builds_the_wheel_is_what_the_package_says() -> None:
    """The group `build` is the build-system's, in a version that it allows."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["dependency-groups"]["build"] == project["build-system"]["requires"]
    (requirement,) = map(Requirement, project["build-system"]["requires"])
    assert requirement.specifier.contains(_locked("requirements-build")[requirement.name][0])


def test_the_image_installs_by_hash() -> None:
    """The Dockerfile installs nothing without hashes but Dateline's own wheel and what FLAIR and BULK ask for."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    installs = re.findall(r"pip (?:install|wheel) [^&;\n]*", text)
    by_hash = [line for line in installs if "--require-hashes" in line]
    assert [line.split()[-1] for line in by_hash] == [f"deploy/{name}.txt" for name in LOCKS]
    assert [line.split()[2:] for line in installs if line not in by_hash] == [
        ["torch==2.13.0"],
        ["--constraint", "constraints.txt", "--requirement", "flair.txt"],
        ["--constraint", "constraints.txt", "--requirement", "bulk.txt"],
        ["--no-build-isolation", "--no-deps", "--wheel-dir", "/wheels", "."],
        ["--no-index", "--no-deps", "/wheels/*.whl"],
    ]


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
