"""Error rows: what of a unit has no annotation, and why, in a file beside its result."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from dateline.bulk.storage import Folder

_COLUMNS = ("where", "article_id", "code", "message")
_ROWS_A_GROUP = 10_000


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """A row, line or record without an annotation: where it was read, its article's id if it has one, and why.

    `code` is that of the error, such as INVALID_ARGUMENT; the message never quotes the article.
    """

    where: str
    article_id: str
    code: str
    message: str


@contextmanager
def writing_error_rows(folder: Folder, name: str, *, path: str) -> Iterator["ErrorRows"]:
    """Yields what takes the error rows of an input file, and writes them as `name`; without any there is no file.

    The file of an earlier try is replaced, or removed. No more than some thousand rows are in memory, and an error
    leaves no file.
    """
    with ExitStack() as stack:
        rows = ErrorRows(folder, name, path, stack)
        yield rows
        rows.flush()
        if not rows.count:
            folder.remove(name)


@dataclass(slots=True)
class ErrorRows:
    """The error rows of a unit; `count` is how many there are."""

    _folder: Folder
    _name: str
    _path: str
    _stack: ExitStack
    count: int = 0
    _rows: list[ErrorRow] = field(default_factory=list)
    _writer: Any = None

    def append(self, row: ErrorRow) -> None:
        """Adds a row."""
        self.count += 1
        self._rows.append(row)
        if len(self._rows) == _ROWS_A_GROUP:
            self.flush()

    def flush(self) -> None:
        """Writes what is in memory."""
        import pyarrow as pa

        if not self._rows:
            return
        schema = pa.schema([(name, pa.string()) for name in ("input", *_COLUMNS)])
        columns = [[self._path] * len(self._rows), *([getattr(row, name) for row in self._rows] for name in _COLUMNS)]
        self._writer = self._writer or self._open(schema)
        self._writer.write_table(pa.table(columns, schema=schema))
        self._rows.clear()

    def _open(self, schema: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
        from pyarrow.parquet import ParquetWriter

        file = self._stack.enter_context(self._folder.writing(self._name))
        return self._stack.enter_context(ParquetWriter(file, schema, compression="zstd"))
