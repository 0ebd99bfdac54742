"""``dateline bulk compact``."""

from typing import Annotated

import typer

from dateline.cli.bulk.options import ResultsFolder, say
from dateline.cli.exits import UsageFailure, expected_failures, naming_option
from dateline.cli.gazetteer import stoppable
from dateline.cli.progress import announced


def compact(
    folder: ResultsFolder,
    *,
    output: Annotated[str, typer.Option("--output", "-o", help="Folder or URL of the data set.")],
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="A,B",
            help="What to divide by, in this order; date,outlet,country by default, and date,outlet what is --nested.",
        ),
    ] = None,
    partly: Annotated[bool, typer.Option("--partly", help="Go on although units remain to be done.")] = False,
) -> None:
    """Write the results of a run as one data set, divided by date, outlet and country."""
    with expected_failures(), stoppable():
        from dateline.bulk import Folder, Partition
        from dateline.bulk import compact as write_compact

        names = None if by is None else [name.strip() for name in by.split(",") if name.strip()]
        if names is not None and (not set(names) <= set(Partition) or len(set(names)) < len(names)):
            raise UsageFailure(f"--by {by}: must name some of {', '.join(Partition)}, each once")
        partitions = None if names is None else [Partition(name) for name in names]
        with naming_option("output"), naming_option("by"), announced("compacting"):
            rows = write_compact(Folder(folder), Folder(output), by=partitions, partly=partly)
        say("rows", f"{rows:,}")
