"""Resolution: the place that each toponym of an article means, with confidence and evidence."""

from dateline.resolution.fallback import add_fallback_answers, likeliest_country, unknown_names
from dateline.resolution.location.areas import Atlas
from dateline.resolution.network import RankerWeights, parse_weights, read_weights, shipped_weights
from dateline.resolution.ranker import Ranker
from dateline.resolution.resolver import Lookup, Resolver, at_least, find_toponyms, is_demonym, known_matches
from dateline.resolution.toponym import Toponym

__all__ = [
    "Atlas",
    "Lookup",
    "Ranker",
    "RankerWeights",
    "Resolver",
    "Toponym",
    "add_fallback_answers",
    "at_least",
    "find_toponyms",
    "is_demonym",
    "known_matches",
    "likeliest_country",
    "parse_weights",
    "read_weights",
    "shipped_weights",
    "unknown_names",
]
