"""Documents, read without types: what a test asks of the outcome says which it expects."""

from dateline.documents import read_document as read


def read_document(data, **given):
    return read(data, **given)
