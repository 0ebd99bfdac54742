"""The exceptions: what the module's docstring says of them is what they are."""

import builtins
import re

import pytest

from dateline import errors
from dateline.convert import error_from_status, error_to_status
from dateline.errors import (
    ERRORS,
    DatelineError,
    FieldViolation,
    InternalError,
    InvalidInputError,
    ResourceMissingError,
    error_class,
)

_BRANCH = re.compile(r"^    [├└]── (\w+) \((\w+)\) +([A-Z_]+)", re.MULTILINE)


def _make(kind: type[DatelineError]) -> DatelineError:
    return InvalidInputError(FieldViolation("a", "is wrong")) if kind is InvalidInputError else kind("a message")


def test_the_tree_of_the_docstring_is_that_of_the_classes() -> None:
    """Each class is shown with the builtin it derives from and its code, in the order of the table."""
    shown = _BRANCH.findall(errors.__doc__ or "")
    assert [name for name, _, _ in shown] == [error.__name__ for error in ERRORS]
    for (_, builtin, code), error in zip(shown, ERRORS, strict=True):
        assert error.__bases__ == (DatelineError, getattr(builtins, builtin))
        assert error.code == code


def test_the_table_has_every_error() -> None:
    """None is forgotten, and code and reason together tell each from all others."""
    assert set(ERRORS) == set(DatelineError.__subclasses__())
    assert len({(error.code, error.reason) for error in ERRORS}) == len(ERRORS)


@pytest.mark.parametrize("kind", ERRORS)
def test_each_error_comes_back_as_itself(kind: type[DatelineError]) -> None:
    """Through a status and back it keeps class and message."""
    error = _make(kind)
    again = error_from_status(error_to_status(error, request_id="r1"))
    assert type(again) is kind
    assert str(again) == str(error)


@pytest.mark.parametrize(
    ("code", "reason", "kind"),
    [
        ("FAILED_PRECONDITION", "", ResourceMissingError),
        ("FAILED_PRECONDITION", "OF_A_NEWER_SERVER", ResourceMissingError),
        ("DATA_LOSS", "", InternalError),
        ("UNKNOWN", "RESOURCE_MISSING", InternalError),
    ],
)
def test_without_its_reason_the_first_of_a_code_stands_for_it(
    code: str, reason: str, kind: type[DatelineError]
) -> None:
    """A code that no error has is a defect."""
    assert error_class(code, reason=reason) is kind
