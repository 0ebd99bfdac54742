import csv
import io
import json
import sys

import duckdb
import geopandas
import pytest

from dateline.cli.outputs import RowUnit, choose_output
from dateline.export import ExportFormat

TEXT = "Sergey Lavrov spoke in Astana, Kazakhstan. Atlantis follows."
LINES = [{"id": "one", "title": "Astana talks", "text": TEXT}, {"id": "two", "text": "Paris, Texas"}]


@pytest.mark.parametrize("export_format", [each for each in ExportFormat if each not in ("parquet", "geoparquet")])
def test_every_format_is_the_same_from_here_and_from_a_server(run, live, write, export_format):
    """The output is equal to the byte, wherever the work is done."""
    path = write("a.jsonl", LINES)
    here = run("annotate", path, "--format", export_format.upper())
    there = run("annotate", path, "--format", export_format, "--server", live)
    assert (here.exit_code, here.stderr) == (there.exit_code, there.stderr) == (0, "")
    assert here.stdout_bytes == there.stdout_bytes


def test_json_is_one_array_however_many_articles_there_are(run, write):
    """Whoever reads it need not count; lines are for jsonl."""
    several = json.loads(run("annotate", write("a.jsonl", LINES), "--format", "json").stdout)
    assert [each["article_id"] for each in several] == ["one", "two"]
    (single,) = json.loads(run("annotate", write("b.txt", TEXT), "-f", "JSON", "--with-text").stdout)
    assert single["article"]["text"] == TEXT
    names = json.loads(run("resolve", "Paris", "Astana", "--format", "json").stdout)
    assert [each["query"]["name"] for each in names] == ["Paris", "Astana"]


def test_the_suffix_of_the_file_tells_the_format(run, write, tmp_path):
    """Each file is read by a program of its kind."""
    path = write("a.jsonl", LINES)
    for name in ("places.geojson", "mentions.csv", "m.parquet", "p.geoparquet", "page.html", "a.json", "a.txt"):
        result = run("annotate", path, "-o", tmp_path / name)
        assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert set(geopandas.read_file(tmp_path / "places.geojson")["place_name"].dropna()) == {
        "Astana", "Kazakhstan", "Paris", "Texas",
    }  # fmt: skip
    assert (tmp_path / "mentions.csv").read_bytes().startswith(b"\xef\xbb\xbfarticle_id,")
    assert duckdb.read_parquet(str(tmp_path / "m.parquet")).aggregate("count(*)").fetchall() == [(7,)]
    assert len(geopandas.read_parquet(tmp_path / "p.geoparquet")) == 7
    assert (tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert len(json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))) == 2
    assert "[Astana PLACE]" in (tmp_path / "a.txt").read_text(encoding="utf-8")


def test_rows_and_columns_are_chosen(run, write):
    """A row a place, the columns named, in their order, to a pipe without a byte order mark."""
    result = run(
        "annotate", write("a.jsonl", LINES), "-f", "csv", "--per", "PLACE", "--fields", "entity_name, mention_count"
    )
    rows = list(csv.reader(io.StringIO(result.stdout)))
    assert rows[0] == ["entity_name", "mention_count"]
    assert ["Astana", "2"] in rows
    nested = run("annotate", write("a.jsonl", LINES), "-f", "parquet", "--nested", "--with-text")
    assert nested.stdout_bytes.startswith(b"PAR1")
    assert nested.stdout_bytes.endswith(b"PAR1")


def test_thresholds_leave_places_to_their_areas(run, write):
    """A place that is less sure than asked for is not in the table; where it lies is."""
    path = write("a.txt", "Paris, Texas")
    assert "33.6609" in run("annotate", path).stdout
    unsure = run("annotate", path, "--min-place-confidence", "0.999").stdout
    assert "33.6609" not in unsure
    assert "in Texas" in unsure


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-o", "x.xlsx"), "--output x.xlsx: no format has this suffix; name one with --format, or end it in .txt, "),
        (("-f", "json", "--per", "place"), "--per does nothing for json, but for geojson, csv, parquet, geoparquet"),
        (("--fields", "title"), "--fields does nothing for text, but for geojson, csv, parquet, geoparquet"),
        (("-f", "csv", "--nested"), "--nested does nothing for csv, but for parquet, geoparquet"),
        (("-f", "parquet", "--nested", "--fields", "title"), "--fields does nothing with --nested"),
        (
            ("-f", "csv", "--fields", "titel"),
            "--fields: 'titel' is no column of a mention; there are article_id, title",
        ),
        (("-f", "geojson", "--fields", "content"), "--fields: 'content' is no column of a place"),
        (("-f", "html", "--with-text"), "--with-text does nothing for html, but for json, jsonl, geojson, csv, "),
        (("--with-text",), "--with-text does nothing for text, but for json"),
        (("-o", "."), "no format has this suffix"),
        (("-o", ".", "-f", "csv"), ".: is no file"),
    ],
)
def test_options_that_do_not_fit_are_refused_before_any_work(run, write, arguments, message):
    """The message says what there is instead."""
    result = run("annotate", write("a.txt", TEXT), *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("dateline: ")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_no_file_is_left_half_written(run, write, tmp_path):
    """Where nothing could be annotated the old file stays; where a part could, the new one has that part."""
    output = tmp_path / "out" / "a.csv"
    output.parent.mkdir()
    output.write_text("old", encoding="utf-8")
    failed = run("annotate", write("bad.jsonl", "{"), "-o", output)
    assert (failed.exit_code, output.read_text(encoding="utf-8")) == (2, "old")
    partly = run("annotate", write("part.jsonl", '{\n{"text": "Astana"}\n'), "-o", output)
    assert partly.exit_code == 1
    assert "Astana" in output.read_text(encoding="utf-8")
    assert [each.name for each in output.parent.iterdir()] == ["a.csv"]


def test_a_folder_that_is_not_there_is_named(run, write, tmp_path):
    """Before any work is done, so that none is lost."""
    output = tmp_path / "none" / "a.csv"
    result = run("annotate", write("a.txt", TEXT), "-o", output)
    assert result.exit_code == 2
    assert result.stderr == f"dateline: --output {output}: there is no folder {output.parent}\n"


@pytest.mark.parametrize("name", ["a.jsonl", "sub/../a.jsonl", "link.jsonl"])
@pytest.mark.parametrize("input_name", ["a.jsonl", "."], ids=["file", "folder"])
def test_no_input_is_replaced(run, write, tmp_path, name, input_name):
    """By whatever path the output names it, and where it was found in a folder; the articles stay as they are."""
    path = write("a.jsonl", LINES)
    before = path.read_bytes()
    (tmp_path / "sub").mkdir()
    (tmp_path / "link.jsonl").symlink_to(path)
    result = run("annotate", tmp_path / input_name, "-o", tmp_path / name)
    assert (result.exit_code, path.read_bytes()) == (2, before)
    assert result.stderr == f"dateline: --output {tmp_path / name}: is one of the inputs, and would be replaced\n"


def test_an_input_that_is_gone_costs_only_itself(run, write, tmp_path):
    """A link to nowhere in a folder is named, and an output that is there already is written all the same."""
    write("a.txt", TEXT)
    (tmp_path / "b.txt").symlink_to(tmp_path / "none.txt")
    (output := tmp_path / "out.geojson").write_text("old", encoding="utf-8")
    result = run("annotate", tmp_path, "-o", output)
    assert result.exit_code == 1
    assert result.stderr == f"dateline: {tmp_path / 'b.txt'}: No such file or directory\n"
    assert json.loads(output.read_text(encoding="utf-8"))["features"]


@pytest.mark.parametrize("export_format", [*ExportFormat])
def test_where_nothing_can_be_annotated_nothing_is_written(run, write, export_format):
    """Not the head of a document either, which a program further down the pipe would choke on."""
    result = run("annotate", write("empty.txt", ""), write("bad.jsonl", "{"), "-f", export_format)
    assert (result.exit_code, result.stdout_bytes) == (2, b"")
    assert result.stderr.count("\n") == 2


def test_no_articles_at_all_are_a_whole_document(run, write):
    """A table with a header alone is read without a complaint, and the answer is as empty as it."""
    result = run("annotate", write("a.csv", "id,text\n"), "-f", "geojson")
    assert (result.exit_code, json.loads(result.stdout)["features"]) == (0, [])


def test_a_missing_package_is_told_before_any_work(run, write, monkeypatch, tmp_path):
    """Not after minutes of recognition, and no old file is touched."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    result = run("annotate", write("a.txt", TEXT), "-o", tmp_path / "a.parquet")
    assert result.exit_code == 1
    assert "pyarrow" in result.stderr


def test_a_dash_is_standard_output(run, write):
    """As it is for inputs."""
    result = run("annotate", write("a.txt", TEXT), "-o", "-", "-f", "jsonl")
    assert json.loads(result.stdout)["entities"]


def test_binary_formats_do_not_reach_a_terminal(monkeypatch):
    """They would be noise there, and could upset it; a pipe takes them."""

    def chosen():
        return choose_output(
            None, output_format=ExportFormat.PARQUET, per=RowUnit.PLACE, fields=None, with_text=False, nested=False
        )

    assert chosen().options.per == "place"
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BytesIO()))
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    with pytest.raises(Exception, match="parquet is not for a terminal: name a file with --output"):
        chosen()


@pytest.mark.parametrize(
    ("command", "option", "choices"),
    [
        ("annotate", "--format", [*ExportFormat]),
        ("annotate", "--per", ["place", "mention"]),
        ("annotate", "--prefer", ["likeliest", "city", "division"]),
        ("resolve", "--prefer", ["likeliest", "city", "division"]),
        ("resolve", "--format", ["text", "json", "jsonl"]),
        ("info", "--format", ["text", "json", "jsonl"]),
    ],
)
def test_choices_are_in_lower_case(run, command, option, choices):
    """A choice that is none is answered by those that there are, as they are typed."""
    shown = " ".join(
        run(command, *([] if command == "info" else ["x"]), option, "NONE").stderr.replace("\u2502", "").split()
    )
    for choice in choices:
        assert f"'{choice}'" in shown
