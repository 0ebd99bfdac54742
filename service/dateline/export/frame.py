"""Frames: tables of pandas or polars with the columns of the flat formats."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal, overload

from dateline.errors import missing_extra
from dateline.export.columns import Column, ColumnType, select_columns
from dateline.export.rows import Per, Value, table_rows
from dateline.values import Annotation
from dateline.values.limits import check_choice

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl


@overload
def to_frame(
    annotations: Annotation | Iterable[Annotation],
    *,
    kind: Literal["pandas"] = "pandas",
    per: Per = "mention",
    fields: Sequence[str] | None = None,
    with_text: bool = False,
) -> "pd.DataFrame": ...


@overload
def to_frame(
    annotations: Annotation | Iterable[Annotation],
    *,
    kind: Literal["polars"],
    per: Per = "mention",
    fields: Sequence[str] | None = None,
    with_text: bool = False,
) -> "pl.DataFrame": ...


def to_frame(
    annotations: Annotation | Iterable[Annotation],
    *,
    kind: Literal["pandas", "polars"] = "pandas",
    per: Per = "mention",
    fields: Sequence[str] | None = None,
    with_text: bool = False,
) -> "pd.DataFrame | pl.DataFrame":
    """Returns a table with a row for each mention or place; a cell is missing where there is no value.

    Times are in UTC. `fields` are the columns to take. Raises InvalidInputError where they are none, and
    for any other `kind` or `per`, and MissingExtraError where the library is not installed.
    """
    check_choice(kind, choices=("pandas", "polars"), path="kind")
    columns = select_columns(fields, per=per, with_text=with_text)
    rows = table_rows((annotations,) if isinstance(annotations, Annotation) else annotations, per=per)
    cells = [[_cell(column, column.value(row)) for column in columns] for row in rows]
    return _pandas_frame(columns, cells) if kind == "pandas" else _polars_frame(columns, cells)


def _cell(column: Column, value: Value) -> Value | datetime:
    return datetime.fromisoformat(value) if column.type is ColumnType.TIME and isinstance(value, str) else value


def _pandas_frame(columns: Sequence[Column], cells: Sequence[Sequence[object]]) -> "pd.DataFrame":
    try:
        import pandas as pd
    except ModuleNotFoundError as error:
        raise missing_extra(f"a frame needs {error.name}, which is missing", extras="frames") from None
    types = {
        ColumnType.STRING: "string",
        ColumnType.ENUM: "string",
        ColumnType.INTEGER: "Int64",
        ColumnType.NUMBER: "float64",
        ColumnType.BOOLEAN: "boolean",
        ColumnType.TIME: "datetime64[us, UTC]",
    }
    return pd.DataFrame(
        {
            column.name: pd.Series([row[number] for row in cells], dtype=types[column.type])
            for number, column in enumerate(columns)
        }
    )


def _polars_frame(columns: Sequence[Column], cells: Sequence[Sequence[object]]) -> "pl.DataFrame":
    try:
        import polars as pl
    except ModuleNotFoundError as error:
        raise missing_extra(f"a frame needs {error.name}, which is missing", extras="frames") from None
    types = {
        ColumnType.STRING: pl.String(),
        ColumnType.ENUM: pl.String(),
        ColumnType.INTEGER: pl.Int64(),
        ColumnType.NUMBER: pl.Float64(),
        ColumnType.BOOLEAN: pl.Boolean(),
        ColumnType.TIME: pl.Datetime("us", "UTC"),
    }
    schema = {column.name: types[column.type] for column in columns}
    return pl.DataFrame(cells, schema=schema, orient="row")
