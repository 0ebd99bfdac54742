"""Resolution: which place of the gazetteer each toponym of an article names, how sure that is, and why."""

from dateline.resolution.network import RankerWeights, parse_weights, read_weights, shipped_weights
from dateline.resolution.opinions import add_opinions, likeliest_country, unknown_names
from dateline.resolution.ranker import Ranker
from dateline.resolution.toponym import Toponym

__all__ = [
    "Ranker",
    "RankerWeights",
    "Toponym",
    "add_opinions",
    "likeliest_country",
    "parse_weights",
    "read_weights",
    "shipped_weights",
    "unknown_names",
]
