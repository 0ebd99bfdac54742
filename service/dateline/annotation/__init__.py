"""Annotation: from an article to what it is about, the whole line as a plain library."""

from dateline.annotation.annotator import Annotator
from dateline.annotation.steps import AnalysedArticle, ArticleSentence, PreparedArticle, ResolvedArticle

__all__ = ["AnalysedArticle", "Annotator", "ArticleSentence", "PreparedArticle", "ResolvedArticle"]
