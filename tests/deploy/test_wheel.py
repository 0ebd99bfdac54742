"""What the Dockerfile does, without an engine: the wheel in clean environments, as a user who may write nowhere."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dateline.gazetteer.build import ensure
from support.paths import ROOT

pytestmark = pytest.mark.slow
NOBODY = 10001
START_SECONDS = 120
MAX_IMAGE_MB = 600
OF_FLAIR = {"flair", "torch", "transformers"}


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that every user may read, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="dateline-wheel-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def wheel(place: Path) -> Path:
    """The wheel, built from the tree by what builds it for the image."""
    _run(sys.executable, "-m", "venv", place / "build")
    pip = place / "build/bin/pip"
    _run(pip, "install", "--quiet", "--require-hashes", "--requirement", ROOT / "deploy/requirements-build.txt")
    _run(pip, "wheel", "--quiet", "--no-build-isolation", "--no-deps", "--wheel-dir", place, ROOT)
    (path,) = place.glob("dateline-*.whl")
    return path


def _run(*command: object, **options: Any) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stderr[-2000:]
    return done


@pytest.fixture(scope="module")
def python() -> str:
    """An interpreter that a user without rights may run; one in root's own home is none."""
    for path in (sys._base_executable, "/usr/bin/python3"):  # type: ignore[attr-defined]  # typeshed lacks it
        test = (path, "-c", "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))")
        try:
            if subprocess.run(test, check=False, **_unprivileged()).returncode == 0:
                return path
        except OSError:
            continue
    return pytest.skip("no Python 3.11 or newer that other users may run")


def _unprivileged() -> dict[str, Any]:
    return {"user": NOBODY, "group": NOBODY, "extra_groups": (), "cwd": "/"} if os.geteuid() == 0 else {"cwd": "/"}


@pytest.fixture(scope="module")
def server(python: str, place: Path, wheel: Path) -> Path:
    """The command, installed as in the image: what it requires by hash, then the wheel."""
    requirements = ("--require-hashes", "--requirement", ROOT / "deploy/requirements.txt")
    return _installed(python, place / "server", requirements, ("--no-index", "--no-deps", wheel))


@pytest.fixture(scope="module")
def client(python: str, place: Path, wheel: Path) -> Path:
    """The command, installed without extras: a light client."""
    return _installed(python, place / "client", ("--constraint", ROOT / "constraints.txt", wheel))


def _installed(python: str, folder: Path, *arguments: Iterable[object]) -> Path:
    """The command of a new environment, in which pip has installed with each of the arguments."""
    _run(python, "-m", "venv", folder)
    pip = (folder / "bin/python", "-m", "pip", "install", "--quiet")
    _run(*pip, "--upgrade", "pip>=25.1")
    for each in arguments:
        _run(*pip, *each)
    return folder / "bin/dateline"


def _packages(command: Path) -> set[str]:
    listed = _run(command.with_name("python"), "-m", "pip", "list", "--format=freeze").stdout
    return {line.partition("==")[0] for line in listed.split()}


@contextmanager
def _served(dateline: Path, place: Path) -> Iterator[str]:
    """`dateline serve` as a user without rights, its home read-only; gives the target once it serves."""
    home = place / "home"
    home.mkdir(mode=0o555)
    gazetteer = place / "gazetteer.sqlite"
    shutil.copy(ensure(), gazetteer)
    gazetteer.chmod(0o444)
    process = subprocess.Popen(
        [str(dateline), "serve", "--port", "0"],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "DATELINE_GAZETTEER": str(gazetteer),
            "HF_HUB_OFFLINE": "1",
        },
        stderr=subprocess.PIPE,
        text=True,
        **_unprivileged(),
    )
    try:
        assert process.stderr is not None
        lines = []
        for line in process.stderr:
            lines.append(line)
            event = json.loads(line) if line.startswith("{") else {}
            if event.get("event") == "serving":
                yield f"127.0.0.1:{event['port']}"
                break
        else:
            pytest.fail("".join(lines))
    finally:
        process.terminate()
        process.communicate(timeout=START_SECONDS)
    assert process.returncode == 0


def test_the_wheel_holds_the_model_and_the_tables(wheel: Path) -> None:
    """What the service reads at run time arrives with the install."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for path in (ROOT / "service/dateline").rglob("*"):
        if path.is_file() and path.suffix in (".tsv", ".xz", ".json", ".onnx", ".safetensors", ".typed"):
            assert str(path.relative_to(ROOT / "service")) in names
    assert {"dateline/ner/model/model.onnx", "dateline/ner/multilingual/model.onnx"} <= names


def test_the_image_is_small(server: Path) -> None:
    """Its environment, pip included, has neither flair nor torch nor what they need, and takes less than 600 MB."""
    assert not OF_FLAIR & _packages(server)
    size_mb = int(_run("du", "--summarize", "--block-size=1M", server.parents[1]).stdout.split()[0])
    assert size_mb < MAX_IMAGE_MB


def test_the_wheel_serves_a_light_client(place: Path, server: Path, client: Path) -> None:
    """Installed with its extra it serves without a writable home; installed bare it is a client without a model."""
    assert not (OF_FLAIR | {"geopy", "numpy", "sentencex"}) & _packages(client)
    with _served(server, place) as target:
        assert "SERVING" in _run(client, "health", "--server", target).stdout.upper()
        command = (client, "annotate", ROOT / "examples/astana.txt", "--server", target, "--format", "json")
        (annotation,) = json.loads(_run(*command, cwd=place).stdout)
    assert {"Astana", "Aleppo", "Sergey Lavrov"} <= {entity["name"] for entity in annotation["entities"]}


@pytest.mark.parametrize(
    "arguments", ["resolve Astana", "annotate -", "gazetteer info", "gazetteer build", "outlets learn -", "serve"]
)
def test_a_light_install_says_how_to_install_the_rest(client: Path, wheel: Path, arguments: str) -> None:
    """What needs the extra ends with 1 and one line, whose command names the file that Dateline was installed from."""
    done = subprocess.run(
        [client, *arguments.split()], input='{"text": "Astana"}', capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(
        rf"dateline: this needs \w+, which is missing; to install it: pip install '{wheel}\[server\]'\n", done.stderr
    )


def test_a_light_install_says_so_in_python(client: Path, wheel: Path) -> None:
    """An Annotator is an ImportError whose last line is the command; all the rest, the help too, is there."""
    python = client.with_name("python")
    done = subprocess.run([python, "-c", "from dateline import Annotator"], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1].startswith("dateline.errors.MissingExtraError: dateline.Annotator needs ")
    assert done.stderr.endswith(f"; to install it: pip install '{wheel}[server]'\n")
    shown = _run(python, "-c", "import dateline; from dateline import Article, Client; help(dateline)").stdout
    assert "class Client(" in shown
    assert "class Annotator(" not in shown


def test_the_command_that_is_named_mends_it(client: Path) -> None:
    """What a light install says would install what is missing, if it were run as it stands."""
    said = subprocess.run([client, "gazetteer", "info"], capture_output=True, text=True, check=False).stderr
    _, _, remedy = said.partition("to install it: pip install ")
    pip = (client.with_name("pip"), "install", "--dry-run", "--constraint", ROOT / "constraints.txt")
    assert "onnxruntime-" in _run(*pip, *shlex.split(remedy)).stdout.splitlines()[-1]
