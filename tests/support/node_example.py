"""The examples of clients in JavaScript: installed as their README says, and run by Node."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pytest

from support.paths import ROOT

NEEDS_NODE = pytest.mark.skipif(
    not (shutil.which("node") and shutil.which("npm")), reason="node and npm are not installed"
)


@dataclass(frozen=True, slots=True)
class NodeExample:
    """An example in a folder of its own."""

    folder: Path

    @classmethod
    def installed(cls, example: Path, root: Path) -> Self:
        """Installs and generates the example below `root`, away from the working tree."""
        shutil.copytree(ROOT / "proto", root / "proto")
        shutil.copytree(ROOT / example, root / example, ignore=shutil.ignore_patterns("node_modules", "gen"))
        copy = cls(root / example)
        copy.run("npm", "ci")
        copy.run("npm", "run", "generate")
        return copy

    def run(self, *command: str | Path, **environment: str) -> str:
        """Returns what a command prints in the folder."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    def check(self, tests: Path, **environment: str) -> None:
        """Runs a file of tests for Node; none may fail, and all must run."""
        shutil.copy(tests, self.folder)
        report = self.run("node", "--test", "--test-reporter=tap", tests.name, **environment)
        assert re.search(r"^# fail 0$", report, re.MULTILINE), report
        count = len(re.findall(r"^test\(", tests.read_text(), re.MULTILINE))
        assert f"\n# pass {count}\n" in report, report


def names_no_registry(example: Path) -> bool:
    """Returns whether the lock file takes packages from wherever npm is set to, and only those of its hashes."""
    lock = (ROOT / example / "package-lock.json").read_text()
    return '"resolved"' not in lock and '"integrity"' in lock
