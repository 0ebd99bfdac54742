"""CSV, as RFC 4180 has it: a header, a row a mention or a place, cells quoted where they must be, lines ended by CR LF.

Spreadsheets run a cell that begins with "=", "+", "-", "@" or a tab as a formula, and articles are written by
anybody. Such text gets an apostrophe in front, as OWASP advises, wherever a cell may begin: spreadsheets that separate
cells by semicolons or tabs begin one behind these, too. Numbers stay as they are.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from dateline.export.columns import select_columns
from dateline.export.rows import Per, Value, table_rows
from dateline.values import Annotation

_FORMULA = re.compile("^(?=[\t\r\0])|(?:^|(?<=[;\t\r\n]))(?= *[=+@\uff1d\uff0b\uff0d\uff20-])")
"""The places where a formula would begin; the last characters but one are the full-width ones of East Asia."""
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def write_csv(  # noqa: PLR0913 - the arguments are independent
    annotations: Iterable[Annotation],
    file: BinaryIO,
    *,
    per: Per = "mention",
    fields: Sequence[str] | None = None,
    with_text: bool = False,
    byte_order_mark: bool = True,
) -> None:
    """Writes a row for each mention or place, in UTF-8, each as it comes.

    Excel takes a file for UTF-8 only where it begins with a byte order mark. `fields` are the columns to write. Raises
    InvalidInputError where they are none.
    """
    columns = select_columns(fields, per=per, with_text=with_text)
    if byte_order_mark:
        file.write(_BYTE_ORDER_MARK)
    file.write(_line([column.name for column in columns]))
    rows = table_rows(annotations, per=per)
    file.writelines(_line([column.value(row) for column in columns]) for row in rows)


def _line(cells: Iterable[Value]) -> bytes:
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="\r\n").writerow(map(_cell, cells))
    return line.getvalue().encode()


def _cell(value: Value) -> Value:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _FORMULA.sub("'", value) if isinstance(value, str) else value
