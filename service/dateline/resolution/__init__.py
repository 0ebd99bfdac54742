"""Resolution: which place of the gazetteer each toponym of an article names, how sure that is, and why."""

from dateline.resolution.rule_ranker import RuleRanker
from dateline.resolution.toponym import Toponym

__all__ = ["RuleRanker", "Toponym"]
