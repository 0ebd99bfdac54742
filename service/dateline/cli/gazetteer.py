"""``dateline gazetteer``."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.exits import UsageFailure, complain, expected_failures
from dateline.cli.options import GazetteerFile, read_settings
from dateline.cli.progress import announced
from dateline.errors import ResourceDamagedError

app = typer.Typer(help="Make and inspect the gazetteer.", no_args_is_help=True, pretty_exceptions_enable=False)


@app.command()
def build(
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; your cache folder's by default.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Build anew even if the file exists.")] = False,
) -> None:
    """Make the gazetteer file and print its path. Needs no network.

    One that is there already and can be read stays as it is; one that cannot be is built anew.
    """
    with expected_failures():
        from dateline import gazetteer

        path = output or gazetteer.default_path()
        if path.is_dir():
            raise UsageFailure(f"{path}: is a folder")
        if not force and path.exists() and _is_fine(path, is_ours=output is None):
            complain("the file exists already; --force builds it anew")
        else:
            with announced("building the gazetteer"):
                gazetteer.build(path, progress=True)
        sys.stdout.write(f"{path}\n")


def _is_fine(path: Path, *, is_ours: bool) -> bool:
    """Whether a gazetteer can be read there; one that cannot be must be `is_ours`, or show that it was a gazetteer."""
    from dateline.gazetteer import Gazetteer, bears_stamp

    try:
        Gazetteer(path).close()
    except ResourceDamagedError as error:
        if not (is_ours or bears_stamp(path)):
            raise UsageFailure(f"{path}: exists and is no gazetteer; --force replaces it") from error
        complain(f"{path} cannot be read and is built anew")
        return False
    return True


@app.command()
def info(*, gazetteer_path: GazetteerFile = None) -> None:
    """Print what the gazetteer holds and where it comes from."""
    with expected_failures():
        from dateline.gazetteer import Gazetteer, ensure

        path = ensure(read_settings(gazetteer=gazetteer_path).gazetteer, progress=True)
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
