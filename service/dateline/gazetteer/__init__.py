"""The gazetteer: names to places and points to places, from one file that arrives with the install."""

from dateline.gazetteer.additions import ADDED, Added, add_places
from dateline.gazetteer.builder import build, content_hash
from dateline.gazetteer.folding import fold
from dateline.gazetteer.geocoder import GazetteerGeocoder
from dateline.gazetteer.geonames import FEATURE_CLASSES, Dump, build_from_dump, dump_revision
from dateline.gazetteer.index import Gazetteer, bears_stamp
from dateline.gazetteer.location import default_path, ensure
from dateline.gazetteer.records import Record

__all__ = [
    "ADDED",
    "FEATURE_CLASSES",
    "Added",
    "Dump",
    "Gazetteer",
    "GazetteerGeocoder",
    "Record",
    "add_places",
    "bears_stamp",
    "build",
    "build_from_dump",
    "content_hash",
    "default_path",
    "dump_revision",
    "ensure",
    "fold",
]
