"""The folders of the repository and of the data beside it."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
"""Corpora and their scorers, which are not in the repository."""
