"""A bench for work in bulk: an archive of mixed articles in a folder, and runs over it that are measured."""

import json
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Self, TypeAlias

from benchmarks.article_mix import parse_mix, samples
from dateline.annotation import Annotator
from dateline.bulk import (
    Engine,
    Folder,
    Job,
    Manifest,
    Processes,
    Progress,
    Run,
    Unit,
    UnitReport,
    annotate_unit,
    plan_units,
    revision_of,
    run,
)
from dateline.bulk.worker import Tell
from dateline.settings import load_settings

OpenEngine: TypeAlias = Callable[[Callable[[Unit, Tell], UnitReport]], Engine]
"""Opens an engine for what is done to a unit."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run took; seconds are those of the wall, `start_seconds` those until the first articles were done."""

    workers: int
    articles: int
    units: int
    seconds: float
    start_seconds: float

    @property
    def rate(self) -> float:
        """Articles a second, the start included."""
        return self.articles / self.seconds

    @classmethod
    def sum(cls, runs: Sequence[Self]) -> Self:
        """Returns runs of one number of workers, one after another, as one run that started once."""
        start_seconds = sum(each.start_seconds for each in runs) / len(runs)
        return cls(
            runs[0].workers,
            sum(each.articles for each in runs),
            sum(each.units for each in runs),
            start_seconds + sum(each.seconds - each.start_seconds for each in runs),
            start_seconds,
        )


class Bench:
    """An archive of mixed articles in a folder, and what runs over it."""

    def __init__(self, folder: Path, *, articles: int, mix: str, seed: int) -> None:
        self.folder = folder
        self.texts = [sample.text for sample in islice(samples(parse_mix(mix), rng=random.Random(seed)), articles)]
        self.char_count = sum(map(len, self.texts))
        self.archive = self.write(self.texts, "archive.jsonl")
        self.byte_count = self.archive.stat().st_size
        self.annotator = Annotator(load_settings(inference_threads=1, shared_weights=folder / "weights"))
        self.revision = revision_of(self.annotator)

    def write(self, texts: Sequence[str], name: str) -> Path:
        """Writes texts as JSON lines."""
        path = self.folder / name
        with path.open("w", encoding="utf-8") as file:
            for number, text in enumerate(texts):
                file.write(json.dumps({"id": str(number), "text": text}) + "\n")
        return path

    def run(
        self,
        archive: Path,
        *,
        unit_bytes: int,
        workers: int,
        engine: OpenEngine | None = None,
        watch: Callable[[Progress, Engine], None] | None = None,
    ) -> Measured:
        """Runs over an archive with processes, or with another engine, and returns what it took from its start on."""
        job, begun = self._begin(archive, unit_bytes=unit_bytes)
        started = time.monotonic()
        work = partial(annotate_unit, job)
        opened: Engine = engine(work) if engine else Processes(work, worker_count=workers)
        first: list[float] = []

        def watching(progress: Progress) -> None:
            if progress.articles_in_sight and not first:
                first.append(time.monotonic() - started)
            if watch is not None:
                watch(progress, opened)

        try:
            summary = run(begun, opened, watch=watching)
            seconds = time.monotonic() - started
        finally:
            opened.close()
        assert summary.is_whole, summary.failures
        return Measured(
            workers=workers,
            articles=summary.article_count,
            units=summary.unit_count,
            seconds=seconds,
            start_seconds=first[0] if first else seconds,
        )

    def _begin(self, archive: Path, *, unit_bytes: int) -> tuple[Job, Run]:
        """Begins a run in a folder of its own."""
        output = tempfile.mkdtemp(dir=self.folder, prefix="out-")
        job = Job(self.annotator, (Folder(str(archive)),), Folder(str(output)), self.revision)
        plan = plan_units(job.inputs, digest=job.digest, unit_bytes=unit_bytes)
        return job, Run.begin(job.output, Manifest.of(job, unit_bytes=unit_bytes), plan)
