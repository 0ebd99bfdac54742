import io
import json

import pytest

from dateline.export import EXPORTERS, ExportFormat, ExportOptions, export_bytes
from dateline.export.formats import format_of
from support.annotated import ANNOTATIONS


@pytest.mark.parametrize("export_format", ExportFormat)
def test_every_format_is_written(export_format):
    """Each has its exporter, which writes bytes with a media type, from an iterator too."""
    content, media_type = export_bytes(iter(ANNOTATIONS), export_format)
    assert content
    assert media_type == EXPORTERS[export_format].media_type
    is_text = not EXPORTERS[export_format].is_binary
    assert is_text == (b"\0" not in content)
    if is_text:
        assert "Łódź" in content.decode()


@pytest.mark.parametrize(
    ("name", "export_format"),
    [
        ("places.geojson", "geojson"),
        ("a/b/MENTIONS.CSV", "csv"),
        ("x.tar.json", "json"),
        ("x.ndjson", "jsonl"),
        ("x.htm", "html"),
        ("x.geoparquet", "geoparquet"),
        ("csv", None),
        ("x.xlsx", None),
    ],
)
def test_a_suffix_tells_the_format(name, export_format):
    """No matter its case; what it does not tell is not guessed."""
    assert format_of(name) == export_format


def test_options_reach_the_writers_that_heed_them():
    """The others write as without."""
    options = ExportOptions(per="place", fields=("entity_name",), with_text=True)
    assert export_bytes(ANNOTATIONS, ExportFormat.CSV, options=options)[0].splitlines()[1].startswith("Łódź,".encode())
    (first, _) = json.loads(export_bytes(ANNOTATIONS, ExportFormat.JSON, options=options)[0])
    assert first["article"]["title"] == "Floods near Łódź"
    html = export_bytes(ANNOTATIONS, ExportFormat.HTML)
    assert export_bytes(ANNOTATIONS, ExportFormat.HTML, options=options) == html


def test_suffixes_are_of_one_format_each():
    """What a file is called never means two things."""
    suffixes = [suffix for exporter in EXPORTERS.values() for suffix in exporter.suffixes]
    assert len(suffixes) == len(set(suffixes))


def test_text_goes_through_the_same_table():
    """It has no colours, as a file has none."""
    file = io.BytesIO()
    EXPORTERS[ExportFormat.TEXT].export(ANNOTATIONS, file, ExportOptions())
    assert "[Łódź PLACE offset east 30 km]" in file.getvalue().decode()
    assert b"\x1b" not in file.getvalue()
