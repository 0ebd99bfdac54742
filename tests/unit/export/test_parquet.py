import io
import json
import struct
import sys

import duckdb
import geopandas
import pyarrow.parquet as pq
import pytest

from dateline.errors import InvalidInputError, MissingExtraError
from dateline.export import parquet, to_frame, write_geoparquet, write_parquet
from support.annotated import ANNOTATIONS, FLOODS, NOTHING, TEXT


@pytest.fixture
def written(tmp_path):
    """Write annotations to a file of their own, and give its path."""

    def write(writer, annotations=ANNOTATIONS, **options):
        path = tmp_path / "annotations.parquet"
        with path.open("wb") as file:
            writer(annotations, file, **options)
        return path

    return write


def test_duckdb_reads_the_flat_rows(written):
    """A row a mention, with the types of the columns."""
    relation = duckdb.read_parquet(str(written(write_parquet)))
    assert relation.columns == list(to_frame(ANNOTATIONS).columns)
    types = dict(zip(relation.columns, map(str, relation.types), strict=True))
    assert (types["start_offset"], types["latitude"], types["is_dateline"]) == ("BIGINT", "DOUBLE", "BOOLEAN")
    assert types["publish_time"] == "TIMESTAMP WITH TIME ZONE"
    sure = relation.filter("place_confidence >= 0.9")
    assert sure.aggregate("place_name, count(*) AS n").order("n DESC").fetchall() == [("Łódź", 3), ("Nairobi", 1)]


def test_duckdb_reads_the_nested_rows(written):
    """A row an article, its lists unnested by name, numbers as numbers; what is unset is null."""
    relation = duckdb.read_parquet(str(written(write_parquet, nested=True, with_text=True)))
    assert relation.project("article_id, title, text, len(entities)").fetchall() == [
        ("2026-11-28/17", "Floods near Łódź", TEXT, 5),
        ("2", None, " ", 0),
    ]
    places = relation.project("unnest(entities) AS e").filter("e.type = 'ENTITY_TYPE_PLACE'")
    rows = places.project(
        "e.name, e.resolution.place.population_count, e.mentions[2].spatial_relation.distance_km, "
        "e.resolution.areas[1].probability, e.resolution.candidates[1].place.coordinates.latitude"
    ).fetchall()
    assert rows == [
        ("Łódź", 768755, 30.0, 0.99, 51.77058),
        ("Nairobi", None, None, 1.0, -1.28333),
        ("Kiamaiko", None, None, 0.98, None),
    ]
    assert "text" not in pq.read_schema(written(write_parquet, nested=True)).names


def test_nested_rows_hold_what_json_holds(written):
    """Nothing is lost on the way, but for what is a column or always the same."""
    (row, _) = pq.read_table(written(write_parquet, nested=True)).to_pylist()
    fields = FLOODS.to_dict()

    def without_nulls(value):
        if isinstance(value, dict):
            return {key: without_nulls(inner) for key, inner in value.items() if inner is not None}
        return [without_nulls(item) for item in value] if isinstance(value, list) else value

    def with_numbers(value):
        if isinstance(value, dict):
            return {
                key: int(inner) if key == "population_count" else with_numbers(inner) for key, inner in value.items()
            }
        return [with_numbers(item) for item in value] if isinstance(value, list) else value

    for name in ("entities", "focus_places", "dateline", "warnings", "revision"):
        assert without_nulls(row[name]) == with_numbers(fields[name])


@pytest.mark.parametrize("nested", [False, True])
def test_geopandas_reads_the_points(written, nested):
    """Each row has its geometry, longitude and latitude on WGS 84, and the file the box around all."""
    path = written(write_geoparquet, nested=nested)
    frame = geopandas.read_parquet(path)
    assert frame.crs.to_string() == "OGC:CRS84"
    located = frame[frame.geometry.notna()]
    if nested:
        assert [sorted(point.coords[0] for point in shape.geoms) for shape in located.geometry] == [
            [(19.47395, 51.77058), (36.81667, -1.28333)]
        ]
    else:
        assert [shape.coords[0] for shape in located.geometry] == list(
            zip(located["longitude"], located["latitude"], strict=True)
        )
        inside = geopandas.read_parquet(path, bbox=(10, 50, 30, 55))
        assert set(inside["place_name"]) == {"Łódź"}


@pytest.mark.parametrize("nested", [False, True])
def test_the_metadata_is_that_of_geoparquet_1_1(written, nested):
    """Encoding, type, covering and box are told, and no reference system, which means longitude and latitude."""
    metadata = json.loads(pq.read_metadata(written(write_geoparquet, nested=nested)).metadata[b"geo"])
    assert metadata == {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {
            "geometry": {
                "encoding": "WKB",
                "geometry_types": ["MultiPoint" if nested else "Point"],
                "covering": {"bbox": {side: ["bbox", side] for side in ("xmin", "ymin", "xmax", "ymax")}},
                "bbox": [19.47395, -1.28333, 36.81667, 51.77058],
            }
        },
    }


def test_a_file_without_places_has_no_box(written):
    """A box around nothing would lie at null island."""
    path = written(write_geoparquet, [NOTHING], nested=True)
    assert "bbox" not in json.loads(pq.read_metadata(path).metadata[b"geo"])["columns"]["geometry"]
    frame = geopandas.read_parquet(path)
    assert frame.geometry.tolist() == [None]


def test_duckdb_reads_geoparquet_without_an_extension(written):
    """Plain columns say the same as the geometry, and the box can be asked without knowing WKB."""
    rows = duckdb.read_parquet(str(written(write_geoparquet))).filter("bbox.xmin < 20")
    assert rows.project("longitude, latitude, bbox.xmin, bbox.ymax").distinct().fetchall() == [
        (19.47395, 51.77058, 19.47395, 51.77058)
    ]


def test_groups_are_bounded(written, monkeypatch):
    """Rows are written a group at a time, so that a million articles fit the memory."""
    monkeypatch.setattr(parquet, "_ROWS_A_GROUP", 4)
    metadata = pq.read_metadata(written(write_geoparquet))
    assert [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)] == [4, 3]


@pytest.mark.parametrize("writer", [write_parquet, write_geoparquet])
def test_a_file_that_ends_with_an_error_is_none(writer, monkeypatch):
    """Pyarrow would finish it, and a part would be taken for the whole."""
    monkeypatch.setattr(parquet, "_ROWS_A_GROUP", 4)
    file = io.BytesIO()

    def annotations():
        yield FLOODS
        raise ConnectionError

    with pytest.raises(ConnectionError):
        writer(annotations(), file)
    content = file.getvalue()
    assert content.startswith(b"PAR1")
    assert not content.endswith(b"PAR1")


def test_points_are_wkb():
    """Little-endian, type 1, longitude before latitude (OGC 06-103r4)."""
    geometries = parquet._Geometries(is_multiple=False)
    assert geometries.fields([(19.5, 51.25)])["geometry"] == struct.pack("<BIdd", 1, 1, 19.5, 51.25)


def test_columns_of_nested_rows_cannot_be_chosen(written):
    """The refusal comes before anything is written."""
    with pytest.raises(InvalidInputError, match="fields: cannot be chosen for nested rows"):
        written(write_parquet, nested=True, fields=("title",))


def test_without_the_extra_the_error_says_how_to_install_it(written, monkeypatch):
    """All other formats need no more than the install."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"Parquet needs pyarrow, which is missing; to install it.*\[parquet\]"):
        written(write_geoparquet)
