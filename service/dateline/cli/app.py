"""The ``dateline`` command and its subcommands."""

import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from dateline import __version__
from dateline.cli import annotate, bulk, gazetteer, outlets, resolve, serve, status

app = typer.Typer(
    name="dateline",
    help="People, organisations and geocoded places in news articles.",
    epilog="Exit codes: 0 done, 1 something failed, 2 wrong usage or input, 3 server out of reach, 130 interrupted.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(serve.serve)
app.command()(annotate.annotate)
app.command()(resolve.resolve)
app.command()(status.health)
app.command()(status.info)
app.add_typer(bulk.app, name="bulk")
app.add_typer(gazetteer.app, name="gazetteer")
app.add_typer(outlets.app, name="outlets")


def main() -> None:
    """Runs the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # Articles hold any character, and JSON is UTF-8, whatever the terminal's encoding.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    app(prog_name="dateline")


def _print_version(is_wanted: bool) -> None:  # noqa: FBT001 - typer's way
    if is_wanted:
        typer.echo(f"dateline {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    del version
