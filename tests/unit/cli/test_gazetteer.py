import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.tiny_dump import LINKS, NAMES, PLACES, write_zip
from support.tiny_world import build_tiny_gazetteer


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


def test_gazetteer_build_replaces_no_other_file_unasked(run, write):
    """What is no gazetteer at all stays, unless --force says otherwise."""
    path = write("notes.txt", "my notes")
    result = run("gazetteer", "build", "--output", path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"dateline: {path}: exists and is no gazetteer; --force replaces it\n"
    assert path.read_text() == "my notes"


@pytest.fixture
def dump_options(tmp_path):
    """The options that name a small dump."""
    return (
        *("--geonames", write_zip(tmp_path / "allCountries.zip", PLACES)),
        *("--alternate-names", write_zip(tmp_path / "alternateNamesV2.zip", NAMES)),
        *("--hierarchy", write_zip(tmp_path / "hierarchy.zip", LINKS)),
    )


def test_gazetteer_build_mends_a_damaged_file(run, damaged, dump_options):
    """Following the message helps, even without its --force: a damaged gazetteer is not called fine."""
    command = remedy(run("gazetteer", "info", "--gazetteer", damaged))
    result = run(*command[1:-1], *dump_options)
    assert (result.exit_code, result.stdout) == (0, f"{damaged}\n")
    assert run("gazetteer", "info", "--gazetteer", damaged).exit_code == 0


def test_gazetteer_build_takes_geonames_dumps(run, dump_options, tmp_path):
    """The whole of GeoNames answers as the packaged gazetteer does, and says what it is from."""
    path = tmp_path / "full.sqlite"
    result = run(
        "gazetteer", "build", *dump_options, "--output", path, "--countries", "us, fr", "--feature-classes", "p"
    )
    assert (result.exit_code, result.stdout) == (0, f"{path}\n")
    info = run("gazetteer", "info", "--gazetteer", path).stdout
    assert "GeoNames dump (CC BY 4.0), file and SHA-256 allCountries.zip:" in info
    assert "of it only countries:FR,US" in info
    assert "whole     FR, US\n" in info
    assert "geonames:4304713" in run("resolve", "Pikeville", "--gazetteer", path, "--format", "json").stdout
    assert "geonames:99" not in run("resolve", "Pike Hollow", "--gazetteer", path, "--format", "json").stdout


def test_gazetteer_build_takes_files_of_several_countries(run, tmp_path):
    """Each --geonames adds a file, and a further one makes another gazetteer."""
    files = [
        write_zip(tmp_path / f"{code}.zip", [line for line in PLACES if f"\t{code}\t" in line]) for code in ("US", "FR")
    ]
    path = tmp_path / "two.sqlite"
    first = ("gazetteer", "build", "--output", path, "--geonames", files[0])
    assert run(*first, "--geonames", files[1]).exit_code == 0
    info = run("gazetteer", "info", "--gazetteer", path).stdout
    assert "whole     FR, US\n" in info
    assert all(f"SHA-256 {file.name}:" in info for file in files)
    assert "is another gazetteer" in run(*first).stderr


def test_a_dump_is_not_mistaken_for_the_packaged_gazetteer(run, dump_options, tmp_path, monkeypatch):
    """Without --output it lies beside the packaged one in the cache folder, another dump in another file."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    first = run("gazetteer", "build", *dump_options)
    again = run("gazetteer", "build", *dump_options)
    other = run("gazetteer", "build", *dump_options, "--countries", "US")
    assert "to use it, name it with --gazetteer or DATELINE_GAZETTEER" in first.stderr
    assert "exists already" in again.stderr
    assert first.stdout == again.stdout != other.stdout
    assert Path(first.stdout.strip()).name.startswith("gazetteer-geonames-")


def test_another_gazetteer_is_not_taken_for_the_one_asked_for(run, dump_options, tmp_path):
    """A file of other inputs at the place asked for is neither kept as done nor replaced unasked."""
    path = build_tiny_gazetteer(tmp_path / "g.sqlite")
    result = run("gazetteer", "build", *dump_options, "--output", path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "is another gazetteer" in result.stderr
    assert run("gazetteer", "build", *dump_options, "--output", path, "--force").exit_code == 0
    assert run("gazetteer", "build", *dump_options, "--output", path).exit_code == 0


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--countries", "US"], "--hierarchy, --countries and --feature-classes go with --geonames"),
        (["--packaged"], "--packaged, --alternate-names, --hierarchy, --countries and"),
        (["--packaged", "--geonames", "none.zip", "--geonames", __file__], "none.zip: no such file"),
        (["--packaged", "--geonames", __file__], "test_gazetteer.py:1: has 1 tab-separated columns instead of 19"),
        (["--geonames", "none.zip"], "none.zip: no such file"),
        (["--geonames", __file__], "test_gazetteer.py:1: has 1 tab-separated columns instead of 19"),
        (["--geonames", __file__, "--countries", "usa"], "countries: 'USA' is no ISO 3166-1 alpha-2 code"),
        (["--geonames", __file__, "--feature-classes", "P,"], "feature_classes: '' is none of A, H"),
    ],
)
def test_wrong_dumps_and_options_are_usage(run, tmp_path, options, complaint):
    """What cannot be built from is said in one line, with exit code 2 and nothing written."""
    result = run("gazetteer", "build", *options, "--output", tmp_path / "g.sqlite")
    assert (result.exit_code, result.stdout) == (2, "")
    assert complaint in result.stderr
    assert not (tmp_path / "g.sqlite").exists()


def test_a_build_that_is_stopped_leaves_nothing_behind(tmp_path):
    """A stop by signal, as of a container, clears the half-written file away."""
    (tmp_path / "out").mkdir()
    program = (
        "import os, signal, sys\n"
        "from dateline.cli import main\n"
        "from dateline.gazetteer.build import packaged\n"
        "def records():\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "    yield\n"
        "packaged.packaged_records = records\n"
        f"sys.argv = ['dateline', 'gazetteer', 'build', '--output', {str(tmp_path / 'out' / 'g.sqlite')!r}]\n"
        "main()\n"
    )
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert finished.returncode == 130
    assert not list((tmp_path / "out").iterdir())


CSV = "id,name,latitude,longitude\nacme:hall,Elm Street Hall,33.6,-95.5\n"


@pytest.fixture
def own_gazetteer(tiny_gazetteer, tmp_path):
    return Path(shutil.copy(tiny_gazetteer, tmp_path / "own.sqlite"))


def test_gazetteer_add_adds_places(run, write, own_gazetteer):
    """A user's place is resolved like any other from then on, and the gazetteer tells of it."""
    result = run("gazetteer", "add", write("places.csv", CSV), "--gazetteer", own_gazetteer)
    assert (result.exit_code, result.stdout) == (0, f"{own_gazetteer}\n")
    assert "1 places added, 0 of them replacing" in result.stderr
    answer = run("resolve", "Elm Street Hall", "--gazetteer", own_gazetteer, "--format", "json").stdout
    assert '"acme:hall"' in answer
    info = run("gazetteer", "info", "--gazetteer", own_gazetteer).stdout
    assert "places.csv: 1 places added" in info
    assert "+added:" in info


def test_gazetteer_add_names_what_is_wrong(run, write, own_gazetteer):
    """A bad row is named with its column and exit code 2."""
    path = write("places.csv", CSV.replace("33.6", "north"))
    result = run("gazetteer", "add", path, "--gazetteer", own_gazetteer)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"dateline: {path}:2: latitude: 'north' is no number\n"


def test_gazetteer_add_replaces_no_file_unasked(run, write, own_gazetteer, tmp_path):
    """Another file at --output stays, unless --force says otherwise; a folder stays in any case."""
    places, other = write("places.csv", CSV), write("other.sqlite", "mine")
    command = ("gazetteer", "add", places, "--gazetteer", own_gazetteer, "--output")
    assert run(*command, other).exit_code == run(*command, tmp_path).exit_code == 2
    assert other.read_text() == "mine"
    assert run(*command, other, "--force").exit_code == 0


def test_gazetteer_add_leaves_the_packaged_one_alone(run, write, monkeypatch):
    """The next version would build its own anew, and the places would be gone."""
    monkeypatch.delenv("DATELINE_GAZETTEER")
    result = run("gazetteer", "add", write("places.csv", CSV))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--output" in result.stderr
