"""Writing files."""

import _thread
import sqlite3
import threading
from pathlib import Path

import pytest

from dateline.files.replacement import replacement
from dateline.gazetteer.build.storage import writing


@pytest.mark.usefixtures("interruptible")
def test_a_statement_of_minutes_can_be_interrupted(tmp_path: Path) -> None:
    """An interrupt amid SQLite's work ends it as any other work, and the half-written file goes."""

    def write_for_ever() -> None:
        with replacement(tmp_path / "a") as path, writing(path) as connection:
            connection.execute("CREATE TABLE half (done)")
            threading.Timer(0.05, _thread.interrupt_main).start()
            connection.execute("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n")

    with pytest.raises(KeyboardInterrupt):
        write_for_ever()
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_an_error_of_the_system(tmp_path: Path) -> None:
    """SQLite's word for it is turned into the one that says where, and where temporary files go."""
    with pytest.raises(OSError, match="TMPDIR") as full, writing(tmp_path / "a") as connection:
        connection.executescript("PRAGMA max_page_count = 2; CREATE TABLE a (b); CREATE TABLE c (d)")
    assert full.value.filename == str(tmp_path)


def test_other_failures_stay_what_they_are() -> None:
    """A wrong statement is a defect and is not called anything else."""
    with pytest.raises(sqlite3.OperationalError, match="syntax"), writing() as connection:
        connection.execute("SELEKT")
