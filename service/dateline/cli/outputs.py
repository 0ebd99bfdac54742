"""Outputs: the format of annotations, the file that they go to, and what they hold, as the options say."""

import enum
import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from dateline.cli.exits import UsageFailure
from dateline.documents import STDIN
from dateline.errors import FieldViolation, InvalidInputError
from dateline.export import EXPORTERS, ExportFormat, ExportOptions
from dateline.export.formats import format_of
from dateline.export.text import open_console, write_text
from dateline.files.replacement import replacement
from dateline.values import Annotation


class RowUnit(enum.StrEnum):
    """What a table has a row for."""

    PLACE = "place"
    MENTION = "mention"


AnnotationFormat = Annotated[
    ExportFormat | None,
    typer.Option(
        "--format",
        "-f",
        case_sensitive=False,
        help="text for people, which is the default; json, one array; jsonl, one annotation a line; geojson; csv; "
        "parquet; geoparquet; html, one page. Without it the suffix of --output decides.",
    ),
]
OutputFile = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="File to write, once all is done; standard output by default."),
]
Per = Annotated[
    RowUnit | None,
    typer.Option("--per", case_sensitive=False, help="What csv, geojson and parquet have a row for; geojson: place."),
]
Fields = Annotated[
    str | None,
    typer.Option("--fields", metavar="A,B,...", help="Columns of csv, geojson and parquet, in this order."),
]
WithText = Annotated[bool, typer.Option("--with-text", help="Add the article to json, and its text to each row.")]
Nested = Annotated[bool, typer.Option("--nested", help="Parquet with a row an article, and lists in it.")]


@dataclass(frozen=True, slots=True)
class Output:
    """Where annotations go, in which format."""

    path: Path | None
    format: ExportFormat
    options: ExportOptions

    def write(self, annotations: Iterable[Annotation]) -> None:
        """Writes the annotations as they come; a file appears once all of them are in it."""
        with written(self.path) as file:
            if self.format is ExportFormat.TEXT and self.path is None:
                write_text(annotations, file, console=open_console(sys.stdout))
            else:
                EXPORTERS[self.format].export(annotations, file, self.options)


def choose_output(  # noqa: PLR0913 - these are the command's options
    path: Path | None,
    *,
    output_format: ExportFormat | None,
    per: RowUnit | None,
    fields: str | None,
    with_text: bool,
    nested: bool,
) -> Output:
    """Returns the output that the options name.

    Raises UsageFailure or InvalidInputError where they do not fit, and MissingExtraError where packages that the format
    needs are not installed.
    """
    if path == Path("-"):
        path = None
    chosen = output_format or (ExportFormat.TEXT if path is None else format_of(path.name))
    if chosen is None:
        known = ", ".join(suffix for exporter in EXPORTERS.values() for suffix in exporter.suffixes)
        raise UsageFailure(f"--output {path}: no format has this suffix; name one with --format, or end it in {known}")
    exporter = EXPORTERS[chosen]
    for is_given, name in ((per, "per"), (fields, "fields"), (nested, "nested"), (with_text, "with_text")):
        if is_given and name not in exporter.heeds:
            takers = ", ".join(each for each, other in EXPORTERS.items() if name in other.heeds)
            raise UsageFailure(f"--{name.replace('_', '-')} does nothing for {chosen}, but for {takers}")
    for is_given, name in ((per, "per"), (fields, "fields")):
        if nested and is_given:
            raise UsageFailure(f"--{name} does nothing with --nested, which has a row an article with all fields")
    if exporter.is_binary and path is None and sys.stdout.isatty():
        raise UsageFailure(f"{chosen} is not for a terminal: name a file with --output")
    names = None if fields is None else tuple(name.strip() for name in fields.split(","))
    options = ExportOptions(
        per=None if per is None else "place" if per is RowUnit.PLACE else "mention",
        fields=names,
        with_text=with_text,
        nested=nested,
        byte_order_mark=path is not None,  # for spreadsheets, which open files
    )
    try:
        # The writer itself knows best which columns and packages there are, and is asked before any work.
        exporter.export((), io.BytesIO(), options)
    except InvalidInputError as error:
        raise InvalidInputError(
            *(FieldViolation(f"--{violation.field}", violation.description) for violation in error.violations)
        ) from None
    return Output(path, chosen, options)


def check_output(path: Path | None, *, inputs: Sequence[str]) -> None:
    """Raises UsageFailure where no file can be at `path`, or where the file there is one of the `inputs`."""
    if path is None:
        return
    folder = path.resolve().parent
    if not folder.is_dir():
        raise UsageFailure(f"--output {path}: there is no folder {folder}")
    if not path.exists():
        return
    if not path.is_file():
        raise UsageFailure(f"{path}: is no file")
    if any(path.samefile(name) for name in inputs if name != STDIN and Path(name).exists()):
        raise UsageFailure(f"--output {path}: is one of the inputs, and would be replaced")


@contextmanager
def written(path: Path | None) -> Iterator[BinaryIO]:
    """Yields a file that replaces the one at `path` once all is written, or standard output without a path."""
    if path is None:
        sys.stdout.flush()
        yield sys.stdout.buffer
        return
    with ExitStack() as stack:
        try:
            partial = stack.enter_context(replacement(path.resolve()))
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(path)) from error
        with partial.open("wb") as file:
            yield file
