"""Options that the commands of ``dateline bulk`` share, and the job that they describe."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.exits import UsageFailure, naming_option
from dateline.cli.options import checked_language, read_settings
from dateline.cli.progress import announced
from dateline.values import AnnotateOptions, Limits
from dateline.values.limits import check_options

if TYPE_CHECKING:
    from dateline.bulk import Job, Plan

MOST_NAMED = 20
"""Most units that failed that a command names."""

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT",
        help="Files, folders or URLs (s3://, gs://, and what fsspec opens) of JSON lines, Parquet, CSV, TSV, WARC and "
        "WET, also with gzip.",
    ),
]
InputKindName = Annotated[
    str, typer.Option("--input-format", metavar="FORMAT", help="jsonl, csv, tsv, parquet or warc, for every file.")
]
Encoding = Annotated[str, typer.Option("--encoding", help="The encoding of JSON lines and tables, such as cp1252.")]
Title = Annotated[str, typer.Option("--title", help="Title of articles that have none.")]
Outlet = Annotated[str, typer.Option("--outlet", help="Outlet, domain or name, of articles that name none.")]
Nested = Annotated[bool, typer.Option("--nested", help="A row an article, with lists in it, not a row a mention.")]
WithText = Annotated[bool, typer.Option("--with-text", help="Add the article's text to each row.")]
UnitMegabytes = Annotated[
    float | None,
    typer.Option("--unit-mb", min=0.0001, help="Size of a unit in MB (2^20 bytes); what the folder has, or 4."),
]
Output = Annotated[str, typer.Option("--output", "-o", help="Folder or URL of the results.")]
ResultsFolder = Annotated[str, typer.Argument(metavar="FOLDER", help="Folder or URL of the results.")]


def make_job(  # noqa: PLR0913 - these are the commands' options
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
    """Returns the job that the options describe; its revision is learnt in a process that loads the model."""
    from dateline.annotation import Annotator
    from dateline.bulk import Folder, Job, Reading, Shape, revision_of
    from dateline.documents.encodings import checked_encoding

    with naming_option("encoding"):
        checked_encoding(encoding)
    tag = checked_language(language)
    settings = read_settings(model=model, allow_pickle=allow_pickle or None, gazetteer=gazetteer, inference_threads=1)
    check_options(options, limits=Limits.of(settings))
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
        reading=Reading(encoding, title, outlet, tag),
    )


def choose_unit_bytes(megabytes: float | None, job: "Job | None") -> int:
    """Returns the size that is asked for, else the one that the output has, so that keys stay."""
    from dateline.bulk import UNIT_BYTES, Manifest

    if megabytes is not None:
        return max(1, round(megabytes * (1 << 20)))
    earlier = Manifest.read(job.output) if job is not None else None
    return earlier.unit_bytes if earlier is not None else UNIT_BYTES


def make_plan(job: "Job", input_format: str, unit_bytes: int) -> "Plan":
    """Returns the plan of the job's inputs; raises UsageFailure for a format that is none."""
    from dateline.bulk import InputKind, plan_units

    if input_format and input_format.lower() not in tuple(InputKind):
        raise UsageFailure(f"--input-format {input_format}: is none of {', '.join(InputKind)}")
    kind = InputKind(input_format.lower()) if input_format else None
    with announced("planning"):
        return plan_units(job.inputs, digest=job.digest, kind=kind, unit_bytes=unit_bytes)


def say(name: str, value: str) -> None:
    """Prints a fact as a line on standard output."""
    sys.stdout.write(f"{name}: {value}\n")
