"""What a reader gives: articles, each with where it was read, and what should have been one."""

from dataclasses import dataclass

from dateline.values import Article

MAX_DOCUMENT_BYTES = 64 << 20
"""Longest text file or line that is read at all; services set lower limits of their own."""


@dataclass(frozen=True, slots=True)
class InputArticle:
    """An article and where it was read: a path, or a path and a line."""

    where: str
    article: Article


@dataclass(frozen=True, slots=True)
class InputFailure:
    """Something that should have been an article, and why it is none."""

    where: str
    message: str


class UnusableError(Exception):
    """One document cannot be used; it never leaves the readers, which give an InputFailure."""


def decode(data: bytes) -> str:
    """Returns UTF-8 bytes as text.

    Raises UnusableError where there are more than MAX_DOCUMENT_BYTES of them, and for what is not UTF-8.
    """
    if len(data) > MAX_DOCUMENT_BYTES:
        raise UnusableError(f"is longer than {MAX_DOCUMENT_BYTES >> 20} MiB")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnusableError(f"is not UTF-8 (byte {error.start})") from None
