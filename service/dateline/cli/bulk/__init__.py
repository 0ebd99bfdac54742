"""``dateline bulk`` and its commands, a file each."""

from dateline.cli.bulk.app import app

__all__ = ["app"]
