"""The exceptions: what the module's docstring says of them is what they are."""

import builtins
import json
import pickle
import re
from pathlib import Path

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
    missing_extra,
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


def _missing_where_installed_from(folder: Path, direct_url: str | None, monkeypatch: pytest.MonkeyPatch) -> str:
    """The message in an environment that has Dateline from there; None where the installer did not say."""
    metadata = folder / "site-packages" / "dateline-0.1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.4\nName: dateline\nVersion: 0.1.0\n", encoding="utf-8")
    if direct_url is not None:
        (metadata / "direct_url.json").write_text(direct_url, encoding="utf-8")
    monkeypatch.syspath_prepend(metadata.parent)
    return str(missing_extra("this needs numpy, which is missing", extras="server"))


@pytest.mark.parametrize(("about", "option"), [({}, ""), ({"dir_info": {"editable": True}}, "--editable ")])
def test_a_missing_extra_is_installed_from_where_dateline_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, about: dict[str, object], option: str
) -> None:
    """The command names the folder, one with a space too, and keeps an editable install one."""
    folder = tmp_path / "my checkout"
    folder.mkdir()
    message = _missing_where_installed_from(folder, json.dumps({"url": folder.as_uri()} | about), monkeypatch)
    assert message == f"this needs numpy, which is missing; to install it: pip install {option}'{folder}[server]'"


@pytest.mark.parametrize(
    "direct_url",
    [None, "", "{}", "[]", "no JSON", '{"url": "file:///no/such/folder"}', '{"url": "https://news.example/d.whl"}'],
)
def test_a_missing_extra_is_never_asked_of_an_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, direct_url: str | None
) -> None:
    """Where nothing here is known to hold Dateline, the command is one for a checkout: its name may be another's."""
    message = _missing_where_installed_from(tmp_path, direct_url, monkeypatch)
    assert message == (
        "this needs numpy, which is missing; to install it, in a checkout of Dateline: pip install '.[server]'"
    )


@pytest.mark.parametrize("kind", ERRORS)
def test_each_error_can_go_to_another_process(kind: type[DatelineError]) -> None:
    """Pickled and back it keeps class and message, and the fields it names."""
    error = _make(kind)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert type(again) is kind
    assert str(again) == str(error)
    assert vars(again) == vars(error)
