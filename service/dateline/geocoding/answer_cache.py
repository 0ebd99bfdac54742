"""A cache on disk of a geocoder's answers, so that no name is asked twice within their age limit."""

import contextlib
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import platformdirs
from pydantic import TypeAdapter, ValidationError

from dateline.errors import ResourceDamagedError
from dateline.values import FallbackAnswer

_APPLICATION_ID = 0x44_4C_53_4F  # "DLSO"
_BUSY_SECONDS = 1.0
_ANSWER = TypeAdapter(FallbackAnswer)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
    geocoder TEXT, country_code TEXT, name TEXT, asked_at REAL, answer TEXT,
    PRIMARY KEY (geocoder, country_code, name)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS answers_by_age ON answers (asked_at);
"""


def default_cache_path() -> Path:
    """Returns the default path of the cache, in the user's cache folder."""
    return platformdirs.user_cache_path("dateline", appauthor=False) / "fallback-geocoder.sqlite"


class AnswerCache:
    """The answers of one geocoder, "no such place" among them, for `max_age_seconds`; processes may share the file.

    `geocoder` tells geocoders apart whose answers may differ. Raises ResourceDamagedError where `path` cannot be used.
    Where the disk fails later, the cache acts as if it were empty.
    """

    def __init__(
        self, path: Path, *, geocoder: str, max_age_seconds: float, now: Callable[[], float] = time.time
    ) -> None:
        self._geocoder = geocoder
        self._max_age_seconds = max_age_seconds
        self._now = now
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = _open(path)
        except (OSError, sqlite3.Error) as error:
            raise ResourceDamagedError(
                f"the fallback geocoder's answers cannot be kept in {path} ({error}): "
                "set fallback_geocoder_cache to a new file in a folder that can be written"
            ) from error

    def get(self, name: str, *, country_code: str) -> FallbackAnswer | None:
        """Returns the answer on `name` in any case, or None where no answer is younger than `max_age_seconds`."""
        with contextlib.suppress(sqlite3.Error, ValidationError):
            row = self._connection.execute(
                "SELECT answer FROM answers WHERE geocoder = ? AND country_code = ? AND name = ? AND asked_at > ?",
                (self._geocoder, country_code, name.casefold(), self._oldest()),
            ).fetchone()
            return None if row is None else _ANSWER.validate_json(row[0])
        return None

    def put(self, answer: FallbackAnswer, *, country_code: str) -> None:
        """Keeps `answer`, and drops all answers that are too old."""
        row = (self._geocoder, country_code, answer.name.casefold(), self._now(), _ANSWER.dump_json(answer).decode())
        with contextlib.suppress(sqlite3.Error), self._connection:
            self._connection.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)", row)
            self._connection.execute("DELETE FROM answers WHERE asked_at <= ?", (self._oldest(),))

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    def _oldest(self) -> float:
        return self._now() - self._max_age_seconds


def _open(path: Path) -> sqlite3.Connection:
    # One thread checks the settings and opens the file, and another asks the geocoder.
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, check_same_thread=False)
    try:
        is_new = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if not is_new and connection.execute("PRAGMA application_id").fetchone()[0] != _APPLICATION_ID:
            raise sqlite3.DatabaseError("it is another program's file")
        connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(_SCHEMA)
    except sqlite3.Error:
        connection.close()
        raise
    return connection
