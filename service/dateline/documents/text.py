"""Plain text: a file is one article, whose id is the path."""

from typing import BinaryIO

from dateline.documents.document import MAX_DOCUMENT_BYTES, InputArticle, InputFailure, UnusableError, decode
from dateline.values import Article


def read_text(file: BinaryIO, shown: str) -> InputArticle | InputFailure:
    """Returns the article of a file; its id is `shown`, the file's path."""
    try:
        text = decode(file.read(MAX_DOCUMENT_BYTES + 1))
    except UnusableError as error:
        return InputFailure(shown, str(error))
    if not text:
        return InputFailure(shown, "is empty")
    return InputArticle(shown, Article(id=shown, text=text))
