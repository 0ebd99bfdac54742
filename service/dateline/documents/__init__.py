"""Documents: readers of articles in text files and JSON lines."""

from dateline.documents.document import InputArticle, InputFailure
from dateline.documents.inputs import STDIN, find_inputs, read_inputs

__all__ = ["STDIN", "InputArticle", "InputFailure", "find_inputs", "read_inputs"]
