import pytest
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.gazetteer.build import build_gazetteer
from dateline.ner import Recognizers
from support.local_world import RECORDS
from support.plain_ranker import write_plain_ranker
from support.tiny_world import TinyRecognizer, build_tiny_gazetteer, running_server


@pytest.fixture(scope="session")
def tiny_gazetteer(tmp_path_factory):
    return build_tiny_gazetteer(tmp_path_factory.mktemp("gazetteer") / "tiny.sqlite")


@pytest.fixture(scope="session")
def live(tiny_gazetteer):
    """Target of the real server."""
    with running_server(tiny_gazetteer) as target:
        yield target


@pytest.fixture
def run(tiny_gazetteer, monkeypatch):
    """Run a command in this process, over the tiny world unless it names a server.

    The recogniser is put in from behind: a flair model for `--model`, however tiny, means importing flair, which alone
    takes six seconds. However slow the machine, loading is not announced.
    """
    monkeypatch.setattr("dateline.cli.progress._PATIENCE_SECONDS", 60.0)
    monkeypatch.setattr("dateline.annotation.annotator.load_recognizers", lambda _: Recognizers(TinyRecognizer()))
    monkeypatch.setenv("DATELINE_GAZETTEER", str(tiny_gazetteer))
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="session")
def local_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("local")
    build_gazetteer(folder / "local.sqlite", records=RECORDS)
    write_plain_ranker(folder / "ranker")
    return folder


@pytest.fixture
def run_locally(local_folder, monkeypatch):
    """Run a command in this process, over the world of local papers."""
    monkeypatch.setenv("DATELINE_GAZETTEER", str(local_folder / "local.sqlite"))
    monkeypatch.setenv("DATELINE_RANKER", str(local_folder / "ranker"))
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])
