"""The ends of commands: one line on standard error and a documented exit code, no traceback for expected failures.

==== =====================================================================================
0    everything asked for was done
1    some articles failed, or the server or a resource (model, gazetteer, extra) did
2    usage or input: no such file, empty, not UTF-8, not valid JSON, a setting that is wrong
3    the server cannot be reached or did not answer in time
130  interrupted from the keyboard
141  the reader of the output went away
==== =====================================================================================
"""

import contextlib
import enum
import os
import sys
from collections.abc import Iterator

import typer

from dateline.errors import (
    DatelineError,
    DeadlineExceededError,
    FieldViolation,
    InvalidInputError,
    ServiceUnavailableError,
    missing_extra,
)


class ExitCode(enum.IntEnum):
    """The exit codes of the command."""

    OK = 0
    FAILED = 1
    USAGE = 2
    UNREACHABLE = 3
    INTERRUPTED = 130
    BROKEN_PIPE = 141


class UsageFailure(Exception):  # noqa: N818 - it never leaves the command line
    """The error for a command that cannot be carried out as given; the message says what to change."""


def complain(message: str) -> None:
    """Prints `message` as one line on standard error."""
    line = " ".join(message.split())
    with contextlib.suppress(BrokenPipeError):
        print(f"dateline: {line}", file=sys.stderr, flush=True)  # noqa: T201 - this is where the command line speaks


def code_of(error: DatelineError) -> ExitCode:
    """Returns the exit code for an error."""
    if isinstance(error, InvalidInputError):
        return ExitCode.USAGE
    if isinstance(error, ServiceUnavailableError | DeadlineExceededError):
        return ExitCode.UNREACHABLE
    return ExitCode.FAILED


@contextlib.contextmanager
def naming_option(field: str) -> Iterator[None]:
    """Names the option `--field` in errors that name the field `field`."""
    try:
        yield
    except InvalidInputError as error:
        named = (
            FieldViolation(f"--{field}" if each.field == field else each.field, each.description)
            for each in error.violations
        )
        raise InvalidInputError(*named) from None


@contextlib.contextmanager
def expected_failures() -> Iterator[None]:
    """Turns each expected failure into its line and exit code."""
    try:
        yield
        sys.stdout.flush()
    except KeyboardInterrupt:
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    except BrokenPipeError:
        # The interpreter flushes standard output once more at exit, and would complain then.
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(ExitCode.BROKEN_PIPE) from None
    except UsageFailure as error:
        complain(str(error))
        raise typer.Exit(ExitCode.USAGE) from None
    except DatelineError as error:
        complain(str(error))
        raise typer.Exit(code_of(error)) from None
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "dateline":
            raise
        complain(str(missing_extra(f"this needs {error.name}, which is missing", extras="server")))
        raise typer.Exit(ExitCode.FAILED) from None
    except OSError as error:
        complain(f"{error.filename}: {error.strerror}" if error.filename else error.strerror or str(error))
        raise typer.Exit(ExitCode.FAILED) from None
