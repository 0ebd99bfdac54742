"""Reading: the articles of a unit, from whatever its file is."""

from dateline.bulk.reading.unit_reader import InputChangedError, UnitReader

__all__ = ["InputChangedError", "UnitReader"]
