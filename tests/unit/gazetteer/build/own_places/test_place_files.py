"""Users' files of places."""

import json
from pathlib import Path

import pytest

from dateline.errors import InvalidInputError
from dateline.gazetteer.build.own_places.place_files import read_places
from dateline.gazetteer.build.record import Record
from dateline.values import Coordinates

HEADER = "id,name,latitude,longitude,alternate_names,feature_class,feature_code,country_code,population\n"


def read(path: Path, content: str | bytes) -> tuple[Record, ...]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_places(path, is_country=lambda code: code in {"US", "FR"})


def feature(geometry: object = None, **properties: object) -> dict[str, object]:
    geometry = geometry or {"type": "Point", "coordinates": [2.5, 1.5]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def collection(*features: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_csv_and_geojson_say_the_same(tmp_path: Path) -> None:
    """One place is one record from either format, whatever else the file holds."""
    from_csv = read(
        tmp_path / "a.csv",
        "\ufeff" + HEADER.strip() + ',note\nx:1,"Elm, Hall",1.5,2.5,Hall|The Elm,s,thtr,us,12,hello\n',
    )
    from_geojson = read(
        tmp_path / "a.geojson",
        collection(
            feature(
                id="x:1", name="Elm, Hall", alternate_names=["Hall", "The Elm"], feature_class="S",
                feature_code="THTR", country_code="US", population=12,
            )
        ),
    )  # fmt: skip
    expected = Record(
        "x:1", "Elm, Hall", "S", "THTR", Coordinates(1.5, 2.5), country_code="US", population_count=12,
        source="a.csv", alternate_names=("Hall", "The Elm"),
    )  # fmt: skip
    assert from_csv == (expected,)
    assert from_geojson[0].alternate_names == expected.alternate_names
    assert from_geojson[0].coordinates == expected.coordinates


def test_only_id_name_and_point_are_needed(tmp_path: Path) -> None:
    """A place of no said kind is a locality, and GeoJSON's own place for ids will do."""
    (record,) = read(tmp_path / "a.csv", "name,id,longitude,latitude\nElm,x:1,2.5,1.5\n")
    assert (record.feature_class, record.feature_code, record.population_count) == ("L", "LCTY", None)
    (record,) = read(tmp_path / "a.json", collection({**feature(name="Elm"), "id": "x:1"}))
    assert record.place_id == "x:1"


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("1,Elm,1,2", "2: id: '1' is not of the form source:key, of at most 200 characters"),
        ("geonames:1,Elm,1,2", "2: id: geonames is the gazetteer's own source: take another"),
        ("x:1,,1,2", "2: name: is no name"),
        (f"x:1,{'n' * 300},1,2", "2: name: has more than 256 characters"),
        ("x:1,Elm,north,2", "2: latitude: 'north' is no number"),
        ("x:1,Elm,nan,2", "2: latitude: nan is not within -90 and 90 degrees"),
        ("x:1,Elm,1,181", "2: longitude: 181 is not within -180 and 180 degrees"),
        ("x:1,Elm,1", "2: longitude: '' is no number"),
        ("x:1,Elm,1,2,ok|...", "2: alternate_names: is no name"),
        ("x:1,Elm,1,2,,Q", "2: feature_class: 'Q' is none of A, H, L, P, R, S, T, U, V"),
        ("x:1,Elm,1,2,,A,a-b", "2: feature_code: 'A-B' is no feature code"),
        ("x:1,Elm,1,2,,A,PCLI", "2: feature_code: PCLI is for countries and continents, which are the gazetteer's own"),
        ("x:1,Elm,1,2,,,,USA", "2: country_code: 'USA' is not the ISO 3166-1 alpha-2 code of a country"),
        ("x:1,Elm,1,2,,,,,-5", "2: population: '-5' is no count of people"),
        ("x:1,Elm,1,2,,,,,5,6", "2: has more values than the header has columns"),
        ("x:1,Elm,1,2\nx:1,Oak,1,2", "3: id: 'x:1' was there before"),
        ('x:1,"Elm,1,2', "2: is no CSV (unexpected end of data)"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_row_and_column(tmp_path: Path, row: str, complaint: str) -> None:
    """A value that cannot be used is named by its row and column, and nothing is read."""
    with pytest.raises(InvalidInputError) as refused:
        read(tmp_path / "a.csv", f"{HEADER}{row}\n")
    assert str(refused.value) == f"{tmp_path}/a.csv:{complaint}"


def test_everything_wrong_is_said_at_once_up_to_a_limit(tmp_path: Path) -> None:
    """Mending a file takes one look, not one for each value, and no endless list."""
    with pytest.raises(InvalidInputError) as refused:
        read(tmp_path / "a.csv", f"{HEADER}1,,x,2\n")
    assert [each.field.rpartition(" ")[2] for each in refused.value.violations] == ["id", "name", "latitude"]
    with pytest.raises(InvalidInputError) as refused:
        read(tmp_path / "a.csv", HEADER + "1,Elm,1,2\n" * 100)
    assert len(refused.value.violations) == 20


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{", r":1: is not valid JSON: .* \(column 2\)"),
        ("[" * 100_000, ": is not valid JSON"),
        ('{"type": "Feature"}', ": is no GeoJSON FeatureCollection"),
        (collection(), ": holds no places"),
        (collection(feature({"type": "Polygon", "coordinates": []})), r": features\[0\]\.geometry: is no Point"),
        (collection(7), r": features\[0\]\.geometry: is no Point"),
        (collection({**feature(), "properties": None}), r": features\[0\]\.properties: is no object"),
        (collection(feature(id="x:1", name=["Elm"])), r": features\[0\]: name: is neither text nor a number"),
        (collection(feature(id="x:1", name="Elm\ud800")), r": features\[0\]: name: holds half of a surrogate pair"),
        (
            collection(feature({"type": "Point", "coordinates": [None, 0]}, id="x:1", name="Elm")),
            ".*longitude: '' is no",
        ),
        (f'{{"type": {"9" * 5000}}}', ": is not valid JSON"),
        (b"\xff", r": is not UTF-8 \(byte 0\)"),
    ],
    ids=["json", "deep", "feature", "none", "polygon", "number", "bare", "list", "surrogate", "null", "huge", "utf8"],
)
def test_what_is_no_geojson_is_refused(tmp_path: Path, content: str | bytes, complaint: str) -> None:
    """Whatever a .geojson file holds instead, it is named without a traceback."""
    with pytest.raises(InvalidInputError, match=r"a\.geojson" + complaint):
        read(tmp_path / "a.geojson", content)


def test_files_that_are_not_there_or_of_another_kind_are_refused(tmp_path: Path) -> None:
    """The kind of file goes by its ending, and a header must name what is needed."""
    for name, complaint in (("a.csv", "no such file"), ("a.xlsx", "is neither .csv nor .geojson")):
        with pytest.raises(InvalidInputError, match=complaint):
            read_places(tmp_path / name, is_country=bool)
    with pytest.raises(InvalidInputError, match=r"a\.csv:1: has no column id, latitude"):
        read(tmp_path / "a.csv", "name,longitude\nElm,2\n")
