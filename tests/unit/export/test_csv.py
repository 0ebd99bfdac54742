import csv
import io

import duckdb
import pandas as pd
import polars as pl
import pytest
from hypothesis import given

from dateline.export import to_frame, write_csv
from dateline.export.csv import _cell
from support.annotated import ANNOTATIONS, FLOODS
from support.wild_text import wild_text


def written(**options):
    file = io.BytesIO()
    write_csv(ANNOTATIONS, file, **options)
    return file.getvalue()


def test_rows_are_those_of_rfc_4180():
    """A header and a row a mention, lines ended by CR LF, cells with commas, quotes or line ends quoted."""
    content = written(fields=("content", "outlet", "text"))
    assert content.startswith(b"\xef\xbb\xbfcontent,outlet,text\r\n")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    assert len(rows) == 1 + 7
    assert rows[1][0] == "Łódź"
    assert b'"\'=HYPERLINK(""http://x.example"",""press"")"' in content


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+44", "'+44"),
        ("-1", "'-1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("  =1", "'  =1"),
        ("\uff1d1", "'\uff1d1"),
        ("a;=1", "a;'=1"),
        ("a\n=1", "a\n'=1"),
        ("a = 1; b - c", "a = 1; b - c"),
        ("Baden-Baden", "Baden-Baden"),
        (-95.5, -95.5),
        (True, "true"),
        (False, "false"),
        (None, None),
    ],
)
def test_no_cell_is_a_formula(text, cell):
    """Text that a spreadsheet would run has an apostrophe in front, wherever a cell may begin; numbers have none."""
    assert _cell(text) == cell


@given(wild_text)
def test_wild_text_begins_no_formula(text):
    """Whatever an article holds, no cell that a spreadsheet makes of it, cut at commas or semicolons, is a formula."""
    guarded = str(_cell(text))
    assert not guarded.lstrip(" ").startswith(("=", "+", "-", "@"))
    assert not any(part.lstrip(" ").startswith(("=", "+", "-", "@")) for part in guarded.split(";"))
    assert guarded.replace("'", "") == text.replace("'", "")


def test_pandas_polars_and_duckdb_read_it(tmp_path):
    """Each finds all rows, the numbers as numbers and the letters whole."""
    path = tmp_path / "mentions.csv"
    path.write_bytes(written())
    frame = pd.read_csv(path)
    assert list(frame.columns) == list(to_frame(ANNOTATIONS).columns)
    assert frame["latitude"].tolist()[0] == 51.77058
    assert frame["is_dateline"].tolist().count(True) == 1
    assert pl.read_csv(path)["content"].to_list()[0] == "Łódź"
    rows = duckdb.read_csv(str(path)).filter("latitude > 50")
    (row,) = rows.aggregate("count(*), max(population_count), max(publish_time)::VARCHAR").fetchall()
    assert row == (3, 768755, "2026-11-28 06:30:00+00")


def test_a_pipe_has_no_byte_order_mark():
    """It would be part of the first column's name to most programs."""
    assert written(byte_order_mark=False).startswith(b"article_id,")


def test_rows_come_one_by_one():
    """What is annotated is written at once, so that memory holds no more than an article."""
    file = io.BytesIO()
    sizes = []

    def annotations():
        for _ in range(3):
            sizes.append(len(file.getvalue()))
            yield FLOODS

    write_csv(annotations(), file)
    assert sizes[0] > 0
    assert sizes[1] < sizes[2] < len(file.getvalue())
