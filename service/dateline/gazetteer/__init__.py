"""The gazetteer: names to places and points to places, from one file that arrives with the install."""

from dateline.gazetteer.builder import build, content_hash
from dateline.gazetteer.folding import fold
from dateline.gazetteer.geocoder import GazetteerGeocoder
from dateline.gazetteer.index import Gazetteer, bears_stamp
from dateline.gazetteer.location import default_path, ensure
from dateline.gazetteer.opinion_thread import OpinionThread
from dateline.gazetteer.records import Record
from dateline.gazetteer.second_opinion import SecondOpinion

__all__ = [
    "Gazetteer",
    "GazetteerGeocoder",
    "OpinionThread",
    "Record",
    "SecondOpinion",
    "bears_stamp",
    "build",
    "content_hash",
    "default_path",
    "ensure",
    "fold",
]
