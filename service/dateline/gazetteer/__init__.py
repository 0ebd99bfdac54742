"""The gazetteer: names to places and points to places, read from one file."""

from dateline.gazetteer.contained_names import ContainedName
from dateline.gazetteer.demonyms import Demonyms, read_demonyms
from dateline.gazetteer.file import bears_stamp
from dateline.gazetteer.folding import fold
from dateline.gazetteer.gazetteer import Gazetteer
from dateline.gazetteer.geopy_geocoder import GazetteerGeocoder
from dateline.gazetteer.main_names import MainNames

__all__ = [
    "ContainedName",
    "Demonyms",
    "Gazetteer",
    "GazetteerGeocoder",
    "MainNames",
    "bears_stamp",
    "fold",
    "read_demonyms",
]
