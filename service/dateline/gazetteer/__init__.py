"""The gazetteer: names to places and points to places, from one file that arrives with the install."""

from dateline.gazetteer.builder import build, content_hash
from dateline.gazetteer.folding import fold
from dateline.gazetteer.geocoder import GazetteerGeocoder
from dateline.gazetteer.index import Gazetteer, bears_stamp
from dateline.gazetteer.location import default_path, ensure
from dateline.gazetteer.records import Record

__all__ = [
    "Gazetteer",
    "GazetteerGeocoder",
    "Record",
    "bears_stamp",
    "build",
    "content_hash",
    "default_path",
    "ensure",
    "fold",
]
