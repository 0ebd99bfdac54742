"""The output of readers: articles and failures, each with the place where it was read."""

from dataclasses import dataclass

from dateline.values import Article

MAX_DOCUMENT_BYTES = 64 << 20
"""Most bytes of a text file or line; services set lower limits of their own."""


@dataclass(frozen=True, slots=True)
class InputArticle:
    """An article and where it was read: a path, or a path and a line."""

    where: str
    article: Article


@dataclass(frozen=True, slots=True)
class InputFailure:
    """A file or line that holds no article, and the reason."""

    where: str
    message: str


class UnusableError(Exception):
    """The error for a document that cannot be used; readers catch it and yield an InputFailure."""


def decode(data: bytes) -> str:
    """Returns UTF-8 bytes as text.

    Raises UnusableError where `data` is longer than MAX_DOCUMENT_BYTES or not UTF-8.
    """
    if len(data) > MAX_DOCUMENT_BYTES:
        raise UnusableError(f"is longer than {MAX_DOCUMENT_BYTES >> 20} MiB")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnusableError(f"is not UTF-8 (byte {error.start})") from None
