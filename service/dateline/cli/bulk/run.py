"""``dateline bulk run``, which is ``dateline bulk`` for short."""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.bulk.options import (
    MOST_NAMED,
    Encoding,
    InputKindName,
    Inputs,
    Nested,
    Outlet,
    Output,
    Title,
    UnitMegabytes,
    WithText,
    choose_unit_bytes,
    make_job,
    make_plan,
)
from dateline.cli.bulk.progress import ProgressLines
from dateline.cli.exits import ExitCode, UsageFailure, complain, expected_failures, naming_option
from dateline.cli.gazetteer import stoppable
from dateline.cli.options import (
    AllowPickle,
    DisplayLanguage,
    GazetteerFile,
    Language,
    MaxCandidates,
    MinMentionConfidence,
    MinPlaceConfidence,
    Model,
    NoDemonyms,
    NoMisspelt,
    NoNested,
    Prefer,
    Preference,
    annotate_options,
)
from dateline.cli.progress import announced

if TYPE_CHECKING:
    from dateline.bulk import Engine, Job, Plan, Run, Summary

_PART = re.compile(r"(\d{1,6})/(\d{1,6})")


def run_bulk(  # noqa: PLR0913 - these are the command's options
    inputs: Inputs,
    *,
    output: Output,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            min=1,
            help="Processes, with --ray local CPUs, on a cluster tasks at most; one a core by default.",
        ),
    ] = None,
    ray: Annotated[
        str | None,
        typer.Option("--ray", metavar="ADDRESS", help="Work on Ray: an address, auto, or local for this machine."),
    ] = None,
    part: Annotated[
        str,
        typer.Option(
            "--part", metavar="I/N", help="Only the units of part I of N, from 0, where each machine has one."
        ),
    ] = "",
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove results of inputs that changed or are gone, or of other options.")
    ] = False,
    input_format: InputKindName = "",
    encoding: Encoding = "",
    title: Title = "",
    outlet: Outlet = "",
    language: Language = "",
    nested: Nested = False,
    with_text: WithText = False,
    unit_mb: UnitMegabytes = None,
    no_demonyms: NoDemonyms = False,
    no_nested: NoNested = False,
    max_candidates: MaxCandidates = 5,
    preference: Prefer = Preference.LIKELIEST,
    min_mention_confidence: MinMentionConfidence = 0.0,
    min_place_confidence: MinPlaceConfidence = 0.0,
    no_misspelt: NoMisspelt = False,
    display_language: DisplayLanguage = "",
    model: Model = None,
    allow_pickle: AllowPickle = False,
    gazetteer: GazetteerFile = None,
) -> None:
    """Annotate an archive into a folder of Parquet files, a file a unit of work.

    Stop it when you like, and start it again: what is done stays done, and the rest follows. Rows that cannot be read
    are rows of errors/. A unit that fails is named, and tried when you start again. Exit codes: 0 all units are done,
    1 units failed, the output is full or a worker unfit, 2 wrong usage or input, 3 no Ray cluster answers, 130
    interrupted.
    """
    with expected_failures(), stoppable():
        from dateline.bulk import Manifest, Progress, Run, run

        chosen_part = _part(part)
        if chosen_part is not None and prune:
            raise UsageFailure("--prune is for a run of all parts, before the parts")
        options = annotate_options(
            no_demonyms=no_demonyms,
            no_nested=no_nested,
            max_candidates=max_candidates,
            preference=preference,
            min_mention_confidence=min_mention_confidence,
            min_place_confidence=min_place_confidence,
            no_misspelt=no_misspelt,
            display_language=display_language,
        )
        job = make_job(
            inputs, output, options=options, model=model, allow_pickle=allow_pickle, gazetteer=gazetteer,
            nested=nested, with_text=with_text, encoding=encoding, title=title, outlet=outlet, language=language,
        )  # fmt: skip
        unit_bytes = choose_unit_bytes(unit_mb, job)
        plan = make_plan(job, input_format, unit_bytes)
        with naming_option("output"), announced("pruning" if prune else "looking at what is done"):
            begun = Run.begin(job.output, Manifest.of(job, unit_bytes=unit_bytes), plan, prune=prune)
        if chosen_part is not None:
            begun = begun.part(*chosen_part)
        complain(_beginning(plan, begun))
        if not begun.remaining:
            return
        lines = ProgressLines()
        try:
            with _engine(job, ray=ray, workers=workers, unit_count=len(begun.remaining)) as engine:
                summary = run(begun, engine, progress=Progress(begun.remaining), watch=lines.show)
        finally:
            lines.close()
    _tell(summary)
    raise typer.Exit(ExitCode.OK if summary.is_whole else ExitCode.FAILED)


@contextmanager
def _engine(job: "Job", *, ray: str | None, workers: int | None, unit_count: int) -> Iterator["Engine"]:
    """Yields the engine, whose workers of one machine share weights and tables."""
    from dateline.bulk import Processes, RayTasks, annotate_unit
    from dateline.bulk.engines.ray_tasks import LOCAL
    from dateline.ner.processors import usable_processors

    count = min(workers or usable_processors(), unit_count)
    with tempfile.TemporaryDirectory(prefix="dateline-") as folder:
        engine: Engine
        if ray is None:
            engine = Processes(partial(annotate_unit, _sharing(job, Path(folder))), worker_count=count)
        else:
            # On each machine of the cluster, where nobody knows when the last worker has ended. On Windows, where users
            # have no numbers, the folder for temporary files is the user's own.
            user = f"-{os.getuid()}" if hasattr(os, "getuid") else ""
            kept = Path(tempfile.gettempdir(), f"dateline-weights{user}")
            engine = RayTasks(
                partial(annotate_unit, _sharing(job, kept)),
                address=ray,
                worker_count=count if ray == LOCAL else workers,
            )
        try:
            yield engine
        finally:
            engine.close()


def _sharing(job: "Job", folder: Path) -> "Job":
    from dateline.annotation import Annotator

    settings = job.annotator.settings
    if settings.shared_weights is not None:
        return job
    return replace(job, annotator=Annotator(settings.model_copy(update={"shared_weights": folder})))


def _part(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    found = _PART.fullmatch(text.strip())
    if not found or int(found[1]) >= int(found[2]):
        raise UsageFailure(f"--part {text}: must be a number and a count, such as 0/8, the number below the count")
    return int(found[1]), int(found[2])


def _beginning(planned: "Plan", begun: "Run") -> str:
    from dateline.bulk.planning import shown_bytes

    others = f", {planned.other_file_count:,} others passed over" if planned.other_file_count else ""
    return (
        f"{planned.file_count:,} files{others}, {len(planned.units):,} units, {shown_bytes(planned.byte_count)}; "
        f"{len(begun.remaining):,} units to do"
    )


def _tell(summary: "Summary") -> None:
    complain(
        f"{summary.unit_count:,} units, {summary.article_count:,} articles, {summary.error_count:,} error rows, "
        f"{len(summary.failures):,} units failed"
    )
    for failure in summary.failures[:MOST_NAMED]:
        complain(f"{failure.unit}: {failure.message}")
    if len(summary.failures) > MOST_NAMED:
        complain(f"and {len(summary.failures) - MOST_NAMED:,} more; `dateline bulk status` names what failures/ has")
    if summary.stopped_by:
        complain(summary.stopped_by)
        room = "the output or the folder for temporary files has no room"
        why = room if summary.is_full else "no unit can be done there"
        complain(f"stopped, since {why}; mend that, and start again")
    if summary.is_hopeless:
        complain("stopped, since none was done, so that it may not be the units; start again to begin with the others")
