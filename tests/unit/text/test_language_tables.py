import sys
from pathlib import Path

import pytest

from dateline.errors import ResourceDamagedError
from dateline.text.language_tables import load_identifier

TEXT = "die gespräche in der hauptstadt wurden am montag wieder aufgenommen"
CODES = ("de", "en", "fr")


def test_shared_tables_tell_the_same_to_the_last_bit(tmp_path):
    """They are mapped from the folder."""
    own, shared = (load_identifier(CODES, shared_folder=folder) for folder in (None, tmp_path))
    assert own.rank(TEXT) == shared.rank(TEXT)
    assert own.rank(TEXT)[0][0] == "de"
    (table,) = tmp_path.glob("*/next_states.npy")
    assert str(table) in Path("/proc/self/maps").read_text() or sys.platform != "linux"


def test_each_set_of_languages_has_tables_of_its_own(tmp_path):
    """Of another version of Dateline, with other languages, none are read."""
    for codes in (CODES, ("de", "en", "es")):
        identifier = load_identifier(codes, shared_folder=tmp_path)
        assert sorted(code for code, _ in identifier.rank(TEXT)) == sorted(codes)


@pytest.mark.parametrize("content", [b"", b"\x93NUMPY\x01"])
def test_tables_that_are_torn_are_told(tmp_path, content):
    """With where they lie."""
    load_identifier(CODES, shared_folder=tmp_path / "a")
    (folder,) = (tmp_path / "a").glob("languages-*")
    (folder / "rows.npy").write_bytes(content)
    (tmp_path / "a").rename(tmp_path / "b")  # at a path that none was loaded from yet
    with pytest.raises(ResourceDamagedError, match=f"{folder.name} cannot be read .* remove it"):
        load_identifier(CODES, shared_folder=tmp_path / "b")


def test_an_identifier_is_kept():
    """Loading one takes half a second."""
    assert load_identifier(CODES) is load_identifier(CODES)


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    """The system's error says what is wrong with it."""
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError):
        load_identifier(CODES, shared_folder=tmp_path / "file/shared")
