"""Exports: annotations in the formats that people use, made of one table of columns or of the contract's JSON."""

from dateline.export.columns import COLUMNS, Column, ColumnType
from dateline.export.csv import write_csv
from dateline.export.formats import EXPORTERS, Exporter, ExportFormat, ExportOptions, export_bytes
from dateline.export.frame import to_frame
from dateline.export.geojson import geojson_dict, write_geojson
from dateline.export.html import notebook_html, write_html
from dateline.export.json import annotation_dict, message_json, messages_json, write_json, write_jsonl
from dateline.export.parquet import write_geoparquet, write_parquet
from dateline.export.text import write_text

__all__ = [
    "COLUMNS",
    "EXPORTERS",
    "Column",
    "ColumnType",
    "ExportFormat",
    "ExportOptions",
    "Exporter",
    "annotation_dict",
    "export_bytes",
    "geojson_dict",
    "message_json",
    "messages_json",
    "notebook_html",
    "to_frame",
    "write_csv",
    "write_geojson",
    "write_geoparquet",
    "write_html",
    "write_json",
    "write_jsonl",
    "write_parquet",
    "write_text",
]
