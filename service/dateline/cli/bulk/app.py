"""``dateline bulk``."""

from typing import Any

import typer
from typer.core import TyperGroup

from dateline.cli.bulk.compact import compact
from dateline.cli.bulk.plan import plan
from dateline.cli.bulk.run import run_bulk
from dateline.cli.bulk.status import status


class _DefaultCommand(TyperGroup):
    """A group of commands in which whatever is no command is an input of the first of them."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer has no public name for it
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
app.command(name="run")(run_bulk)
app.command()(plan)
app.command()(status)
app.command()(compact)
