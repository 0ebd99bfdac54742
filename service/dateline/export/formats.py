"""Formats: the table of all formats of annotations, with the writer of each and the options that it heeds."""

import enum
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from dateline.export.csv import write_csv
from dateline.export.geojson import write_geojson
from dateline.export.html import write_html
from dateline.export.json import write_json, write_jsonl
from dateline.export.parquet import write_geoparquet, write_parquet
from dateline.export.rows import Per
from dateline.export.text import write_text
from dateline.values import Annotation


class ExportFormat(enum.StrEnum):
    """A format of annotations."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    GEOJSON = "geojson"
    CSV = "csv"
    PARQUET = "parquet"
    GEOPARQUET = "geoparquet"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """Options of the writers; None leaves a choice to the format.

    `per` says what a row or Feature is, `fields` which columns it has. `with_text` adds the article, or its text.
    `nested` makes a row of each article. `byte_order_mark` says whether CSV begins with one.
    """

    per: Per | None = None
    fields: tuple[str, ...] | None = None
    with_text: bool = False
    nested: bool = False
    byte_order_mark: bool = True


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format's writer, and what must be known of its files; `heeds` names the options that the writer takes."""

    media_type: str
    suffixes: tuple[str, ...]
    write: Callable[..., None]
    heeds: frozenset[str] = frozenset()
    is_binary: bool = False

    def export(self, annotations: Iterable[Annotation], file: BinaryIO, options: ExportOptions) -> None:
        """Writes the annotations, each as it comes where the format can; options that the writer lacks do nothing."""
        given = {name: getattr(options, name) for name in self.heeds}
        self.write(annotations, file, **{name: value for name, value in given.items() if value is not None})


_TABLE = frozenset({"per", "fields", "with_text"})

EXPORTERS: Mapping[ExportFormat, Exporter] = {
    ExportFormat.TEXT: Exporter("text/plain; charset=utf-8", (".txt",), write_text),
    ExportFormat.JSON: Exporter("application/json", (".json",), write_json, frozenset({"with_text"})),
    ExportFormat.JSONL: Exporter("application/x-ndjson", (".jsonl", ".ndjson"), write_jsonl, frozenset({"with_text"})),
    ExportFormat.GEOJSON: Exporter("application/geo+json", (".geojson",), write_geojson, _TABLE),
    ExportFormat.CSV: Exporter("text/csv; charset=utf-8", (".csv",), write_csv, _TABLE | {"byte_order_mark"}),
    ExportFormat.PARQUET: Exporter(
        "application/vnd.apache.parquet", (".parquet",), write_parquet, _TABLE | {"nested"}, is_binary=True
    ),
    ExportFormat.GEOPARQUET: Exporter(
        "application/vnd.apache.parquet", (".geoparquet",), write_geoparquet, _TABLE | {"nested"}, is_binary=True
    ),
    ExportFormat.HTML: Exporter("text/html; charset=utf-8", (".html", ".htm"), write_html),
}
"""The exporter of every format."""


def format_of(name: str) -> ExportFormat | None:
    """Returns the format that the suffix of a file's name stands for, or None where it stands for none."""
    suffix = PurePath(name).suffix.lower()
    return next((each for each, exporter in EXPORTERS.items() if suffix in exporter.suffixes), None)


def export_bytes(
    annotations: Iterable[Annotation],
    export_format: ExportFormat,
    *,
    options: ExportOptions = ExportOptions(),
) -> tuple[bytes, str]:
    """Returns the annotations in a format, and the format's media type."""
    exporter = EXPORTERS[export_format]
    file = io.BytesIO()
    exporter.export(annotations, file, options)
    return file.getvalue(), exporter.media_type
