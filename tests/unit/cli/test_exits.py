import re

import pytest
import typer

from dateline.cli import exits
from dateline.cli.exits import ExitCode, UsageFailure, code_of, complain, expected_failures
from dateline.errors import (
    ERRORS,
    DeadlineExceededError,
    FieldViolation,
    InternalError,
    InvalidInputError,
    ResourceMissingError,
    ServiceUnavailableError,
)


def ended_with(error):
    with pytest.raises(typer.Exit) as caught, expected_failures():
        raise error
    return caught.value.exit_code


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (UsageFailure("no such option"), 2, "no such option"),
        (InvalidInputError(FieldViolation("port", "is odd")), 2, "port: is odd"),
        (ServiceUnavailableError("no server at x"), 3, "no server at x"),
        (DeadlineExceededError("too slow"), 3, "too slow"),
        (ResourceMissingError("no model"), 1, "no model"),
        (InternalError("a\n  defect"), 1, "a defect"),
        (FileNotFoundError(2, "No such file", "a.txt"), 1, "a.txt: No such file"),
        (OSError("odd"), 1, "odd"),
        (ModuleNotFoundError("x", name="torch.nn"), 1, "this needs torch.nn, which is missing; to install it"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_failures_that_can_be_expected_are_a_line_and_a_code(capsys, error, code, line):
    """Each has its documented code and one line on standard error."""
    assert ended_with(error) == code
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert said.err.startswith(f"dateline: {line}")


def test_interrupt_says_nothing(capsys):
    """Ctrl-C needs no comment."""
    assert ended_with(KeyboardInterrupt()) == 130
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("error", [ValueError("x"), ModuleNotFoundError("x", name="dateline.typo")], ids=repr)
def test_defects_are_not_hidden(error):
    """What nobody expects keeps its traceback."""
    with pytest.raises(type(error)), expected_failures():
        raise error


def test_every_error_has_a_code():
    """No error of ours ends a command as if all were well, or with a code that is not documented."""
    documented = {int(code) for code in re.findall(r"^(\d+) ", exits.__doc__, re.MULTILINE)}
    assert documented == set(ExitCode)
    for kind in ERRORS:
        error = kind(FieldViolation("a", "b")) if kind is InvalidInputError else kind("x")
        assert code_of(error) in documented - {0}


def test_a_complaint_is_one_line(capsys):
    """Line ends in a message do not reach the terminal."""
    complain("a\nb\r\n c")
    assert capsys.readouterr().err == "dateline: a b c\n"
