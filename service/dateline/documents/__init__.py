"""Documents: readers that turn what newsrooms have into articles."""

from dateline.documents.document import InputArticle, InputFailure
from dateline.documents.inputs import STDIN, find_inputs, read_inputs

__all__ = ["STDIN", "InputArticle", "InputFailure", "find_inputs", "read_inputs"]
