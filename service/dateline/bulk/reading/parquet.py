"""Articles of Parquet files: the rows that begin within a range of bytes, an article a row.

The rows of a row group count as evenly spread over its bytes, so that ranges that cover the file have each row once,
however large its row groups are. A range decodes its row groups from their beginning.
"""

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, BinaryIO

from dateline.documents import InputArticle, InputFailure
from dateline.documents.csv import field_columns
from dateline.documents.document import UnusableError, read_alone
from dateline.documents.jsonl import read_json_fields

_ROWS_AT_A_TIME = 256
_BUFFER_BYTES = 1 << 20
_AS_GIVEN = ("mentions", "reader_region")
"""Columns that have no other names, and the form of JSON."""


def read_parquet(file: BinaryIO, *, start: int, end: int, name: str) -> Iterator[InputArticle | InputFailure]:
    """Yields the article of each row; `where` is the number of the row in the file, from 1, as "many.parquet#3".

    Columns are found by the names that tables have, and `mentions` and `reader_region` are as in JSON. A column that is
    missing is empty, one with another name is ignored.
    """
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    size = file.seek(0, io.SEEK_END)
    try:
        source = ParquetFile(file, buffer_size=_BUFFER_BYTES, pre_buffer=False)
        columns = _columns(source.schema_arrow.names)
    except (pa.ArrowInvalid, UnusableError) as error:
        if start == 0:  # told once for the file, not for each part of it
            message = str(error) if isinstance(error, UnusableError) else "is no Parquet file, or is damaged"
            yield InputFailure(name, message)
        return
    before = 0
    for number, (begin, length, row_count) in enumerate(_groups(source.metadata)):
        # The first row that begins at the byte or behind it: begin + length * row / row_count >= byte.
        first, last = (min(row_count, max(0, -(-(byte - begin) * row_count // length))) for byte in (start, end))
        if end >= size:  # whatever a file says of its lengths, the last range has the rest
            last = row_count
        if first < last:
            yield from _rows(source, number, first, last, columns=columns, name=name, before=before)
        before += row_count


def _rows(  # noqa: PLR0913 - split from `read_parquet`
    source: Any,  # noqa: ANN401 - pyarrow has no types
    group: int,
    first: int,
    last: int,
    *,
    columns: dict[str, str],
    name: str,
    before: int,
) -> Iterator[InputArticle | InputFailure]:
    """Yields the articles of the rows [first, last) of a row group, which has `before` rows before it."""
    row = 0
    for batch in source.iter_batches(_ROWS_AT_A_TIME, row_groups=[group], columns=list(columns.values())):
        if row + batch.num_rows > first:
            begin = max(row, first)
            for number, values in enumerate(_values(batch.slice(begin - row, last - begin)), start=before + begin + 1):
                where = f"{name}#{number}"
                if values is None:
                    yield InputFailure(where, "holds a value that cannot be read, such as a time beyond the year 9999")
                else:
                    fields = {field: values[column] for field, column in columns.items()}
                    yield read_alone(partial(_article, fields, where=where), where=where)
        row += batch.num_rows
        if row >= last:
            return


def _values(rows: Any) -> Sequence[dict[str, Any] | None]:  # noqa: ANN401 - pyarrow has no types
    """Returns the values of each row by column, and None for a row that Python has no values for."""
    try:
        return rows.to_pylist()  # type: ignore[no-any-return]
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - of many kinds, such as of times, time zones and text that is no UTF-8
        if rows.num_rows == 1:
            return [None]
        return [values for number in range(rows.num_rows) for values in _values(rows.slice(number, 1))]


def _columns(names: Sequence[str]) -> dict[str, str]:
    """Returns the name of the column of each field that the file has."""
    lowered = [name.lower() for name in names]
    found = {field: names[number] for field, number in field_columns(lowered).items() if number is not None}
    return found | {name: name for name in _AS_GIVEN if name in names}


def _groups(metadata: Any) -> Iterator[tuple[int, int, int]]:  # noqa: ANN401 - pyarrow has no types
    """Yields the first byte, the length in bytes and the number of rows of each row group."""
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        columns = [group.column(column) for column in range(group.num_columns)]
        # Columns may lie in any order; that of the schema says nothing of it.
        begin = min(column.dictionary_page_offset or column.data_page_offset for column in columns)
        length = sum(column.total_compressed_size for column in columns)
        yield begin, max(1, length), group.num_rows


def _article(values: dict[str, Any], *, where: str) -> InputArticle | InputFailure:
    for field, value in values.items():
        if isinstance(value, datetime | date):
            values[field] = value.isoformat()
        elif field == "publish_time" and value == "":
            values[field] = None
    return read_json_fields(values, where=where)
