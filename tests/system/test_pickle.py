"""Nothing that a request or a setting names is unpickled without the operator's word: that would run its code."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from dateline.client import Client
from dateline.errors import DatelineError
from dateline.gazetteer import Gazetteer
from dateline.ner import load_recognizer
from dateline.server import create_server
from dateline.settings import Settings
from dateline.values import Article, PlaceQuery
from support.tiny_world import build_tiny_gazetteer, running_server


class _Bomb:
    """Makes the file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return os.mkdir, (str(self._path),)


@pytest.fixture
def exploded(tmp_path: Path) -> Path:
    return tmp_path / "exploded"


@pytest.fixture
def bomb(exploded: Path) -> bytes:
    """A pickle of printable characters, so that strings can hold it."""
    return pickle.dumps(_Bomb(exploded), protocol=0)


def test_the_bomb_is_one(bomb: bytes, exploded: Path) -> None:
    """What the other tests rely on: unpickled, it leaves its mark."""
    pickle.loads(bomb)  # noqa: S301  # our own
    assert exploded.exists()


@pytest.mark.parametrize("name", ["model.pt", "model.bin", "model"])
def test_model_files_are_not_unpickled(tmp_path: Path, bomb: bytes, exploded: Path, name: str) -> None:
    """A model file that is a pickle is refused unopened."""
    (tmp_path / name).write_bytes(bomb)
    with pytest.raises(DatelineError, match="unpickling"):
        load_recognizer(Settings(model=str(tmp_path / name)))
    assert not exploded.exists()


@pytest.mark.parametrize("allow_pickle", [False, True])
@pytest.mark.parametrize("name", ["model.onnx", "pieces.model", "model.json"])
def test_model_folders_hold_no_pickles(
    tmp_path: Path, tiny_model_folder: Path, bomb: bytes, exploded: Path, name: str, *, allow_pickle: bool
) -> None:
    """No file of a model folder is one that could be unpickled, whatever the settings say."""
    folder = tmp_path / "model"
    folder.mkdir()
    for path in tiny_model_folder.iterdir():
        (folder / path.name).write_bytes(bomb if path.name == name else path.read_bytes())
    with pytest.raises(DatelineError):
        load_recognizer(Settings(model=str(folder), allow_pickle=allow_pickle))
    assert not exploded.exists()


def test_gazetteers_are_not_unpickled(tmp_path: Path, bomb: bytes, exploded: Path) -> None:
    """A gazetteer file that is a pickle is called damaged."""
    (tmp_path / "gazetteer").write_bytes(bomb)
    with pytest.raises(DatelineError):
        Gazetteer(tmp_path / "gazetteer")
    assert not exploded.exists()


@pytest.mark.parametrize("setting", ["token_file", "tls_certificate", "tls_key", "tls_client_ca"])
def test_secrets_are_not_unpickled(tmp_path: Path, bomb: bytes, exploded: Path, setting: str) -> None:
    """Files of tokens and certificates that are pickles are refused."""
    (tmp_path / "bomb").write_bytes(bomb)
    names = {setting} if setting == "token_file" else {setting, "tls_certificate", "tls_key"}
    with pytest.raises(DatelineError):
        create_server(None, settings=Settings(**dict.fromkeys(names, tmp_path / "bomb")))  # type: ignore[arg-type]
    assert not exploded.exists()


def test_nothing_that_unpickles_is_imported(tmp_path: Path) -> None:
    """The shipped model is served with what could unpickle out of reach; Makefile's audit leans on it."""
    code = """
import sys
sys.modules.update(dict.fromkeys(("flair", "torch", "transformers", "sqlitedict")))
from pathlib import Path
import dateline.server
from dateline.annotation import Annotator
from dateline.values import Article
from dateline.settings import Settings
(annotation,) = Annotator(Settings(gazetteer=Path(sys.argv[1]))).annotate([Article("1", "Talks in Astana resumed.")])
print(annotation.entities[0].name)
"""
    gazetteer = build_tiny_gazetteer(tmp_path / "tiny.sqlite")
    command = (sys.executable, "-c", code, gazetteer)
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, "Astana\n"), done.stderr


@pytest.mark.slow
def test_requests_are_not_unpickled(tmp_path: Path, bomb: bytes, exploded: Path) -> None:
    """A pickle in every string of a request is text like any other."""
    text = bomb.decode("ascii")
    gazetteer = build_tiny_gazetteer(tmp_path / "tiny.sqlite")
    with running_server(gazetteer) as target, Client(target) as client:
        client.annotate(Article(id=text, title=text, text=text, outlet=text))
        client.resolve_places([PlaceQuery(text, (text,))])
    assert not exploded.exists()
