"""Documents: readers of articles in what newsrooms have, from web pages and feeds to CSV and plain text."""

from dateline.documents.document import DocumentLimits, InputArticle, InputFailure
from dateline.documents.encodings import ENCODING_ADVICE
from dateline.documents.formats import InputFormat
from dateline.documents.inputs import STDIN, find_inputs, read_inputs
from dateline.documents.reader import read_document

__all__ = [
    "ENCODING_ADVICE",
    "STDIN",
    "DocumentLimits",
    "InputArticle",
    "InputFailure",
    "InputFormat",
    "find_inputs",
    "read_document",
    "read_inputs",
]
