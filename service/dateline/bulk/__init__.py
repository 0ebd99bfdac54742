"""Bulk: archives of any size, annotated in units of work that are each done once, by local processes or by Ray."""

from dateline.bulk.compaction import Partition, compact
from dateline.bulk.driver import Run, Summary, run
from dateline.bulk.engines import Engine, Processes, RayTasks
from dateline.bulk.estimate import CostEstimate, estimate_cost
from dateline.bulk.job import Job, Reading, Shape
from dateline.bulk.manifest import Manifest
from dateline.bulk.planning import UNIT_BYTES, InputKind, Plan, plan_units
from dateline.bulk.progress import Progress
from dateline.bulk.results import Results, Status, read_status
from dateline.bulk.storage import Folder
from dateline.bulk.unit import Unit
from dateline.bulk.worker import UnitReport, annotate_unit, revision_of

__all__ = [
    "UNIT_BYTES",
    "CostEstimate",
    "Engine",
    "Folder",
    "InputKind",
    "Job",
    "Manifest",
    "Partition",
    "Plan",
    "Processes",
    "Progress",
    "RayTasks",
    "Reading",
    "Results",
    "Run",
    "Shape",
    "Status",
    "Summary",
    "Unit",
    "UnitReport",
    "annotate_unit",
    "compact",
    "estimate_cost",
    "plan_units",
    "read_status",
    "revision_of",
    "run",
]
