"""The command line, which gives the same answers from this process as from a server."""

from dateline.cli.app import main

__all__ = ["main"]
