import io
import json
from typing import Any

import geopandas
import pytest
from geojson_pydantic import FeatureCollection

from dateline.errors import InvalidInputError
from dateline.export import geojson_dict, write_geojson
from support.annotated import ANNOTATIONS, FLOODS, NOTHING


def written(annotations=ANNOTATIONS, **options):
    file = io.BytesIO()
    write_geojson(annotations, file, **options)
    return file.getvalue()


@pytest.mark.parametrize(("per", "count"), [("place", 3), ("mention", 5)])
def test_it_is_geojson(per, count):
    """A validator of RFC 7946 takes it, with a Feature for each place or mention of one, longitude first."""
    collection: FeatureCollection[Any] = FeatureCollection.model_validate_json(written(per=per), strict=True)
    assert len(collection.features) == count
    assert {tuple(feature.geometry.coordinates) for feature in collection.features if feature.geometry} == {
        (19.47395, 51.77058),
        (36.81667, -1.28333),
    }
    assert json.loads(written(per=per)) == geojson_dict(ANNOTATIONS, per=per)


def test_what_is_not_located_is_there_without_a_point():
    """The area says where it is, as far as that is known."""
    *_, kiamaiko = geojson_dict(ANNOTATIONS)["features"]
    assert kiamaiko["geometry"] is None
    assert kiamaiko["properties"]["smallest_area_name"] == "Nairobi County"


def test_properties_are_flat_and_the_same_in_each_feature():
    """Programs that take their columns from the first Feature find all of them, numbers as numbers."""
    features = geojson_dict(ANNOTATIONS, per="mention")["features"]
    assert len({tuple(feature["properties"]) for feature in features}) == 1
    assert not any(isinstance(value, dict | list) for feature in features for value in feature["properties"].values())
    assert features[0]["properties"]["population_count"] == 768755
    assert features[0]["properties"]["title"] == "Floods near Łódź"


def test_geopandas_reads_it(tmp_path):
    """Places are on the map, and what is said of them in columns."""
    path = tmp_path / "places.geojson"
    path.write_bytes(written())
    frame = geopandas.read_file(path)
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry[0].coords[0] == (19.47395, 51.77058)
    assert frame.geometry[2] is None
    assert frame["place_name"].tolist()[:2] == ["Łódź", "Nairobi"]
    assert frame["place_confidence"].tolist() == [0.97, 0.9, 0.0]


def test_no_places_are_an_empty_collection():
    """An article that names none gives a file that is still GeoJSON."""
    assert json.loads(written([NOTHING])) == {"type": "FeatureCollection", "features": []}
    assert FLOODS.to_geojson(per="mention") == geojson_dict([FLOODS], per="mention")


def test_properties_can_be_chosen():
    """Only those that are named are there; a name that is none is refused before anything is written."""
    (first, *_) = geojson_dict(ANNOTATIONS, fields=("entity_name", "text"))["features"]
    assert first["properties"] == {"entity_name": "Łódź", "text": FLOODS.article.text}
    file = io.BytesIO()
    with pytest.raises(InvalidInputError):
        write_geojson(ANNOTATIONS, file, fields=("nom",))
    assert not file.getvalue()
