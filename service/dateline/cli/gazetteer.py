"""``dateline gazetteer``."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.exits import UsageFailure, complain, expected_failures
from dateline.cli.options import GazetteerFile
from dateline.cli.progress import announced

app = typer.Typer(help="Make and inspect the gazetteer.", no_args_is_help=True, pretty_exceptions_enable=False)


@app.command()
def build(
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; your cache folder's by default.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Build anew even if the file exists.")] = False,
) -> None:
    """Make the gazetteer file and print its path. Needs no network."""
    with expected_failures():
        from dateline import gazetteer

        path = output or gazetteer.default_path()
        if path.is_dir():
            raise UsageFailure(f"{path}: is a folder")
        if path.exists() and not force:
            complain("the file exists already; --force builds it anew")
        else:
            with announced("building the gazetteer"):
                gazetteer.build(path, progress=True)
        sys.stdout.write(f"{path}\n")


@app.command()
def info(*, gazetteer_path: GazetteerFile = None) -> None:
    """Print what the gazetteer holds and where it comes from."""
    with expected_failures():
        from dateline.gazetteer import Gazetteer, ensure
        from dateline.settings import load_settings

        path = ensure(load_settings(gazetteer=gazetteer_path).gazetteer, progress=True)
        with Gazetteer(path) as opened:
            description = opened.describe()
        lines = (
            ("path", str(path)),
            ("revision", description.revision),
            ("places", f"{description.place_count:,}"),
            ("names", f"{description.name_count:,}"),
            *(("source", source) for source in description.sources),
        )
        sys.stdout.writelines(f"{name:<9} {value}\n" for name, value in lines)
