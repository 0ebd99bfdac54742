"""The command line: the same answers from this process or from a server."""

from dateline.cli.app import main

__all__ = ["main"]
