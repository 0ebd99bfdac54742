"""The outcome of a unit, told in its worker, where its exception is known; exceptions themselves may not travel."""

from dateline.bulk.engines.engine import Done, Failed, Work
from dateline.bulk.unit import Unit
from dateline.bulk.worker import FULL, Tell


def outcome_of(work: Work, unit: Unit, tell: Tell) -> Done | Failed:
    """Returns the outcome of the work on a unit."""
    try:
        return Done(unit.key, work(unit, tell))
    except Exception as error:  # noqa: BLE001 - a unit fails alone, whatever the reason
        message = f"{type(error).__name__}: {error}"
        is_of_store = isinstance(error, OSError)
        is_full = isinstance(error, OSError) and error.errno in FULL
        return Failed(unit.key, message, may_pass=is_of_store and not is_full, is_full=is_full)
