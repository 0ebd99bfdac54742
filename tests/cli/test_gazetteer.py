import shlex

import pytest
from tiny_world import build_tiny_gazetteer


def test_gazetteer_info_tells_what_it_holds(run, tiny_gazetteer):
    """The gazetteer's path, size and revision are printed."""
    result = run("gazetteer", "info")
    assert result.exit_code == 0
    assert str(tiny_gazetteer) in result.stdout
    assert "places    7" in result.stdout


def test_gazetteer_build_keeps_what_is_there(run, tiny_gazetteer):
    """An existing file is built anew only with --force."""
    before = tiny_gazetteer.read_bytes()
    result = run("gazetteer", "build", "--output", tiny_gazetteer)
    assert (result.exit_code, result.stdout) == (0, f"{tiny_gazetteer}\n")
    assert "--force" in result.stderr
    assert tiny_gazetteer.read_bytes() == before


def test_gazetteer_build_refuses_folders(run, tmp_path):
    """A folder is no place for a file."""
    result = run("gazetteer", "build", "--output", tmp_path)
    assert (result.exit_code, result.stderr) == (2, f"dateline: {tmp_path}: is a folder\n")


def test_gazetteer_that_is_none_is_a_failure(run, write):
    """A file that is no gazetteer is named, without a traceback."""
    result = run("gazetteer", "info", "--gazetteer", write("a.sqlite", "no gazetteer"))
    assert result.exit_code == 1
    assert "a.sqlite" in result.stderr


@pytest.fixture
def damaged(tmp_path):
    """A gazetteer cut short, in a folder with a space in its name."""
    path = build_tiny_gazetteer(tmp_path / "my data" / "g.sqlite")
    path.write_bytes(path.read_bytes()[:6000])
    return path


def remedy(result):
    return shlex.split(result.stderr.split("`")[1])


@pytest.mark.parametrize("is_there", [True, False], ids=["damaged", "missing"])
def test_messages_name_the_command_that_helps(run, damaged, is_there):
    """What to type is given with the file it is about, and --force only where a file is in the way."""
    if not is_there:
        damaged.unlink()
    result = run("gazetteer", "info", "--gazetteer", damaged)
    assert result.exit_code == 1
    expected = ["dateline", "gazetteer", "build", "--output", str(damaged)]
    assert remedy(result) == (expected + ["--force"] * is_there)


@pytest.mark.slow
def test_gazetteer_build_mends_a_damaged_file(run, damaged):
    """Following the message helps, even without its --force: a damaged gazetteer is not called fine."""
    command = remedy(run("gazetteer", "info", "--gazetteer", damaged))
    result = run(*command[1:-1])
    assert (result.exit_code, result.stdout) == (0, f"{damaged}\n")
    assert run("gazetteer", "info", "--gazetteer", damaged).exit_code == 0


def test_gazetteer_build_replaces_no_other_file_unasked(run, write):
    """What is no gazetteer at all stays, unless --force says otherwise."""
    path = write("notes.txt", "my notes")
    result = run("gazetteer", "build", "--output", path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"dateline: {path}: exists and is no gazetteer; --force replaces it\n"
    assert path.read_text() == "my notes"
