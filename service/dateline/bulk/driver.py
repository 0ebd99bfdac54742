"""The driver: plans what remains, keeps an engine fed, and decides on units that fail."""

import random
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from dateline.bulk.engines import Beat, Done, Engine, Failed, Lost
from dateline.bulk.manifest import MANIFEST, Manifest
from dateline.bulk.planning import Plan
from dateline.bulk.progress import Progress
from dateline.bulk.results import Failure, Results
from dateline.bulk.storage import Folder
from dateline.bulk.unit import Unit
from dateline.errors import FieldViolation, InvalidInputError

MOST_ATTEMPTS = 3
"""How often a unit may end its worker, or meet a store or machine that fails, before it counts as failed."""
MOST_LOST_MACHINES = 20
"""How often a unit's machine may be taken away under it."""
MOST_FAILED_AT_FIRST = 20
"""How many units may fail for good before one is ever done: then it is not the units that are wrong."""
_WAIT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did: units and articles it finished, rows without an annotation, units that failed.

    `is_full` says that it stopped early, since the output has no room, and `is_hopeless` that it did, since nothing
    worked. `stopped_by` is the error that stopped it and that no unit is to blame for: of a full output, or of a worker
    that could do no unit.
    """

    unit_count: int
    article_count: int
    error_count: int
    failures: tuple[Failure, ...]
    is_full: bool = False
    is_hopeless: bool = False
    stopped_by: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether nothing remains to be done."""
        return not self.failures and not self.stopped_by


@dataclass(frozen=True, slots=True)
class Run:
    """A run that has been begun in a folder: what of its plan remains."""

    results: Results
    plan: Plan
    remaining: tuple[Unit, ...]
    noted: frozenset[str] = frozenset()
    """The keys of units whose failure an earlier run noted."""
    has_results: bool = False
    """Whether units of the plan were done before."""

    @classmethod
    def begin(cls, folder: Folder, manifest: Manifest, plan: Plan, *, prune: bool = False) -> "Run":
        """Writes the manifest and the plan into a folder, which may hold an earlier run of the same, and compares them.

        Results that the plan lacks are of inputs that changed or are gone, or of other options; with `prune` they are
        removed. Raises InvalidInputError where there are some without it, and where the output lies in an input.
        """
        results = Results(folder, manifest.shape)
        for path in manifest.inputs:
            if folder.path == path or folder.path.startswith(f"{path}/"):
                raise InvalidInputError(FieldViolation("output", f"lies in the input {path}, and would be read as one"))
        done = results.done()
        earlier = Manifest.read(folder)
        if earlier is not None and earlier.shape is not manifest.shape and Results(folder, earlier.shape).done():
            raise InvalidInputError(
                FieldViolation("output", f"holds {earlier.shape}, not {manifest.shape}; name another folder")
            )
        planned = {unit.key for unit in plan.units}
        stale = done - planned
        if stale and not prune:
            raise InvalidInputError(FieldViolation("output", _about_stale(len(stale), earlier, manifest)))
        results.remove(stale)
        manifest.write(folder)
        results.write_plan(plan.units)
        noted = results.noted()
        for key in noted - planned:
            with suppress(OSError):  # nor does the status tell of them
                results.forget_failure(key)
        remaining = tuple(unit for unit in plan.units if unit.key not in done)
        return cls(results, plan, remaining, noted & planned, has_results=bool(done & planned))

    def part(self, number: int, count: int) -> "Run":
        """Returns the same for part `number` of `count`, counted from 0; each unit is in one part."""
        keys = {unit.key for unit in self.plan.part(number, count).units}
        return replace(self, remaining=tuple(unit for unit in self.remaining if unit.key in keys))


def _about_stale(count: int, earlier: Manifest | None, manifest: Manifest) -> str:
    differences = earlier.differences(manifest) if earlier is not None else [f"there is no {MANIFEST}"]
    why = f"of another run ({', '.join(differences)})" if differences else "of inputs that have changed or are gone"
    return f"{count} of the units done there are {why}; prune them, or name another folder"


def run(
    begun: Run, engine: Engine, *, progress: Progress | None = None, watch: Callable[[Progress], object] | None = None
) -> Summary:
    """Does what remains of a run; `watch` is called every second and after every unit.

    A unit that ends its worker, or whose store or machine fails, is tried again, behind the others, up to MOST_ATTEMPTS
    times; any other failure is final. The others go on. Nothing more is begun where the output is full, where a worker
    can do no unit, which would soon have failed them all, and where nothing works: MOST_FAILED_AT_FIRST units from all
    over the plan have failed, and none was ever done. Units whose failure an earlier run noted do not count there, and
    are tried last.
    """
    progress = progress or Progress(begun.remaining)
    driving = _Driving(begun, engine, progress)
    for _ in driving.steps():
        if watch is not None:
            watch(progress)
    failures = tuple(driving.failures)
    return Summary(
        progress.unit_count, progress.article_count, progress.error_count, failures,
        is_full=driving.is_full,
        is_hopeless=driving.is_hopeless and len(failures) < len(begun.remaining),
        stopped_by=driving.stopped_by,
    )  # fmt: skip


def _in_order(begun: Run) -> Sequence[Unit]:
    """Returns the units that remain in the order of work.

    Some from all over the plan are the first, since neighbours may all be bad, and those that failed before the last.
    """
    fresh = [unit for unit in begun.remaining if unit.key not in begun.noted]
    rng = random.Random(0)  # noqa: S311 - a sample, not a secret
    first = {unit.key for unit in rng.sample(fresh, min(MOST_FAILED_AT_FIRST, len(fresh)))}
    return sorted(begun.remaining, key=lambda unit: (unit.key in begun.noted, unit.key not in first))


@dataclass(slots=True)
class _Driving:
    begun: Run
    engine: Engine
    progress: Progress
    failures: list[Failure] = field(default_factory=list)
    is_full: bool = False
    stopped_by: str = ""
    _attempts: Counter[str] = field(default_factory=Counter)
    _lost_machines: Counter[str] = field(default_factory=Counter)
    _failed_anew_count: int = 0

    @property
    def is_hopeless(self) -> bool:
        """Whether nothing works: so many units have failed, and none has ever been done."""
        return self._failed_anew_count >= MOST_FAILED_AT_FIRST and not self._has_worked

    @property
    def _has_worked(self) -> bool:
        return self.begun.has_results or self.progress.unit_count > 0

    def steps(self) -> Iterator[None]:
        """Works, and yields after each thing that happened, and each second."""
        waiting = deque(_in_order(self.begun))
        begun: dict[str, Unit] = {}
        while begun or (waiting and not self._is_over):
            while waiting and not self._is_over and len(begun) < self.engine.window:
                unit = waiting.popleft()
                begun[unit.key] = unit
                self.engine.submit(unit)
            for event in self.engine.wait(timeout_seconds=_WAIT_SECONDS):
                if isinstance(event, Beat):
                    if event.key in begun:
                        self.progress.add(event.key, event.articles, event.errors, event.byte_count)
                    continue
                unit = begun.pop(event.key)
                if self._ended(unit, event):
                    # Until something has worked only behind the first: that nothing does is to be known soon.
                    waiting.insert(len(waiting) if self._has_worked else MOST_FAILED_AT_FIRST, unit)
            yield

    @property
    def _is_over(self) -> bool:
        return bool(self.stopped_by) or self.is_hopeless

    def _ended(self, unit: Unit, event: Done | Failed | Lost) -> bool:
        """Notes how a unit ended; returns whether it is to be tried again."""
        if isinstance(event, Done):
            self.progress.finish(unit, event.report.articles, event.report.errors)
            if unit.key in self.begun.noted:
                with suppress(OSError):  # a note about a unit that is done counts for nothing
                    self.begun.results.forget_failure(unit.key)
            return False
        self.progress.drop(unit.key)
        if isinstance(event, Failed) and (event.is_full or event.is_of_worker):
            self.is_full |= event.is_full
            self.stopped_by = self.stopped_by or event.message
            return False
        if self._may_try_again(unit.key, event):
            return True
        self.failures.append(Failure(unit.key, str(unit), event.message, self._attempts[unit.key]))
        self.progress.fail(unit)
        self._failed_anew_count += unit.key not in self.begun.noted
        if not self.is_full:
            with suppress(OSError):  # the summary has it, and the unit remains to be done
                self.begun.results.fail(self.failures[-1])
        return False

    def _may_try_again(self, key: str, event: Failed | Lost) -> bool:
        if isinstance(event, Lost) and event.is_machine_lost:
            self._lost_machines[key] += 1
            return self._lost_machines[key] < MOST_LOST_MACHINES
        self._attempts[key] += 1
        return (isinstance(event, Lost) or event.may_pass) and self._attempts[key] < MOST_ATTEMPTS
