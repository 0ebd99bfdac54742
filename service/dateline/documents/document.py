"""The output of readers: articles and failures, each with the place where it was read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from dateline.errors import missing_extra
from dateline.values import Article

_Read = TypeVar("_Read")
MAX_DOCUMENT_BYTES = 64 << 20
"""Most bytes of a document, a line or a row, unpacked; services set lower limits of their own."""


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """What a reader takes of one document: bytes when it is unpacked, None for any number, and of a page of HTML."""

    max_bytes: int | None = None
    max_html_bytes: int = MAX_DOCUMENT_BYTES


@dataclass(frozen=True, slots=True)
class InputArticle:
    """An article and where it was read: "page.html", line 3 as "many.jsonl:3", item 3 as "feed.xml#3"."""

    where: str
    article: Article


@dataclass(frozen=True, slots=True)
class InputFailure:
    """A file, line or item that holds no article that can be read, and the reason."""

    where: str
    message: str


class UnusableError(Exception):
    """The error for a document that cannot be used; readers catch it and yield an InputFailure."""


def too_long(max_bytes: int) -> UnusableError:
    """Returns the error for what is longer than `max_bytes`, a whole number of MiB."""
    return UnusableError(f"is longer than {max_bytes >> 20} MiB")


def lacking(error: ModuleNotFoundError) -> UnusableError:
    """Returns the error that says which package reading needs and how to install it."""
    return UnusableError(str(missing_extra(f"needs {error.name}, which is missing", extras="documents")))


def read_alone(read: Callable[[], _Read], *, where: str) -> _Read | InputFailure:
    """Returns what `read` returns of one record, line or row; a failure where it raises, as libraries do at a few.

    Raises what is of the machine, and not of the record: OSError, MemoryError and ImportError.
    """
    try:
        return read()
    except (OSError, MemoryError, ImportError):
        raise
    except UnusableError as error:
        return InputFailure(where, str(error))
    except Exception as error:  # noqa: BLE001 - of whatever kind; its message may quote the article
        return InputFailure(where, f"cannot be read: a library fails at it ({type(error).__name__})")
