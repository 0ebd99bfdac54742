"""Resolution: which place of the gazetteer each toponym of an article names, how sure that is, and why."""

from dateline.resolution.opinions import add_opinions, likeliest_country, unknown_names
from dateline.resolution.rule_ranker import RuleRanker
from dateline.resolution.toponym import Toponym

__all__ = ["RuleRanker", "Toponym", "add_opinions", "likeliest_country", "unknown_names"]
