"""Building a gazetteer file: from the packaged sources, from GeoNames' dumps, and with a user's own places added."""

from dateline.gazetteer.build.builder import build_gazetteer, content_hash
from dateline.gazetteer.build.geonames.dump_builder import FEATURE_CLASSES, Dump, build_from_dump, dump_revision
from dateline.gazetteer.build.location import default_path, ensure
from dateline.gazetteer.build.own_places.additions import ADDED, Added, add_places
from dateline.gazetteer.build.record import Record

__all__ = [
    "ADDED",
    "FEATURE_CLASSES",
    "Added",
    "Dump",
    "Record",
    "add_places",
    "build_from_dump",
    "build_gazetteer",
    "content_hash",
    "default_path",
    "dump_revision",
    "ensure",
]
