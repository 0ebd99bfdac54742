import sys
from pathlib import Path

import pytest

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


def test_an_identifier_is_kept():
    """Loading one takes half a second."""
    assert load_identifier(CODES) is load_identifier(CODES)


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    """The system's error says what is wrong with it."""
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError):
        load_identifier(CODES, shared_folder=tmp_path / "file/shared")
