"""The gazetteer: names to places and points to places, read from one file."""

from dateline.gazetteer.contained_names import ContainedName
from dateline.gazetteer.file import bears_stamp
from dateline.gazetteer.folding import fold
from dateline.gazetteer.gazetteer import Gazetteer
from dateline.gazetteer.geopy_geocoder import GazetteerGeocoder

__all__ = ["ContainedName", "Gazetteer", "GazetteerGeocoder", "bears_stamp", "fold"]
