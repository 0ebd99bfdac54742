"""Annotation: from an article to what it is about, the whole line as a plain library."""

from dateline.annotation.annotator import Annotator, PreparedArticle

__all__ = ["Annotator", "PreparedArticle"]
