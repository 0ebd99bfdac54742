"""Dateline: who and where a news article is about."""
