"""Engines: what runs units of work side by side, and knows nothing else of them."""

from dateline.bulk.engines.engine import Beat, Done, Engine, Event, Failed, Lost, Work
from dateline.bulk.engines.processes import Processes
from dateline.bulk.engines.ray_tasks import RayTasks

__all__ = ["Beat", "Done", "Engine", "Event", "Failed", "Lost", "Processes", "RayTasks", "Work"]
