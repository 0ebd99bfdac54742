"""The front door: what `dateline` itself offers, and at what price."""

import subprocess
import sys

import pytest

import dateline

PUBLIC_NAMES = """
AccessDeniedError AnnotateOptions Annotation AnnotationWarning Annotator Area Article ArticleLanguage ArticlePart
AsyncClient CallCancelledError Candidate Client Coordinates Dateline DatelineError DeadlineExceededError Direction
Entity EntityType Evidence EvidenceKind FieldViolation FocusPlace GivenMention Granularity InternalError
InvalidInputError Limits MatchType Mention MentionKind MentionOrigin MissingExtraError Place PlaceAnswer PlaceQuery
QueueFullError ReaderRegion Resolution ResolveOptions ResourceDamagedError ResourceMissingError ServerInfo
ServiceUnavailableError Settings Span SpatialKind SpatialRelation UnauthenticatedError UnsupportedCallError
WarningReason __version__ tls_credentials
""".split()


def _run(program: str) -> str:
    command = (sys.executable, "-c", program)
    done = subprocess.run(
        command, env={"PYTHONPATH": "service"}, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_public_names_are_these() -> None:
    """A name that is added or taken away is so on purpose."""
    assert dateline.__all__ == PUBLIC_NAMES == dir(dateline)


@pytest.mark.parametrize("name", PUBLIC_NAMES)
def test_each_public_name_is_there(name: str) -> None:
    """Each can be imported from the package, and is the class or function of this name."""
    value = getattr(dateline, name)
    assert getattr(value, "__name__", name) == name
    assert vars(dateline)[name] is value, "the next access is as quick as any"


def test_other_names_are_not() -> None:
    """A name that is misspelt is an AttributeError, and an ImportError where it is imported."""
    with pytest.raises(AttributeError, match="'dateline' has no attribute 'Annotater'"):
        dateline.Annotater  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(ImportError, match="cannot import name 'Annotater'"):
        from dateline import Annotater  # type: ignore[attr-defined]  # noqa: F401


def test_importing_the_package_imports_nothing_heavy() -> None:
    """`import dateline` is free of the packages of the server and of the client."""
    program = "import sys, dateline; print(sorted({'numpy', 'grpc', 'pydantic', 'onnxruntime'} & set(sys.modules)))"
    assert _run(program) == "[]\n"


def test_without_the_extra_an_import_says_how_to_install_it() -> None:
    """In a light install the Annotator is an ImportError of one line, and the rest, the help too, is there."""
    program = """
import sys
sys.modules.update(dict.fromkeys(("onnxruntime", "pydantic_settings")))
import dateline
from dateline import Article, Client, DatelineError, MissingExtraError
for name in ("Annotator", "Settings"):
    assert name not in dir(dateline)
    try:
        getattr(dateline, name)
    except ModuleNotFoundError as error:
        assert isinstance(error, MissingExtraError) and isinstance(error, DatelineError)
        print(error)
help(dateline)
"""
    annotator, settings, *shown = _run(program).splitlines()
    assert annotator.startswith("dateline.Annotator needs pydantic_settings, which is missing; to install it")
    assert annotator.endswith("[server]'")
    assert settings.startswith("dateline.Settings needs pydantic_settings, which is missing; to install it")
    assert ">>> from dateline import Annotator, Article" in map(str.strip, shown)


def test_a_module_of_our_own_that_is_missing_is_no_missing_extra() -> None:
    """An install that lost a part of itself says which, instead of asking for an extra."""
    program = """
import sys
sys.modules["dateline.values"] = None
import dateline
try:
    dateline.Article
except ModuleNotFoundError as error:
    print(type(error).__name__, error.name)
"""
    assert _run(program) == "ModuleNotFoundError dateline.values\n"
