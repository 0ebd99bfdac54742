"""Storage: SQLite databases written fast and in bounded memory."""

import errno
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Self

_PAGE_CACHE_KIB = 65_536
# Scratch files are written and read in order, for which a small cache is enough.
_SCRATCH_CACHE_KIB = 8_192
# Some milliseconds of SQLite's work, so that an interrupt is noticed soon amid a statement of many minutes.
_STEPS_BETWEEN_CHECKS = 1_000_000


@contextmanager
def writing(path: Path | None = None) -> Iterator[sqlite3.Connection]:
    """Yields a connection to the database at `path`, or to a scratch file; without a journal, so failures spoil it.

    Raises KeyboardInterrupt when interrupted amid a statement, and OSError when the disk is full.
    """
    try:
        with closing(sqlite3.connect(path or "", isolation_level=None)) as connection:
            connection.executescript(
                f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE;"
                f"PRAGMA cache_size = -{_PAGE_CACHE_KIB if path else _SCRATCH_CACHE_KIB};"
                f"PRAGMA temp.cache_size = -{_SCRATCH_CACHE_KIB};"
            )
            # Python handles signals only between its own instructions, and the handler runs some amid a statement.
            connection.set_progress_handler(lambda: 0, _STEPS_BETWEEN_CHECKS)
            yield connection
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            raise KeyboardInterrupt from None
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            where = f"{path.parent if path else tempfile.gettempdir()}"
            raise OSError(
                errno.ENOSPC, f"{os.strerror(errno.ENOSPC)} (or for temporary files: see TMPDIR)", where
            ) from error
        raise


class ScratchTable:
    """A table in a scratch file, which is removed on closing; one index holds all columns, in their order.

    `columns` are names, each with its SQL type.
    """

    def __init__(self, table: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
        names = ", ".join(column.split()[0] for column in columns)
        with ExitStack() as stack:
            self._connection = stack.enter_context(writing())
            self._connection.executescript(f"CREATE TABLE {table} ({', '.join(columns)}); BEGIN")
            marks = ", ".join("?" * len(columns))
            self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608  # this package's own names
            # The index holds all columns, so that queries never read the table itself.
            self._connection.execute(f"CREATE INDEX by_{table} ON {table} ({names})")
            self._connection.execute("COMMIT")
            self._stack = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the scratch file, which removes it."""
        self._stack.close()
