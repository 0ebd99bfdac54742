"""What of a model is refused before anything slow is imported; with flair barred, as where its extra is missing."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

PROGRAM = """
import sys
if sys.argv[3] == "without":
    sys.modules.update(dict.fromkeys(("flair", "torch", "transformers")))
from dateline.annotation import Annotator
from dateline.errors import DatelineError
from dateline.settings import Settings
try:
    Annotator(Settings(model=sys.argv[1], allow_pickle=sys.argv[2] == "allowed")).load()
except DatelineError as error:
    print(type(error).__name__, error)
assert not sys.modules.get("flair") and not sys.modules.get("torch")
"""
NO_FLAIR = "is no folder, so that it needs flair, which is missing; to install it"


def _refusal(*arguments: str, cache: Path) -> str:
    """The error, of an Annotator that would first have to build the gazetteer, too."""
    environment = os.environ | {"PYTHONPATH": "service", "XDG_CACHE_HOME": str(cache)}
    command = (sys.executable, "-c", PROGRAM, *arguments)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert not list(cache.iterdir()), "no gazetteer was begun"
    return done.stdout


@pytest.mark.parametrize("flair", ["with", "without"])
@pytest.mark.parametrize("pickles", ["allowed", "forbidden"])
def test_a_missing_file_is_refused_at_once(tmp_path: Path, pickles: str, flair: str) -> None:
    """What is written as a path and is not there is named before flair is asked for."""
    assert _refusal("./none.pt", pickles, flair, cache=tmp_path) == "ResourceMissingError no model at './none.pt'\n"


@pytest.mark.skipif(find_spec("flair") is None, reason="its lack is named first")
@pytest.mark.parametrize(
    ("model", "subject"),
    [("README.md", "'README.md' is"), ("nope", "'nope' is no folder or file here, and a model of the hub is")],
)
def test_a_pickle_nobody_allowed_is_refused_at_once(tmp_path: Path, model: str, subject: str) -> None:
    """A file, and a name that may be one of the hub, are refused before flair is imported."""
    refusal = _refusal(model, "forbidden", "with", cache=tmp_path)
    assert refusal.startswith(f"InvalidInputError model: {subject} loaded by unpickling")
    assert "set allow_pickle, or --allow-pickle on the command line" in refusal


@pytest.mark.parametrize("pickles", ["allowed", "forbidden"])
@pytest.mark.parametrize("model", ["README.md", "nope"])
def test_without_flair_its_extra_is_named_at_once(tmp_path: Path, model: str, pickles: str) -> None:
    """Where the extra is not installed, any model but a folder is refused with the command that installs it."""
    refusal = _refusal(model, pickles, "without", cache=tmp_path)
    assert refusal.startswith(f"MissingExtraError model {model!r} {NO_FLAIR}")
    assert refusal.endswith("[server,flair]'\n")


@pytest.mark.parametrize("command", [("annotate", "README.md"), ("serve", "--port", "0", "--log-format", "json")])
def test_without_flair_the_command_ends_with_one_line(tmp_path: Path, command: tuple[str, ...]) -> None:
    """`dateline annotate` and `dateline serve` say so in a line, with exit code 1."""
    code = "import sys; sys.modules.update(flair=None, torch=None); from dateline.cli import main; main()"
    environment = os.environ | {"PYTHONPATH": "service", "XDG_CACHE_HOME": str(tmp_path)}
    done = subprocess.run(
        (sys.executable, "-c", code, *command, "--model", "nope"),
        env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    told = ("dateline: loading ...", '"level": "info"')
    (line,) = (line for line in done.stderr.splitlines() if not any(each in line for each in told))
    assert f"model 'nope' {NO_FLAIR}" in line
