"""Exports: annotations written in other formats."""

from dateline.export.message_json import message_json

__all__ = ["message_json"]
