"""Readers of the corpora that are trained and scored on."""
