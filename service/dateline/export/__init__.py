"""Exports: writers of annotations in the formats that people use."""

from dateline.export.message_json import message_json

__all__ = ["message_json"]
