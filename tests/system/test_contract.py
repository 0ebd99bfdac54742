"""The contract is well-formed, and the committed stubs are those it gives."""

import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from support.paths import ROOT

BUF = Path(sys.executable).with_name("buf")


def test_stubs_are_up_to_date(tmp_path: Path) -> None:
    """Generating the stubs anew gives what is committed; run proto/generate.sh when this fails."""
    subprocess.run(
        [ROOT / "proto" / "generate.sh", tmp_path],
        check=True,
        capture_output=True,
        env={"PYTHON": sys.executable, "PATH": "/usr/bin:/bin"},
    )
    generated = {path.name: path.read_text() for path in (tmp_path / "dateline" / "v1").iterdir()}
    committed = {path.name: path.read_text() for path in (ROOT / "service/dateline/v1").glob("annotation_pb2*.py*")}
    assert generated == committed


def test_contract_is_lint_clean() -> None:
    """Buf has nothing to say about the contract."""
    lint = subprocess.run([BUF, "lint", "proto"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (lint.returncode, lint.stdout) == (0, "")


def test_contract_is_formatted() -> None:
    """The contract is formatted as buf formats it."""
    form = subprocess.run(
        [BUF, "format", "--diff", "--exit-code", "proto", "--path", "proto/dateline"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (form.returncode, form.stdout) == (0, "")


def test_the_last_release_has_its_image() -> None:
    """`make lint` compares the contract with the image of the version in pyproject.toml, or of one before it."""
    releases = sorted(path.stem for path in (ROOT / "proto/releases").glob("*.binpb"))
    assert "0.1.0" in releases
    lint = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "buf breaking proto --against $(LAST_RELEASE)" in lint


def test_a_break_of_the_contract_is_found(tmp_path: Path) -> None:
    """Buf complains of a field that changes its number since the release, as it does in `make lint`."""
    shutil.copytree(ROOT / "proto", tmp_path / "proto")
    contract = tmp_path / "proto/dateline/v1/annotation.proto"
    text = contract.read_text(encoding="utf-8")
    assert "float nil_probability = 4;" in text
    contract.write_text(text.replace("float nil_probability = 4;", "float nil_probability = 40;"), encoding="utf-8")
    image = ROOT / "proto/releases/0.1.0.binpb"
    held = subprocess.run(
        [BUF, "breaking", "proto", "--against", image], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert held.returncode == 100
    assert "nil_probability" in held.stdout


def test_stubs_ask_for_no_newer_runtime_than_clients_may_have() -> None:
    """The stubs come from the pinned grpcio-tools, whose runtime floor pyproject.toml promises."""
    assert metadata.version("grpcio-tools") == "1.76.0"
    assert "GRPC_GENERATED_VERSION = '1.76.0'" in (ROOT / "service/dateline/v1/annotation_pb2_grpc.py").read_text()
    assert "# Protobuf Python Version: 6.31.1" in (ROOT / "service/dateline/v1/annotation_pb2.py").read_text()


@pytest.mark.parametrize("name", ["rpc/status", "rpc/error_details", "type/latlng", "api/field_behavior"])
def test_vendored_files_are_the_installed_ones(name: str) -> None:
    """The copies in proto/google, for buf and for clients' generators, say what protoc's package says."""
    (installed,) = (
        path.locate()
        for path in metadata.files("googleapis-common-protos") or ()
        if path.as_posix() == f"google/{name}.proto"
    )
    vendored = (ROOT / f"proto/google/{name}.proto").read_text()
    assert _without_comments(Path(str(installed)).read_text()) == _without_comments(vendored)


def _without_comments(source: str) -> list[str]:
    return [line for line in source.splitlines() if line and not line.lstrip().startswith("//")]
