"""``dateline bulk status``."""

from typing import Annotated

import typer

from dateline.cli.bulk.options import MOST_NAMED, ResultsFolder, say
from dateline.cli.exits import ExitCode, complain, expected_failures


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
        say("units", f"{len(found.units):,}")
        say("done", f"{len(found.units) - len(remaining):,}")
        say("remaining", f"{len(remaining):,} ({shown_bytes(sum(unit.byte_count for unit in remaining))})")
        say("failed", f"{len(found.failures):,}")
        say("units with error rows", f"{found.error_unit_count:,}")
        if found.stale:
            say("results of no planned unit", f"{len(found.stale):,}")
        if count:
            say("articles", f"{found.article_count:,}")
            say("error rows", f"{found.error_count:,}")
        for failure in found.failures[:MOST_NAMED]:
            complain(f"{failure.unit}: {failure.message}")
    raise typer.Exit(ExitCode.FAILED if remaining or found.stale else ExitCode.OK)
