"""``dateline bulk``."""

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import click
import typer
from typer.core import TyperGroup

from dateline.cli.exits import ExitCode, UsageFailure, complain, expected_failures, naming_option
from dateline.cli.gazetteer import stoppable
from dateline.cli.options import (
    AllowPickle,
    GazetteerFile,
    MaxCandidates,
    MinPlaceConfidence,
    Model,
    NoMisspelt,
    Prefer,
    Preference,
    read_settings,
)
from dateline.cli.progress import BulkLines, announced
from dateline.values import AnnotateOptions

if TYPE_CHECKING:
    from dateline.bulk import Engine, Job, Plan, Run, Summary

_MOST_NAMED = 20
_PART = re.compile(r"(\d{1,6})/(\d{1,6})")
_PARTITIONS = "date,outlet,country"


class _DefaultCommand(TyperGroup):
    """A group of commands in which whatever is no command is an input of the first of them."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["run", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    help="Annotate archives: every article once, however often the work is stopped. `dateline bulk INPUT... --output "
    "FOLDER` is short for `bulk run`.",
    cls=_DefaultCommand,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT",
        help="Files, folders or URLs (s3://, gs://, and what fsspec opens) of JSON lines, CSV, TSV, WARC and WET, also "
        "with gzip, and of Parquet.",
    ),
]
InputKindName = Annotated[
    str, typer.Option("--input-format", metavar="FORMAT", help="jsonl, csv, tsv, parquet or warc, for every file.")
]
Encoding = Annotated[str, typer.Option("--encoding", help="The encoding of JSON lines and tables, such as cp1252.")]
Title = Annotated[str, typer.Option("--title", help="Title of articles that have none.")]
Outlet = Annotated[str, typer.Option("--outlet", help="Outlet, domain or name, of articles that name none.")]
Language = Annotated[str, typer.Option("--language", help='Language of articles that declare none, such as "en".')]
Nested = Annotated[bool, typer.Option("--nested", help="A row an article, with lists in it, not a row a mention.")]
WithText = Annotated[bool, typer.Option("--with-text", help="Add the article's text to each row.")]
NoDemonyms = Annotated[bool, typer.Option("--no-demonyms", help='Leave out mentions such as "Syrian".')]
NoNested = Annotated[bool, typer.Option("--no-nested", help="Leave out places and demonyms in longer names.")]
MinMentionConfidence = Annotated[
    float, typer.Option("--min-mention-confidence", min=0, max=1, help="Leave out mentions of lower confidence.")
]
UnitMegabytes = Annotated[
    float | None,
    typer.Option("--unit-mb", min=0.0001, help="Size of a unit in MB (2^20 bytes); what the folder has, or 4."),
]
Output = Annotated[str, typer.Option("--output", "-o", help="Folder or URL of the results.")]
ResultsFolder = Annotated[str, typer.Argument(metavar="FOLDER", help="Folder or URL of the results.")]


@app.command(name="run")
def run_bulk(  # noqa: PLR0913 - these are the command's options
    inputs: Inputs,
    *,
    output: Output,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Processes, or with --ray local CPUs; one a core by default.")
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
    model: Model = None,
    allow_pickle: AllowPickle = False,
    gazetteer: GazetteerFile = None,
) -> None:
    """Annotate an archive into a folder of Parquet files, a file a unit of work.

    Stop it when you like, and start it again: what is done stays done, and the rest follows. Rows that cannot be read
    are rows of errors/. A unit that fails is named, and tried when you start again. Exit codes: 0 all units are done,
    1 units failed or the output is full, 2 wrong usage or input, 3 no Ray cluster answers, 130 interrupted.
    """
    with expected_failures(), stoppable():
        from dateline.bulk import Manifest, Progress, Run, run

        chosen_part = _part(part)
        if chosen_part is not None and prune:
            raise UsageFailure("--prune is for a run of all parts, before the parts")
        options = AnnotateOptions(
            demonyms=not no_demonyms,
            nested=not no_nested,
            max_candidates=max_candidates,
            preference=preference.granularity,
            min_mention_confidence=min_mention_confidence,
            min_place_confidence=min_place_confidence,
            misspelt_matches=not no_misspelt,
        )
        job = _job(
            inputs, output, options=options, model=model, allow_pickle=allow_pickle, gazetteer=gazetteer,
            nested=nested, with_text=with_text, encoding=encoding, title=title, outlet=outlet, language=language,
        )  # fmt: skip
        unit_bytes = _unit_bytes(unit_mb, job)
        plan = _plan(job, input_format, unit_bytes)
        with naming_option("output"):
            begun = Run.begin(job.output, Manifest.of(job, unit_bytes=unit_bytes), plan, prune=prune)
        if chosen_part is not None:
            begun = begun.part(*chosen_part)
        complain(_beginning(plan, begun))
        if not begun.remaining:
            return
        lines = BulkLines()
        with _engine(job, ray=ray, workers=workers) as engine:
            summary = run(begun, engine, progress=Progress(begun.remaining), watch=lines.show)
        lines.close()
    _tell(summary)
    raise typer.Exit(ExitCode.OK if summary.is_whole else ExitCode.FAILED)


@app.command()
def plan(  # noqa: PLR0913 - these are the command's options
    inputs: Inputs,
    *,
    output: Annotated[
        str, typer.Option("--output", "-o", help="Folder of a run that was begun, to tell what remains of it.")
    ] = "",
    sample: Annotated[
        int, typer.Option("--sample", min=0, help="Articles to annotate for the estimate; 0 for none.")
    ] = 64,
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
    model: Model = None,
    allow_pickle: AllowPickle = False,
    gazetteer: GazetteerFile = None,
) -> None:
    """Tell what a run would do: units, bytes, and the core-hours that a sample of the articles suggests."""
    with expected_failures():
        from dateline.bulk import Results, estimate_cost
        from dateline.bulk.planning import shown_bytes

        options = AnnotateOptions(
            demonyms=not no_demonyms,
            nested=not no_nested,
            max_candidates=max_candidates,
            preference=preference.granularity,
            min_mention_confidence=min_mention_confidence,
            min_place_confidence=min_place_confidence,
            misspelt_matches=not no_misspelt,
        )
        job = _job(
            inputs, output or ".", options=options, model=model, allow_pickle=allow_pickle, gazetteer=gazetteer,
            nested=nested, with_text=with_text, encoding=encoding, title=title, outlet=outlet, language=language,
        )  # fmt: skip
        planned = _plan(job, input_format, _unit_bytes(unit_mb, job if output else None))
        units = planned.units
        _say("files", f"{planned.file_count:,}")
        _say("units", f"{len(units):,}")
        _say("bytes", f"{planned.byte_count:,} ({shown_bytes(planned.byte_count)})")
        if output:
            done = Results(job.output, job.shape).done()
            units = tuple(unit for unit in units if unit.key not in done)
            _say("remaining units", f"{len(units):,}")
            _say("remaining bytes", f"{sum(unit.byte_count for unit in units):,}")
        if sample and units:
            with announced("annotating a sample"):
                cost = estimate_cost(units, job, sample=sample)
            _say("articles, about", f"{cost.article_count:,}")
            _say("core-seconds an article", f"{cost.seconds_an_article:.3f} (of {cost.sampled_count})")
            _say("core-hours, about", f"{cost.core_hours:,.2f}")


@app.command()
def status(
    folder: ResultsFolder,
    *,
    count: Annotated[bool, typer.Option("--count", help="Count the articles, in the footer of every result.")] = False,
) -> None:
    """Tell what a folder has of its run; exit code 0 where nothing remains, else 1."""
    with expected_failures():
        from dateline.bulk import Folder, read_status
        from dateline.bulk.planning import shown_bytes

        found = read_status(Folder(folder), counted=count)
        remaining = found.remaining
        _say("units", f"{len(found.units):,}")
        _say("done", f"{len(found.units) - len(remaining):,}")
        _say("remaining", f"{len(remaining):,} ({shown_bytes(sum(unit.byte_count for unit in remaining))})")
        _say("failed", f"{len(found.failures):,}")
        _say("units with error rows", f"{found.error_unit_count:,}")
        if found.stale:
            _say("results of no planned unit", f"{len(found.stale):,}")
        if count:
            _say("articles", f"{found.article_count:,}")
            _say("error rows", f"{found.error_count:,}")
        for failure in found.failures[:_MOST_NAMED]:
            complain(f"{failure.unit}: {failure.message}")
    raise typer.Exit(ExitCode.FAILED if remaining or found.stale else ExitCode.OK)


@app.command()
def compact(
    folder: ResultsFolder,
    *,
    output: Annotated[str, typer.Option("--output", "-o", help="Folder or URL of the data set.")],
    by: Annotated[
        str, typer.Option("--by", metavar="A,B", help="What to divide by: date, outlet, country; in this order.")
    ] = _PARTITIONS,
    partly: Annotated[bool, typer.Option("--partly", help="Go on although units remain to be done.")] = False,
) -> None:
    """Write the results of a run as one data set, divided by date, outlet and country."""
    with expected_failures(), stoppable():
        from dateline.bulk import Folder, Partition
        from dateline.bulk import compact as write_compact

        names = [name.strip() for name in by.split(",") if name.strip()]
        if not set(names) <= set(Partition) or len(set(names)) < len(names):
            raise UsageFailure(f"--by {by}: must name some of {', '.join(Partition)}, each once")
        with naming_option("output"), announced("compacting"):
            rows = write_compact(Folder(folder), Folder(output), by=[Partition(name) for name in names], partly=partly)
        _say("rows", f"{rows:,}")


def _job(  # noqa: PLR0913 - these are the commands' options
    inputs: list[str],
    output: str,
    *,
    options: AnnotateOptions,
    model: str | None,
    allow_pickle: bool,
    gazetteer: Path | None,
    nested: bool,
    with_text: bool,
    encoding: str,
    title: str,
    outlet: str,
    language: str,
) -> "Job":
    from dateline.annotation import Annotator
    from dateline.bulk import Folder, Job, Reading, Shape, revision_of
    from dateline.documents.encodings import checked_encoding

    with naming_option("encoding"):
        checked_encoding(encoding)
    settings = read_settings(model=model, allow_pickle=allow_pickle or None, gazetteer=gazetteer, inference_threads=1)
    annotator = Annotator(settings)
    folders = tuple(Folder(name) for name in inputs)
    with announced("loading"):
        revision = revision_of(annotator)
    return Job(
        annotator=annotator,
        inputs=folders,
        output=Folder(output),
        revision=revision,
        shape=Shape.ARTICLES if nested else Shape.MENTIONS,
        with_text=with_text,
        options=options,
        reading=Reading(encoding, title, outlet, language),
    )


def _unit_bytes(megabytes: float | None, job: "Job | None") -> int:
    """Returns the size that is asked for, else the one that the output has, so that keys stay."""
    from dateline.bulk import UNIT_BYTES, Manifest

    if megabytes is not None:
        return max(1, round(megabytes * (1 << 20)))
    earlier = Manifest.read(job.output) if job is not None else None
    return earlier.unit_bytes if earlier is not None else UNIT_BYTES


def _plan(job: "Job", input_format: str, unit_bytes: int) -> "Plan":
    from dateline.bulk import InputKind, plan_units

    if input_format and input_format.lower() not in tuple(InputKind):
        raise UsageFailure(f"--input-format {input_format}: is none of {', '.join(InputKind)}")
    kind = InputKind(input_format.lower()) if input_format else None
    with announced("planning"):
        return plan_units(job.inputs, digest=job.digest, kind=kind, unit_bytes=unit_bytes)


@contextmanager
def _engine(job: "Job", *, ray: str | None, workers: int | None) -> Iterator["Engine"]:
    """Yields the engine, whose workers of one machine share the weights of the model."""
    from dateline.bulk import Processes, RayTasks, annotate_unit
    from dateline.bulk.engines.ray_tasks import LOCAL
    from dateline.ner.processors import usable_processors

    count = workers or usable_processors()
    with tempfile.TemporaryDirectory(prefix="dateline-") as folder:
        engine: Engine
        if ray is None:
            engine = Processes(partial(annotate_unit, _sharing(job, Path(folder))), worker_count=count)
        else:
            # On each machine of the cluster, where nobody knows when the last worker has ended.
            kept = Path(tempfile.gettempdir(), f"dateline-weights-{os.getuid()}")
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
    for failure in summary.failures[:_MOST_NAMED]:
        complain(f"{failure.unit}: {failure.message}")
    if len(summary.failures) > _MOST_NAMED:
        complain(f"and {len(summary.failures) - _MOST_NAMED:,} more; `dateline bulk status` names what failures/ has")
    if summary.is_full:
        complain("stopped, since the output has no room; start again once it has")


def _say(name: str, value: str) -> None:
    sys.stdout.write(f"{name}: {value}\n")
