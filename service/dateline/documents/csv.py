"""Tables: CSV (RFC 4180) and TSV (IANA) with a line of column names, an article a row."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from dateline.documents.document import (
    MAX_DOCUMENT_BYTES,
    InputArticle,
    InputFailure,
    UnusableError,
    read_alone,
    too_long,
)
from dateline.documents.formats import TEXT_COLUMNS, InputFormat, header_cells
from dateline.documents.metadata import aware_time, language_tag
from dateline.documents.xml import prose, prose_line
from dateline.values import Article

# What each field is called elsewhere, the likeliest first.
_COLUMNS = {
    "text": TEXT_COLUMNS,
    "title": ("title", "headline"),
    "id": ("id", "article_id", "guid", "uri", "url", "link"),
    "outlet": ("outlet", "source", "publisher", "publication", "domain"),
    "language_code": ("language_code", "language", "lang"),
    "publish_time": ("publish_time", "published", "published_at", "publish_date", "pub_date", "pubdate", "date"),
}


def read_table(lines: Iterable[str], *, name: str, input_format: InputFormat) -> Iterator[InputArticle | InputFailure]:
    """Yields the article of each row, holding no more than one in memory.

    `lines` keep their ends. Columns with other names are ignored.
    """
    csv.field_size_limit(max(csv.field_size_limit(), MAX_DOCUMENT_BYTES))  # 131,072 characters are less than an article
    source = _Lines(lines)
    try:
        header = _header(source)
        delimiter = "\t" if input_format is InputFormat.TSV else _delimiter(header)
        names = header_cells(header, delimiter=delimiter)
        columns = field_columns(names)
    except UnusableError as error:
        yield InputFailure(name, str(error))
        return
    # A TSV has no quotes (IANA, text/tab-separated-values), but headlines that begin with one.
    if input_format is InputFormat.TSV:
        rows = csv.reader(source, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    else:
        rows = csv.reader(source, delimiter=delimiter, strict=True)
    while True:
        where = f"{name}:{source.count + 1}"
        source.length = 0
        try:
            row = next(rows, None)
        except csv.Error:
            yield InputFailure(where, "is no row: a quote in it does not end, or ends within a cell")
            continue
        except UnusableError as error:
            yield InputFailure(where, str(error))
            return
        if row is None:
            return
        if not any(row):
            continue
        if input_format is InputFormat.TSV:
            row = [_unquoted(cell) for cell in row]
        article = read_alone(partial(_article, row, names, columns, where), where=where)
        yield article if isinstance(article, InputFailure) else InputArticle(where, article)


class _Lines(Iterator[str]):
    """The lines of a table, counted, with a bound on those of one row, which an open quote could run on."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.count = 0
        self.length = 0

    def __next__(self) -> str:
        line = next(self._lines)
        self.count += 1
        self.length += len(line)
        if self.length > MAX_DOCUMENT_BYTES:
            raise too_long(MAX_DOCUMENT_BYTES)
        return line


def _header(lines: Iterator[str]) -> str:
    header = next((line for line in lines if line.strip("\r\n\t ")), "")
    if not header:
        raise UnusableError("is empty")
    return header


def _delimiter(header: str) -> str:
    """Returns the delimiter of a CSV: a comma, or where numbers have commas a semicolon (or a tab)."""
    return max(",;\t", key=header.count)


def field_columns(names: Sequence[str]) -> dict[str, int | None]:
    """Returns the number of each field's column, the first of its names that the header has, else None.

    Raises UnusableError where no column has texts.
    """
    columns = {
        field: next((names.index(choice) for choice in choices if choice in names), None)
        for field, choices in _COLUMNS.items()
    }
    if columns["text"] is None:
        raise UnusableError(f"has no column of texts; name one of the columns {', '.join(TEXT_COLUMNS[:3])}")
    return columns


def _unquoted(cell: str) -> str:
    """Returns a cell without the quotes that pandas and Excel put around it all the same."""
    inner = cell[1:-1]
    is_quoted = len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in inner.replace('""', "")
    return inner.replace('""', '"') if is_quoted else cell


def _article(row: list[str], names: list[str], columns: dict[str, int | None], where: str) -> Article:
    if len(row) > len(names):
        raise UnusableError(f"has {len(row)} cells under {len(names)} columns; quote cells that hold the delimiter")
    cells = {
        field: row[column] if column is not None and column < len(row) else "" for field, column in columns.items()
    }
    for field in ("id", "title", "outlet"):
        cells[field] = cells[field].strip()
    cells["title"] = prose_line(cells["title"])
    text = prose(cells["text"])
    if not text:
        raise UnusableError(f"{names[columns['text'] or 0]}: is empty")
    time = cells["publish_time"].strip()
    publish_time = aware_time(time)
    if time and publish_time is None:
        raise UnusableError(f"{names[columns['publish_time'] or 0]}: is no time such as 2026-06-26T09:30:00Z")
    language = cells["language_code"].strip()
    if language and not language_tag(language):
        raise UnusableError(f'{names[columns["language_code"] or 0]}: is no BCP-47 tag such as "en" or "pt-BR"')
    return Article(
        id=cells["id"] or where,
        text=text,
        title=cells["title"],
        outlet=cells["outlet"],
        language_code=language_tag(language),
        publish_time=publish_time,
    )
