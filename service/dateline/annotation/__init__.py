"""Annotation: all steps from an article to its annotation, as a plain library."""

from dateline.annotation.annotator import Annotator
from dateline.annotation.steps import AnalysedArticle, ArticleSentence, Passage, PreparedArticle, ResolvedArticle

__all__ = ["AnalysedArticle", "Annotator", "ArticleSentence", "Passage", "PreparedArticle", "ResolvedArticle"]
