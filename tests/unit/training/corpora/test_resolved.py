from dateline.gazetteer import Gazetteer
from support.tiny_world import build_tiny_gazetteer
from training.corpora.resolved import read_resolved_items

TEXT = (
    "{D:Kazakh} envoys flew from {L:Paris} to {L:Paris}, {L:Texas}, and {L:Marfa}; {L:Astana} and {L:Europe} waited.\n"
)
PLACES = """1\tKazakh\tKZ
1\tParis\tFR/Île-de-France/P
1\tParis\tUS/Texas/P
1\tTexas\tUS/Texas/A
1\tMarfa\tUS/Texas/P
1\tAstana\tKZ/Astana/S
1\tEurope\t-
"""


def test_the_places_of_items_are_looked_up_by_name_country_division_and_kind(tmp_path):
    """A city needs no division; a name that its country lacks is absent; of one of another kind nothing is said."""
    (tmp_path / "west.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "west.tsv").write_text(PLACES, encoding="utf-8")
    with Gazetteer(build_tiny_gazetteer(tmp_path / "places.sqlite")) as gazetteer:
        (article,) = read_resolved_items(tmp_path / "west.txt", gazetteer=gazetteer)
    assert [
        (article.text[mention.start : mention.end], mention.place_id, mention.weight, mention.country_code)
        for mention in article.mentions
    ] == [
        ("Kazakh", "geonames:1522867", 1.0, "KZ"),
        ("Paris", "geonames:2988507", 1.0, "FR"),
        ("Paris", "geonames:4717560", 1.0, "US"),
        ("Texas", "geonames:4736286", 1.0, "US"),
        ("Marfa", None, 1.0, "US"),
        ("Astana", None, 0.0, "KZ"),
        ("Europe", None, 0.0, ""),
    ]
